// Kiosks, the house and mails on the staff page, with a real forhal-sync and forhal-kiosk beside it: one that asks to be
// accepted, is seen, renamed, told of an announcement and shut out. By keyboard alone and with the mouse.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const PATIENCE_MS = 30_000;
const NEXT_YEAR = new Date().getFullYear() + 1;

export default async function ({ base, check, look, tabTo, heading, go, told, signedIn }) {
  const programs = dirname(process.env.FORHAL_REGISTRY);
  const folder = mkdtempSync(join(tmpdir(), "forhal-staff-kiosks-"));
  const data = join(folder, "kiosk");
  const running = [];
  const run = (name, words, more = {}) => {
    const child = spawn(join(programs, name), words, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...more } });
    child.said = "";
    child.stdout.on("data", (text) => (child.said += text));
    child.stderr.on("data", (text) => (child.said += text));
    child.over = new Promise((done) => child.on("exit", done));
    running.push(child);
    return child;
  };
  // The page asks again by itself every ten seconds; a test has no time for that.
  const appears = async (page, what) => {
    for (const until = Date.now() + PATIENCE_MS; Date.now() < until && (await what.count()) === 0;) {
      await go(page, "/kiosks");
      await page.waitForSelector("main table, main .nothing");
      await what.first().waitFor({ timeout: 2000 }).catch(() => undefined); // until its answer has come, too
    }
    await what.first().waitFor();
  };
  // Does the kiosk's own screen say it, from its own store?
  const kioskSays = (text) => {
    const script = join(folder, "look.script");
    writeFileSync(script, `expect "${text}"\n`);
    return spawnSync(join(programs, "forhal-kiosk"), ["--data", data, "--script", script]).status === 0;
  };
  try {
    // ---- nobody is there yet; an editor has nothing to do with it ----
    const page = await signedIn("administrator", "/kiosks");
    await page.waitForSelector(".nothing");
    const editor = await signedIn("editor", "/kiosks");
    check((await editor.locator(".nothing, .alert").count()) > 0, "an editor sees the kiosks");
    check((await editor.locator("nav a", { hasText: "Kiosker" }).count()) === 0, "an editor's menu has the kiosks");

    // ---- one asks; it is accepted by keyboard alone, after comparing ----
    const asking = run("forhal-sync", ["enrol", "--data", data, "--registry", base, "--wait", "600"]);
    await appears(page, page.locator(".newcomer-code"));
    await tabTo(page, ".newcomer .button-primary");
    await page.keyboard.press("Enter");
    await page.waitForSelector("dialog[open] .fingerprint");
    const fingerprint = (await page.textContent("dialog[open] .fingerprint")).trim();
    check(asking.said.includes(fingerprint), `the kiosk says another fingerprint than ${fingerprint}: ${asking.said}`);
    await look(page, "kiosks-accept");
    await tabTo(page, "dialog button[type=submit]");
    await page.keyboard.press("Enter");
    await page.waitForSelector("dialog .error-summary");
    await tabTo(page, "#accept-seen");
    await page.keyboard.press("Space");
    await tabTo(page, "#accept-name");
    await page.keyboard.type("Forhallen <b>1</b>");
    await page.keyboard.press("Enter");
    await told(page, "er godkendt");
    asking.kill(); // it asks rarer and rarer; another start asks at once
    await asking.over;
    await page.waitForSelector("td >> text=Forhallen <b>1</b>");

    // ---- it works, and is seen ----
    const sync = run("forhal-sync", ["run", "--data", data]);
    const screen = run("forhal-kiosk", ["--data", data, "--window", "--size", "540x960"], { SDL_VIDEODRIVER: "dummy", SDL_AUDIODRIVER: "dummy" });
    await appears(page, page.locator("td[data-title='Hørt fra']", { hasNotText: "Aldrig" }));
    await look(page, "kiosks");
    await page.click("text=Forhallen <b>1</b>");
    await page.waitForSelector("#shows");
    check((await heading(page)) === "Forhallen <b>1</b>", "the kiosk's page has another name");
    const facts = await page.evaluate(() => Object.fromEntries([...document.querySelectorAll(".facts dt")].map((one) => [one.textContent, one.nextElementSibling.textContent])));
    check(facts["Venter på at blive sendt"] === "intet" && (facts.Program ?? "") !== "" && facts["Skærm"] === "540 × 960", `the kiosk is ${JSON.stringify(facts)}`);
    const begun = Date.now();
    await page.click("text=Se skærmen nu");
    await page.waitForSelector(".kiosk-picture", { timeout: PATIENCE_MS });
    const seconds = (Date.now() - begun) / 1000;
    check(await page.evaluate(async () => {
      const picture = document.querySelector(".kiosk-picture");
      await picture.decode();
      return picture.naturalWidth > 0;
    }), "there is no picture");
    console.log(`staff-kiosks: a look took ${seconds.toFixed(1)} s`);
    await look(page, "kiosk");
    await tabTo(page, "#kiosk-name");
    await page.keyboard.press("Control+A");
    await page.keyboard.type("Forhallen ved trappen");
    await page.keyboard.press("Enter");
    await told(page, "Den hedder nu");

    // ---- the house: an announcement and hours, down to the kiosk's screen ----
    const house = await signedIn("secretariat", "/building");
    await house.waitForSelector("#hours");
    await house.click("text=Skriv en besked");
    await tabTo(house, "#said-0-text");
    await house.keyboard.type("x".repeat(141));
    await house.click("text=Gem beskederne");
    await house.waitForSelector(".error-summary");
    check((await house.inputValue("#said-0-text")).length === 141, "what was typed is gone");
    await look(house, "building-wrong");
    await house.fill("#said-0-text", "Elevatoren virker ikke i dag");
    await tabTo(house, "section[aria-labelledby=said] button[type=submit]");
    await house.keyboard.press("Enter");
    await told(house, "Gemt. Kioskerne har det");
    let shown = false;
    for (let passed = 0; !shown && passed < PATIENCE_MS; passed += 500) {
      await new Promise((done) => setTimeout(done, 500));
      shown = kioskSays("Elevatoren virker ikke i dag");
    }
    check(shown, `the announcement does not reach the kiosk's screen: ${sync.said}`);
    // Somebody else saves the hours first.
    const other = await signedIn("administrator", "/building");
    for (const [who, time] of [[other, "9.00"], [house, "8.30"]]) {
      await who.selectOption("#monday-kind", "open");
      await who.fill("#monday-opens", time);
    }
    await other.fill("#monday-opens", "25.00");
    await other.click("text=Gem åbningstiderne");
    await other.waitForSelector("#monday-opens-error");
    await other.fill("#monday-opens", "9.00");
    await other.fill("#closed-new", `${NEXT_YEAR}-12-24`);
    await other.click("text=Tilføj lukkedagen");
    await other.click("text=Tilføj en dag med andre åbningstider");
    await other.fill("#altered-0-date", `${NEXT_YEAR}-12-31`);
    await other.click("text=Gem åbningstiderne");
    await told(other, "Gemt. Kioskerne har det");
    await house.click("text=Gem åbningstiderne");
    await house.waitForSelector("dialog[open] >> text=En anden har ændret det imens");
    await house.click("text=Vis den andens");
    await house.waitForSelector(`text=24.12.${NEXT_YEAR}`);
    check((await house.inputValue("#monday-opens")) === "09:00", "the other's hours are not shown");

    // ---- places: what is said elsewhere is not on this kiosk ----
    await go(house, "/building");
    await house.click("text=Tilføj et sted");
    await house.fill("#place-0-name", "Biblioteket på torvet");
    await house.fill("#monday-opens", "7.45");
    await house.click("text=Gem stederne");
    await told(house, "Gemt. Kioskerne har det");
    check((await house.inputValue("#monday-opens")) === "7.45", "what was typed in another form is gone");
    await house.check("#said-0-places-biblioteket-paa-torvet");
    await house.click("text=Gem beskederne");
    await told(house, "Gemt. Kioskerne har det");
    await look(house, "building-places");
    let hidden = false;
    for (let passed = 0; !hidden && passed < PATIENCE_MS; passed += 500) {
      await new Promise((done) => setTimeout(done, 500));
      hidden = !kioskSays("Elevatoren virker ikke i dag");
    }
    check(hidden, "the kiosk says what is said elsewhere");

    // ---- mails and alerts; the hours that were typed are saved first, since leaving would ask ----
    await house.click("text=Gem åbningstiderne");
    await told(house, "Gemt. Kioskerne har det");
    check((await house.inputValue("#monday-opens")) === "07:45", "the hours are not tidied");
    await go(house, "/mail");
    await house.waitForSelector("text=Ikke sat op");
    await look(house, "mail");

    // ---- a code for another one; and the first is shut out, by keyboard, after a question ----
    await go(page, "/kiosks");
    await page.click("text=Tilføj en kiosk");
    await page.fill("#invite-name", "Biblioteket");
    await page.press("#invite-name", "Enter");
    await page.waitForSelector("dialog .fingerprint");
    check(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){2}$/.test((await page.textContent("dialog .fingerprint")).trim()), "there is no code");
    await page.click("dialog >> text=Luk");
    await page.click("main a:has-text('Forhallen ved trappen')"); // not what is said in passing
    await page.waitForSelector("#identity");
    await tabTo(page, ".button-danger");
    await page.keyboard.press("Enter");
    await page.waitForSelector("dialog[open]");
    await look(page, "kiosk-revoke");
    await page.keyboard.press("Escape");
    check((await page.locator("#identity").count()) === 1, "Escape shut the kiosk out");
    await tabTo(page, ".button-danger");
    await page.keyboard.press("Enter");
    await tabTo(page, "dialog .button-danger");
    await page.keyboard.press("Enter");
    await told(page, "er lukket ude");
    await page.waitForSelector(".state >> text=Lukket ude");
    await go(page, "/kiosks/nobody");
    await page.waitForSelector("text=Den kiosk findes ikke");
    screen.kill();
    sync.kill();
    check((await sync.over) === 0, `forhal-sync did not end in order: ${sync.said}`);
  } finally {
    for (const child of running) child.kill();
    await Promise.all(running.map((child) => child.over));
    rmSync(folder, { recursive: true, force: true });
  }
}
