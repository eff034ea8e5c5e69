// An editorial page is drafted, gets a picture, which must have words, is reviewed, published now and at a time, taken
// down, compared and brought back; two who write at once are asked.
import { fileURLToPath } from "node:url";
import { readdirSync } from "node:fs";

const folder = fileURLToPath(new URL("../../assets/content/pictures/", import.meta.url));

export default async function ({ base, check, look, tabTo, heading, told, go, signedIn }) {
  const page = await signedIn("secretariat", "/pages", { name: "Signe" });
  await page.waitForSelector("tbody tr");
  check((await page.locator("tbody tr").count()) === 7, "not all pages are listed");
  await look(page, "pages");
  await tabTo(page, "tbody a", 60);
  await page.keyboard.press("Enter");
  await page.waitForSelector("#page-title");
  const picture = page.locator(".preview img");
  await picture.waitFor();
  check(await picture.evaluate((one) => one.decode().then(() => one.naturalWidth >= 500)), "the preview is no picture");
  await look(page, "page");
  const title = await heading(page);
  const id = page.url().split("/").pop();
  const stored = async () => (await page.context().request.get(`${base}/v1/staff/pages/${id}`)).json();
  const shownTitles = async () => (await (await page.context().request.get(`${base}/v1/staff/pages`)).json()).pages;

  // ---- the preview goes down as a visitor does ----
  const first = await picture.getAttribute("src");
  await page.click(".preview button:has-text('Ned')");
  await page.waitForSelector(".preview >> text=En skærm nede");
  await page.locator(`.preview img:not([src="${first}"])`).waitFor();
  await page.click(".preview button:has-text('Op')");

  // ---- by keyboard: another title, and a picture, without words at first ----
  await tabTo(page, "#page-title", 60);
  await page.keyboard.press("End");
  await page.keyboard.type(" i dag");
  await tabTo(page, ".chips .button:last-child", 200);
  await page.keyboard.press("Enter");
  const input = page.locator("input[type=file]").last();
  await input.setInputFiles(folder + readdirSync(folder).find((name) => name.endsWith(".png")));
  await told(page, "Billedet er lagt op.");
  await page.locator(".page-picture").last().evaluate((one) => one.decode());
  await page.click(".publish >> text=Udgiv nu");
  await page.click("dialog button:has-text('Udgiv nu')");
  await told(page, "Kladden er gemt.");
  await page.waitForSelector(".lacking li");
  await look(page, "page-picture");
  await page.click(".lacking li button");
  await page.waitForSelector("[id$=-alt]:focus");
  check((await page.getAttribute("[id$=-alt]:focus", "aria-invalid")) === "true", "the field is not marked");
  check((await stored()).published_version === 1, "a picture without words is published");
  await page.locator("[id$=-alt]").last().fill("Et <b>billede</b> af forhallen");

  // ---- a file that is no picture ----
  await input.setInputFiles({ name: "x.png", mimeType: "image/png", buffer: Buffer.from("no picture at all") });
  await page.waitForSelector("text=Filen er ikke et billede");

  // ---- leaving asks ----
  await page.click(".navigation-menu >> text=Overblik");
  await page.waitForSelector("dialog[open] >> text=Forlad siden uden at gemme?");
  await page.click("text=Bliv her");

  // ---- another language beside it ----
  await page.click(".language-choice >> text=Engelsk");
  await page.waitForSelector("text=Den danske tekst står ved hvert felt");
  await page.locator("[id$=-alt]").last().fill("A <b>picture</b> of the hall");
  await look(page, "page-english");
  await page.click(".language-choice >> text=Dansk");
  await page.keyboard.press("ControlOrMeta+s");
  await told(page, "Kladden er gemt.");

  // ---- a draft is not shown; then it is ----
  const draft = await stored();
  check(draft.state === "draft" && draft.published_version === 1 && draft.body.title === `${title} i dag`, `the draft is ${draft.state}`);
  await page.click(".publish >> text=Til gennemsyn");
  await told(page, "Markeret til gennemsyn.");
  await page.waitForSelector(".publish .state:has-text('Til gennemsyn')");
  await page.click(".publish >> text=Udgiv nu");
  await page.click("dialog button:has-text('Udgiv nu')");
  await told(page, "Udgivet.");
  await page.waitForSelector(".publish >> text=På skærmene");
  const now = await stored();
  check(now.published_version === now.version && now.body.blocks.at(-1).alt === "Et <b>billede</b> af forhallen", "what was published is otherwise");
  check(now.body.translations.en.blocks.at(-1).alt === "A <b>picture</b> of the hall", "the translation is lost");

  // ---- the Danish changes, and its translation is old until somebody has looked at it ----
  await page.locator("[id$=-alt]").last().fill("Et billede af forhallen i dag");
  await page.click("text=Gem kladde");
  await told(page, "Kladden er gemt.");
  await page.click(".language-choice >> text=Engelsk");
  const old = page.locator(".old-text");
  await old.nth(1).waitFor(); // the title, which was changed before, and the picture's words
  await look(page, "page-older");
  for (const label of await page.locator("label:has-text('Passer stadig')").all()) await label.click();
  await page.click("text=Gem kladde");
  await told(page, "Kladden er gemt.");
  await page.waitForSelector(".old-text", { state: "detached" });
  await page.click(".language-choice >> text=Dansk");

  // ---- two at once: what only one changed is taken, what both changed is asked ----
  const other = await signedIn("secretariat", `/pages/${id}`, { name: "Rie" });
  await other.waitForSelector("#page-title");
  await other.fill("#page-title", "Den anden var her");
  await other.click(".chips >> text=Overskrift");
  await other.locator("[id^=block-][id$=-text]").last().fill("Noget nyt");
  await other.click("text=Gem kladde");
  await told(other, "Kladden er gemt.");
  await page.fill("#page-title", "Den ene var her");
  await page.click("text=Gem kladde");
  await page.waitForSelector("dialog[open] >> text=En anden har gemt imens");
  await look(page, "page-merge");
  check((await page.locator(".clash").count()) === 1, "not one field is asked about");
  await page.click("dialog label:has-text('Dit')");
  // Who saves once more while the question stands there is asked about anew, and not overwritten by the answer to it.
  await other.locator("[id^=block-][id$=-text]").last().fill("Noget endnu nyere");
  await other.click("text=Gem kladde");
  await told(other, "Kladden er gemt.");
  await page.click("dialog >> text=Gem det samlede");
  await page.waitForSelector("dialog[open] .clash", { state: "detached" });
  await page.click("dialog >> text=Gem det samlede");
  await told(page, "Kladden er gemt.");
  const merged = await stored();
  check(merged.body.title === "Den ene var her" && merged.body.blocks.at(-1).text === "Noget endnu nyere", "the two are not merged");

  // ---- at a time, and taken down ----
  await page.click("text=Udgiv på et tidspunkt");
  await page.fill("#publish-at", new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 11) + "08:00");
  await page.click("dialog >> text=Planlæg");
  await page.waitForSelector(".publish >> text=Udgives senere");
  await page.click("text=Aflys den planlagte");
  await told(page, "Udgivelsen er aflyst.");
  await page.click(".publish >> text=Tag af skærmene");
  await page.click("dialog button:has-text('Tag den af')");
  await told(page, "Siden er taget af skærmene.");
  check((await stored()).published_version === null, "it is still shown");

  // ---- versions: compared and brought back ----
  await page.click("text=Tidligere udgaver");
  await page.waitForSelector(".compared tbody tr");
  await page.selectOption("#compare-before", "1");
  await page.waitForSelector(".compared >> text=(ny)");
  await look(page, "page-versions");
  await page.getByRole("button", { name: "Hent frem udgave 1", exact: true }).click();
  await page.click("dialog >> text=Hent den frem");
  await page.waitForSelector("#page-title");
  check((await page.inputValue("#page-title")) === title, "the first version is not back");
  await page.click(".publish >> text=Udgiv nu");
  await page.click("dialog button:has-text('Udgiv nu')");
  await told(page, "Udgivet.");

  // ---- a new one, by keyboard; hostile text stays text; and it is thrown away ----
  await go(page, "/pages/new");
  await page.waitForSelector("#page-title");
  await tabTo(page, "#page-title", 60);
  await page.keyboard.type("<img src=x onerror=alert(1)>");
  await page.keyboard.press("ControlOrMeta+s");
  await page.waitForURL(/\/pages\/(?!new)/);
  await page.waitForSelector(".publish");
  check((await heading(page)) === "<img src=x onerror=alert(1)>", "the title is not shown as it was written");
  check((await shownTitles()).length === 8, "the new page is not listed");
  await look(page, "page-new");
  await page.click("text=Kassér kladden");
  await page.click("dialog button:has-text('Kassér')");
  await told(page, "Kladden er kasseret.");
  await page.waitForSelector("tbody tr");
  check((await shownTitles()).length === 7, "it is not gone");
}
