// An editorial page is changed, gets a picture, which must have words, and is published.
import { fileURLToPath } from "node:url";
import { readdirSync } from "node:fs";

const folder = fileURLToPath(new URL("../../assets/content/pictures/", import.meta.url));

export default async function ({ base, check, look, tabTo, heading, told, signedIn }) {
  const page = await signedIn("secretariat", "/pages", { name: "Signe" });
  await page.waitForSelector(".tile");
  check((await page.locator("main .tile").count()) === 7, "not all pages are listed");
  await look(page, "pages");
  await tabTo(page, "main a.tile");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#page-title");
  await look(page, "page");
  const title = await heading(page);
  const id = page.url().split("/").pop();

  // ---- by keyboard: a heading and a picture more, without words at first ----
  await tabTo(page, "#page-title");
  await page.keyboard.press("End");
  await page.keyboard.type(" i dag");
  await tabTo(page, ".chips .button:last-child", 200);
  await page.keyboard.press("Enter");
  const input = page.locator("input[type=file]").last();
  await input.setInputFiles(folder + readdirSync(folder).find((name) => name.endsWith(".png")));
  await told(page, "Billedet er lagt op.");
  await page.locator(".page-picture").last().evaluate((one) => one.decode());
  await page.click(".page-top .button");
  await page.waitForSelector("text=Siden kan ikke udgives endnu");
  check((await page.locator("dialog[open]").count()) === 0, "a picture without words would be published");
  await look(page, "page-picture");
  const alt = page.locator("[id$=-alt]").last();
  await alt.fill("Et <b>billede</b> af forhallen");

  // ---- a file that is no picture ----
  await input.setInputFiles({ name: "x.png", mimeType: "image/png", buffer: Buffer.from("no picture at all") });
  await page.waitForSelector("text=Filen er ikke et billede");

  // ---- another language beside it ----
  await page.click(".language-choice >> text=Engelsk");
  await page.waitForSelector("text=Den danske tekst står ved hvert felt");
  await page.locator("[id$=-alt]").last().fill("A <b>picture</b> of the hall");
  await look(page, "page-english");
  await page.click(".language-choice >> text=Dansk");

  await page.click(".page-top .button");
  await page.click("dialog button:has-text('Udgiv nu')");
  await told(page, "Udgivet.");
  const { pages } = await (await page.context().request.get(`${base}/v1/staff/pages`)).json();
  const now = pages.find((one) => one.id === id);
  check(now.title === `${title} i dag` && now.body.blocks.at(-1).alt === "Et <b>billede</b> af forhallen", "what was published is otherwise");
  check(now.body.translations.en.blocks.at(-1).alt === "A <b>picture</b> of the hall", "the translation is lost");

  // ---- two at once ----
  const other = await signedIn("secretariat", `/pages/${id}`, { name: "Signe" });
  await other.waitForSelector("#page-title");
  await other.fill("#page-title", "Den anden var her");
  await other.click(".page-top .button");
  await other.click("dialog button:has-text('Udgiv nu')");
  await told(other, "Udgivet.");
  await page.fill("#page-title", "Den ene var her");
  await page.click(".page-top .button");
  await page.click("dialog button:has-text('Udgiv nu')");
  await page.waitForSelector("dialog >> text=En anden har udgivet siden imens");
  await look(page, "page-conflict");
  await page.keyboard.press("Escape");
  check((await page.inputValue("#page-title")) === "Den ene var her", "what was written is gone");
  await page.click(".page-top .button");
  await page.click("dialog button:has-text('Udgiv nu')");
  await page.waitForSelector("text=På skærmene");
}
