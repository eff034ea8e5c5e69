// Who is quicker than the registry: what is done while a draft is being saved is done, too, and what was asked before it
// does not tell afterwards how things were. The answers are the registry's own, held back on their way.
const NETWORK = "frivilligt-arbejde";

export default async function ({ check, told, signedIn }) {
  const page = await signedIn("secretariat", `/networks/${NETWORK}`, { name: "Signe" });
  await page.waitForSelector("#field-question");

  // ---- a save that takes its time: the deed after it waits, and the letters typed meanwhile are kept ----
  let letGo = null;
  await page.route("**/v1/staff/networks/*", async (route) => {
    if (route.request().method() !== "PUT" || letGo !== null) return route.continue();
    await new Promise((done) => { letGo = done; });
    return route.continue();
  });
  await page.fill("#field-question", "Hvem er hurtig?");
  await page.keyboard.press("ControlOrMeta+s");
  await page.waitForSelector(".publish >> text=Gemmer …");
  await page.keyboard.press("ControlOrMeta+s");
  await page.click(".publish button:has-text('Udgiv nu')");
  await page.click("dialog button:has-text('Udgiv nu')");
  await page.fill("#field-short_title", "Meget hurtig");
  letGo();
  await told(page, "Udgivet.");
  await page.waitForSelector(".publish >> text=På skærmene");
  const stored = await (await page.context().request.get(new URL(`/v1/staff/networks/${NETWORK}`, page.url()).href)).json();
  check(stored.published_version === stored.version, "what was typed last is not what was published");
  check(stored.body.question === "Hvem er hurtig?" && stored.body.short_title === "Meget hurtig", `published was ${stored.body.question}, ${stored.body.short_title}`);
  await page.unroute("**/v1/staff/networks/*");

  // ---- an answer that was under way during the deed comes after it ----
  await page.fill("#field-question", "Hvem er hurtigere?");
  await page.keyboard.press("ControlOrMeta+s");
  await told(page, "Kladden er gemt.");
  await page.waitForSelector(".publish .state:has-text('Kladde')");
  let late = null;
  await page.route("**/v1/staff/networks/*", async (route) => {
    if (route.request().method() !== "GET" || late !== null) return route.continue();
    const answer = await route.fetch(); // how it is before the deed
    await new Promise((done) => { late = done; });
    return route.fulfill({ response: answer });
  });
  await page.fill("#field-question", "Hvem er hurtigst?");
  await page.keyboard.press("ControlOrMeta+s");
  await told(page, "Kladden er gemt.");
  for (let tries = 0; late === null && tries < 200; tries++) await page.waitForTimeout(50);
  await page.click(".publish button:has-text('Udgiv nu')");
  await page.click("dialog button:has-text('Udgiv nu')");
  await told(page, "Udgivet.");
  await page.waitForSelector(".publish >> text=På skærmene");
  const seen = page.waitForResponse((answer) => answer.request().method() === "GET" && answer.url().endsWith(`/v1/staff/networks/${NETWORK}`));
  late();
  await (await seen).finished();
  await page.waitForTimeout(200); // it would be drawn by now
  check(await page.locator(".publish .state:has-text('På skærmene')").isVisible(), "an old answer took the place of what was done");
  await page.unroute("**/v1/staff/networks/*");
}
