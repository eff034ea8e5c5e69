// A network gets a picture of its own: given by its editor, required words, other languages, the preview, two who give one
// each, the comparison of versions, and taken away again.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const dinghy = fileURLToPath(new URL("../../assets/content/pictures/dinghy.png", import.meta.url));
const ID = "frivilligt-arbejde";
const ALT = "En <b>båd</b> med tre, der ror";

export default async function ({ base, check, look, tabTo, told, go, signedIn }) {
  // ---- its editor gives it, by keyboard as far as a file chooser lets one ----
  const ole = await signedIn("editor", `/networks/${ID}`, { name: "Ole", more: ["--network", ID] });
  const stored = async () => (await ole.context().request.get(`${base}/v1/staff/networks/${ID}`)).json();
  const story = async (page) => {
    await page.click("#tab-story");
    await page.waitForSelector("#field-picture-picture");
  };
  await story(ole);
  check((await ole.locator("#field-picture-alt").count()) === 0, "words are asked of no picture");
  const preview = ole.locator(".preview img:not(.old)");
  await preview.waitFor();
  const before = await preview.getAttribute("src");
  await tabTo(ole, "#field-picture-picture", 120);
  await ole.setInputFiles("#field-picture-picture", dinghy);
  await ole.fill("#field-remarks-0", "Skrevet, mens billedet var på vej.");
  await told(ole, "Billedet er lagt op.");
  await ole.locator(".page-picture").evaluate((one) => one.decode());
  check((await ole.inputValue("#field-remarks-0")) === "Skrevet, mens billedet var på vej.", "what was written meanwhile is lost");
  await ole.locator(`.preview img:not(.old):not([src="${before}"])`).waitFor();
  await ole.click(".preview button:has-text('Ned')");
  await ole.waitForSelector(".preview >> text=En skærm nede");
  await ole.waitForSelector(".preview[aria-busy=false]");
  await look(ole, "network-picture");

  // ---- words are required, before it is given to review ----
  await ole.click("text=Send til gennemsyn");
  await ole.waitForSelector(".lacking li >> text=Billede");
  await ole.click("#tab-basics");
  await ole.click(".lacking li button:has-text('Billede')");
  await ole.waitForSelector("#field-picture-alt:focus");
  check((await ole.getAttribute("#field-picture-alt", "aria-invalid")) === "true", "the field is not marked");
  await ole.keyboard.type(ALT);
  await ole.fill("#field-picture-caption", "Den første tur");
  await ole.fill("#field-picture-caption", "");

  // ---- a picture that comes while another part of the network is on the page ----
  await ole.setInputFiles("#field-picture-picture", dinghy);
  await ole.click("#tab-basics");
  await ole.fill("#field-short_title", "Frivillige");
  await told(ole, "Billedet er lagt op.");
  check((await ole.inputValue("#field-short_title")) === "Frivillige", "what was written in another tab is lost");

  // ---- in other languages, beside the Danish ----
  await ole.click("#tab-texts");
  const beside = ole.locator(".beside-danish", { hasText: ALT });
  check((await ole.locator(".beside-danish:has-text('billedtekst')").count()) === 0, "a caption that is not there is to be translated");
  await beside.locator("textarea").fill("A <b>boat</b> with three people");
  await look(ole, "network-picture-texts");
  await ole.click("text=Gem kladde");
  await told(ole, "Kladden er gemt.");
  const draft = await stored();
  const name = draft.body.picture.picture;
  check(/^[0-9a-f]{64}$/.test(name) && draft.body.picture.alt === ALT && !("caption" in draft.body.picture), `the draft has ${JSON.stringify(draft.body.picture)}`);
  check(draft.body.translations.en.picture.alt === "A <b>boat</b> with three people", "the translation is lost");
  const kept = await ole.context().request.get(`${base}/v1/staff/pictures/${name}`);
  check(kept.ok() && !(await kept.body()).equals(readFileSync(dinghy)), "the picture is not made anew");

  // ---- the secretariat publishes it; the Danish changes, and its translation is old ----
  const page = await signedIn("secretariat", `/networks/${ID}`, { name: "Signe" });
  await page.waitForSelector(".publish");
  await page.click(".publish >> text=Udgiv nu");
  await page.click("dialog button:has-text('Udgiv nu')");
  await told(page, "Udgivet.");
  await story(page);
  await page.fill("#field-picture-alt", "Tre i en båd");
  await page.click("text=Gem kladde");
  await told(page, "Kladden er gemt.");
  await page.click("#tab-texts");
  await page.locator(".beside-danish", { hasText: "Tre i en båd" }).locator("text=Ældre end den danske").waitFor();

  // ---- two give another picture each: asked as a whole, since words belong to their picture ----
  const square = (colour) => page.evaluate(async (fill) => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 400, height: 300 });
    const brush = canvas.getContext("2d");
    brush.fillStyle = fill;
    brush.fillRect(0, 0, 400, 300);
    return canvas.toDataURL("image/jpeg").split(",")[1];
  }, colour);
  const give = async (one, colour) => {
    await one.setInputFiles("#field-picture-picture", { name: "x.jpg", mimeType: "image/jpeg", buffer: Buffer.from(await square(colour), "base64") });
    await told(one, "Billedet er lagt op.");
  };
  await ole.reload();
  await story(ole);
  await give(ole, "green");
  await ole.fill("#field-picture-alt", "Noget grønt");
  await ole.click("text=Gem kladde");
  await told(ole, "Kladden er gemt.");
  await story(page);
  await give(page, "blue");
  await page.click("text=Gem kladde");
  await page.waitForSelector("dialog[open] >> text=En anden har gemt imens");
  check((await page.locator(".clash legend").allTextContents()).join() === "Billede", `asked about: ${await page.locator(".clash legend").allTextContents()}`);
  check(/Oles: Noget grønt, billede [0-9a-f]{8}/.test((await page.textContent(".clash")).replace(/\s+/g, " ")), `the question is ${await page.textContent(".clash")}`);
  await look(page, "network-picture-merge");
  await page.click("dialog label:has-text('Oles')");
  await page.click("dialog >> text=Gem det samlede");
  await told(page, "Kladden er gemt.");
  check((await page.inputValue("#field-picture-alt")) === "Noget grønt", "the choice is not taken");

  // ---- versions compared, in words ----
  await go(page, `/networks/${ID}/versions`);
  await page.waitForSelector(".compared tbody tr");
  await page.selectOption("#compare-before", "1");
  await page.waitForSelector(".compared tr:has-text('Engelsk: Billede')");
  const row = (await page.locator(".compared tbody tr", { has: page.locator("strong", { hasText: /^Billede$/ }) }).textContent()).replace(/\s+/g, " ");
  check(/\(tomt\)Noget grønt, billede [0-9a-f]{8}/.test(row), `the comparison says ${row}`);

  // ---- taken away, with its words in every language ----
  await go(page, `/networks/${ID}`);
  await story(page);
  await page.click("text=Fjern billedet");
  await page.waitForSelector("dialog[open] >> text=Fjern billedet?");
  await page.click("dialog button:has-text('Fjern')");
  await page.waitForSelector(".page-picture", { state: "detached" });
  await page.click("text=Gem kladde");
  await told(page, "Kladden er gemt.");
  const without = (await stored()).body;
  check(!("picture" in without) && !JSON.stringify(without.translations ?? {}).includes("boat"), "it is not gone");

  // ---- a file that is none ----
  await page.setInputFiles("#field-picture-picture", { name: "x.png", mimeType: "image/png", buffer: Buffer.from("no picture at all") });
  await page.waitForSelector("text=Filen er ikke et billede");
}
