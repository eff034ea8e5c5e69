// Who is quicker than the registry: what is done while a draft is being saved is done, too, and what was asked before it
// does not tell afterwards how things were. The answers are the registry's own, held back on their way.
const NETWORK = "frivilligt-arbejde";
const LATE_MS = 1500;

// A machine so busy that what a page does only after it is drawn comes late.
function drawLate(late_ms) {
  const soon = window.setTimeout;
  window.requestAnimationFrame = (todo) => soon(() => todo(performance.now()), late_ms);
  window.cancelAnimationFrame = window.clearTimeout;
  window.setTimeout = (todo, ms = 0, ...more) => soon(todo, ms > 0 && ms < 100 ? late_ms : ms, ...more);
}

export default async function ({ base, check, go, told, signedIn, open }) {
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
  for (let tries = 0; late === null && tries < 600; tries++) await page.waitForTimeout(50);
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

  // ---- who does not wait until all is drawn ----
  await page.addInitScript(drawLate, LATE_MS);
  await page.reload();
  await page.waitForSelector("main h1");
  await go(page, "/networks/new"); // whoever goes on at once gets there
  await page.waitForSelector("#field-title");
  await page.fill("#field-title", "Straks");
  await page.keyboard.press("ControlOrMeta+s");
  await told(page, "Netværket er lagt til som kladde.");
  await page.waitForURL(/\/networks\/straks/);
  await page.waitForSelector("#field-question");
  const leave = (text) => page.evaluate((wanted) => [...document.querySelectorAll(".navigation-menu a")].find((one) => one.textContent === wanted).click(), text);
  await page.evaluate(() => {
    const field = document.querySelector("#field-question");
    field.value = "Hvem var her?";
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  });
  await leave("Overblik");
  check(await page.locator("dialog[open]").isVisible(), "who writes and leaves at once is not asked");
  await page.click("text=Bliv her");
  check((await page.inputValue("#field-question")) === "Hvem var her?", "what was written is gone");

  // ---- a form that says what is wrong has the focus by then ----
  const nobody = await open();
  await nobody.addInitScript(drawLate, LATE_MS);
  await nobody.goto(`${base}/staff/sign-in`);
  await nobody.click("button[type=submit]");
  await nobody.waitForSelector(".error-summary");
  check(await nobody.evaluate(() => document.activeElement.classList.contains("error-summary")), "what is wrong comes first, and the focus later");

  // ---- an entry that comes anew takes no letter with it ----
  const citizen = await open();
  await citizen.goto(`${base}/idea?lang=da`);
  for (const [name, text] of [["title", "Bænke"], ["text", "Der mangler bænke ved søen."]]) await citizen.fill(`[name=${name}]`, text);
  await citizen.check("[name=side][value=citizens]");
  await citizen.waitForTimeout(2200); // a person needs longer than a program
  await citizen.click("main form button");
  await citizen.waitForSelector(".given");
  await page.goto(`${base}/staff/inbox/1`); // leaving what is typed behind
  await page.waitForSelector("#answer-text");
  await page.click("text=Sæt på idévæggen");
  // The moment that it is there, as a quick hand does it.
  await page.evaluate(() => new Promise((done) => {
    new MutationObserver((_, observer) => {
      if (!document.body.textContent.includes("Alle kan se idéen")) return;
      observer.disconnect();
      const field = document.querySelector("#answer-text");
      field.value = "Tak for idéen.";
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
      done();
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
  }));
  await page.click("text=Gem svaret");
  await told(page, "Svaret er gemt.");
  check((await page.inputValue("#answer-text")) === "Tak for idéen.", "what was written as it came is gone");
}
