// Everything about one person: found, handed over, corrected, held, refused, erased with proof, by keyboard alone and
// with the mouse; what goes next; the notice by its versions.
import { readFileSync } from "node:fs";

export default async function ({ PASSWORD, base, open, check, look, tabTo, go, told, signedIn, growOld, pocket }) {
  // Somebody gives an interest on the public page; gives the receipt code.
  const guest = await open();
  const give = async (name, contact) => {
    await guest.goto(`${base}/interest/frivilligt-arbejde?lang=da`);
    await guest.fill("[name=name]", name);
    await guest.fill("[name=contact]", contact);
    await guest.waitForTimeout(2500); // a person needs longer
    await guest.click("main form button");
    return (await guest.textContent(".given")).trim();
  };
  const code = await give("Karoline Amalie Ørsted", "28 12 34 56");
  await give("Gert <b>Lund</b>", "gert@example.dk");

  const page = await signedIn("secretariat", "/privacy", { name: "Dagny" });
  await look(page, "privacy");

  // ---- found by keyboard alone ----
  await tabTo(page, "main button[type=submit]");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".error-summary");
  await tabTo(page, "#find-typed");
  await page.keyboard.type("aa"); // part of nobody's name
  await page.fill("#find-typed", "oersted");
  await tabTo(page, "#find-reason");
  await page.keyboard.type("Om oersted");
  await page.keyboard.press("Enter");
  await page.waitForSelector("text=Skriv ikke i den, hvem du leder efter");
  check((await page.inputValue("#find-typed")) === "oersted", "what was typed is gone");
  await page.fill("#find-reason", "Har bedt om indsigt");
  await page.focus("#find-reason");
  await page.keyboard.press("Enter");
  await page.waitForSelector("article");
  check((await page.locator("article").count()) === 1, "not one is found");
  check((await page.textContent("article")).includes("Fundet i navnet"), "it does not say why");
  check((await page.evaluate(() => document.activeElement.id)) === "found", "the result has no focus");
  await look(page, "privacy-found");

  // ---- corrected ----
  await tabTo(page, "article .row-actions button");
  await page.keyboard.press("Enter");
  await page.waitForSelector("dialog[open] #correct-name");
  await look(page, "privacy-correct");
  await page.fill("#correct-contact", "ingen vej");
  await page.press("#correct-contact", "Enter");
  await page.waitForSelector("dialog .error-summary");
  check((await page.inputValue("#correct-contact")) === "ingen vej", "the correction is gone");
  await page.fill("#correct-contact", "29 87 65 43");
  await page.press("#correct-contact", "Enter");
  await told(page, "Det er rettet.");
  await page.waitForSelector("article:has-text('29 87 65 43')");

  // ---- handed over, with the mouse ----
  await page.fill("#export-reason", "Har bedt om indsigt");
  for (const [choice, wanted] of [["page", "Det har Albertslund Rådhus om dig"], ["json", "forhal-dossier/1"]]) {
    await page.check(`#export-form-${choice}`);
    const [file] = await Promise.all([page.waitForEvent("download"), page.click("text=Hent (1)")]);
    check(readFileSync(await file.path(), "utf8").includes(wanted), `the ${choice} does not hold "${wanted}"`);
  }

  // ---- held, and let go ----
  await page.click("article >> text=Hold tilbage");
  await page.fill("#hold-until", `${new Date().getFullYear() + 2}-01-31`);
  await page.fill("#hold-reason", "Klagesag");
  await page.click("dialog button[type=submit]");
  await told(page, "Det holdes tilbage.");
  await page.waitForSelector("article .state-wait");
  check(await page.evaluate(() => document.activeElement.textContent.startsWith("Hold tilbage")), "after a deed the keyboard is led away from where it was");
  await page.click("text=Hvad slettes snart");
  await page.waitForSelector("table:has-text('Klagesag')");
  await look(page, "privacy-retention");
  await page.click("text=Slip");
  await page.waitForSelector("dialog[open]");
  await page.click("dialog .button-primary");
  await told(page, "Det holdes ikke tilbage mere.");
  await page.waitForSelector("text=Intet slettes inden for 30 dage");

  // ---- refused; its giver reads why ----
  await go(page, "/privacy");
  await page.check("#find-by-code");
  await page.fill("#find-typed", code);
  await page.fill("#find-reason", "Vil slettes");
  await page.click("main button[type=submit]");
  await page.waitForSelector("article");
  await page.click("article >> text=Afvis sletning");
  await page.fill("#refuse-reason", "Der er en klagesag til foråret.");
  await page.click("dialog button[type=submit]");
  await told(page, "Afvisningen er gemt");
  const follow = async () => {
    await guest.goto(`${base}/follow?lang=da`);
    await guest.fill("#code", code);
    await guest.click("text=Vis svaret");
    return guest.textContent("main");
  };
  check((await follow()).includes("Det kan vi ikke: Der er en klagesag til foråret."), "the reason is not told under the code");

  // ---- erased with proof, by keyboard alone ----
  await page.waitForSelector("article:has-text('klagesag')");
  await tabTo(page, "article .row-actions button:last-child");
  await page.keyboard.press("Enter");
  await page.waitForSelector("dialog[open] #erase-reason");
  await look(page, "privacy-erase");
  await tabTo(page, "#erase-reason");
  await page.keyboard.type("Klagesagen er slut");
  // ---- it is long ago that she signed in: asked over the page, and nothing is lost ----
  growOld();
  await tabTo(page, "dialog button[type=submit]");
  await page.keyboard.press("Enter");
  await page.waitForSelector("dialog[open] #prove-given");
  await look(page, "prove");
  await page.fill("#prove-given", "noget helt andet");
  await page.press("#prove-given", "Enter");
  await page.waitForSelector("dialog .error-summary >> text=Adgangskoden er forkert");
  check((await page.inputValue("#erase-reason")) === "Klagesagen er slut", "what was typed is gone");
  await page.fill("#prove-given", PASSWORD);
  await page.press("#prove-given", "Enter");
  await told(page, "Det er slettet.");
  await page.waitForSelector("section:has-text('Bevis nr. 1') .state-good", { timeout: 60_000 });
  await page.click("summary");
  check((await page.textContent("section.sheet")).includes("registry.db:"), "the proof does not say where it looked");
  await look(page, "privacy-proof");
  check((await follow()).includes("Sekretariatet har slettet det."), "the erasure is not told under the code");
  await go(page, "/privacy/proofs");
  await page.waitForSelector("section:has-text('Klagesagen er slut')");
  await look(page, "privacy-proofs");

  // ---- markup in a name is text ----
  await go(page, "/privacy");
  await page.fill("#find-typed", "gert@");
  await page.fill("#find-reason", "Har bedt om indsigt");
  await page.click("main button[type=submit]");
  await page.waitForSelector("article");
  check((await page.textContent("article")).includes("Gert <b>Lund</b>"), "the name is not text");

  // ---- the notice: the secretariat reads, administrators publish ----
  await go(page, "/privacy/notices");
  await page.waitForSelector("article:has-text('Vises nu')");
  check((await page.locator("text=Skriv en ny").count()) === 0, "the secretariat may publish");
  await look(page, "privacy-notices");
  const boss = await signedIn("administrator", "/privacy/notices", { name: "Birthe" });
  await boss.click("text=Skriv en ny");
  await boss.waitForSelector("#notice-version");
  const version = await boss.inputValue("#notice-version");
  await boss.fill("#notice-intro", "");
  await boss.click("text=Udgiv");
  await boss.waitForSelector(".error-summary");
  await boss.fill("#notice-intro", "Vi bruger kun det, du skriver, til at svare dig.");
  await look(boss, "privacy-write-notice");
  await boss.click("section button[type=submit]");
  await told(boss, "Den nye erklæring er udgivet.");
  await boss.waitForSelector(`article:has-text('Version ${version}'):has-text('Vises nu')`);
  await guest.goto(`${base}/notice?lang=da`);
  check((await guest.textContent("main")).includes("Vi bruger kun det, du skriver, til at svare dig."), "the page shows another notice");

  // ---- who looked, and on a phone ----
  await go(boss, "/log?entry=1");
  await boss.waitForSelector("table:has-text('ledte efter en person')");
  const phone = await signedIn("secretariat", "/privacy", { name: "Dagny", viewport: pocket });
  await phone.fill("#find-typed", "gert");
  await phone.fill("#find-reason", "Har bedt om indsigt");
  await phone.click("main button[type=submit]");
  await phone.waitForSelector("article");
}
