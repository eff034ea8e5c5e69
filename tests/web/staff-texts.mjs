// A translation whose Danish changed, and of which somebody says that it is right all the same: that very text is meant,
// wherever it is moved before it is saved, and only beside the Danish that was read.
export default async function ({ base, check, told, go, signedIn }) {
  const page = await signedIn("secretariat", "/networks/frivilligt-arbejde", { name: "Tove" });
  const stored = async (path) => (await page.context().request.get(`${base}/v1/staff/${path}`)).json();
  const old = async (path) => (await stored(path)).texts.en.old.join();
  const save = async () => {
    await page.click("text=Gem kladde");
    await told(page, "Kladden er gemt.");
  };
  const ticks = page.locator(".old-text:has-text('Passer stadig')");

  // ---- a network's petal that is moved ----
  await page.click("#tab-flower");
  const keyword = async (petal, text) => {
    await page.locator(".petal-word").nth(petal).click();
    await page.fill("#petal-keyword", text);
  };
  await keyword(0, "Mod");
  await save();
  check((await old("networks/frivilligt-arbejde")) === "/petals/0/keyword", `older are ${await old("networks/frivilligt-arbejde")}`);
  await page.click("#tab-texts");
  await ticks.locator("label").click();
  await page.click("#tab-flower");
  for (let times = 0; times < 2; times++) await page.click("button[aria-label='Flyt Mod tilbage']");
  await page.click("#tab-texts");
  check((await ticks.count()) === 1 && (await page.isChecked("#checked-en-petals-2-keyword")), "the mark stands at another text");
  await save();
  check((await stored("networks/frivilligt-arbejde")).body.petals[2].keyword === "Mod", "the petal is not moved");
  check((await old("networks/frivilligt-arbejde")) === "", `after it was moved older are ${await old("networks/frivilligt-arbejde")}`);
  check((await ticks.count()) === 0, "it is still said to be older");

  // ---- one whose Danish is written anew after it was said ----
  await page.click("#tab-flower");
  await keyword(0, "Friske blikke");
  await save();
  await page.click("#tab-texts");
  await ticks.locator("label").click();
  await page.click("#tab-flower");
  await keyword(0, "Helt andre øjne");
  await save();
  check((await old("networks/frivilligt-arbejde")) === "/petals/0/keyword", "what was said of another Danish counts");
  await page.click("#tab-texts");
  check((await ticks.count()) === 1 && !(await ticks.locator("input").isChecked()), "it looks as if somebody had said so");

  // ---- a page's piece, before which another one is removed ----
  await go(page, "/pages/three-kinds");
  await page.waitForSelector("#page-title");
  await page.fill("#block-2-text", "De handler om den hjælp, du får.");
  await page.fill("#block-4-text", "De prøver noget af.");
  await save();
  check((await old("pages/three-kinds")) === "/blocks/2/text,/blocks/4/text", `older are ${await old("pages/three-kinds")}`);
  await page.click(".language-choice >> text=Engelsk");
  await page.locator("#piece-2 .old-text label").click();
  await page.click(".language-choice >> text=Dansk");
  await page.click("#piece-0 button:has-text('Fjern')");
  await page.click("dialog .button-danger");
  await page.click("#piece-3 button:has-text('Flyt op')"); // the other that is older
  await page.click("#piece-2 button:has-text('Flyt op')"); // before the one that is right
  await page.click(".language-choice >> text=Engelsk");
  check((await page.isChecked("#checked-en-blocks-2-text")) && !(await page.isChecked("#checked-en-blocks-1-text")), "the mark stands at another piece");
  await save();
  check((await old("pages/three-kinds")) === "/blocks/1/text", `after it was moved older are ${await old("pages/three-kinds")}`);
}
