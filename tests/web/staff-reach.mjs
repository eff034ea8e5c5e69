// Publishing tells which kiosks have it, live: with a real forhal-sync and forhal-kiosk that nobody helps.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const BEGIN_MS = 70_000; // a screen that has just begun is told of with the next heartbeat
const LIVE_MS = 60_000; // one that shows what was published; the page asks every four seconds

export default async function ({ base, check, told, signedIn, registry }) {
  const programs = dirname(process.env.FORHAL_REGISTRY);
  const folder = mkdtempSync(join(tmpdir(), "forhal-staff-reach-"));
  const running = [];
  const run = (name, words) => {
    const child = spawn(join(programs, name), words, { stdio: "ignore", env: { ...process.env, SDL_VIDEODRIVER: "dummy", SDL_AUDIODRIVER: "dummy" } });
    child.over = new Promise((done) => child.on("exit", done));
    running.push(child);
    return child;
  };
  try {
    const data = join(folder, "kiosk");
    const [code] = /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(registry(["kiosk", "invite", "Foyeren"]));
    check((await run("forhal-sync", ["enrol", "--data", data, "--registry", base, "--code", code]).over) === 0, "the kiosk is not enrolled");
    run("forhal-sync", ["run", "--data", data]);
    run("forhal-kiosk", ["--data", data, "--window", "--size", "540x960"]);

    const page = await signedIn("secretariat", "/networks/frivilligt-arbejde", { name: "Rikke" });
    await page.waitForSelector("#field-question");
    const has = page.locator(".reach .state-good"); // the tag beside its name, not the sentence that counts
    const waits = page.locator(".reach .state-wait");
    await has.waitFor({ timeout: BEGIN_MS });

    // The page asks again after publishing, but never says meanwhile what is over: here it gets no answer until told so.
    let held = Promise.resolve();
    await page.route("**/v1/staff/networks/frivilligt-arbejde", async (route) => {
      if (route.request().method() === "GET") await held;
      await route.continue().catch(() => undefined); // given up by now
    });

    // ---- twice, one right after the other: the second is told of as soon as the first ----
    for (const question of ["Hvem giver en hånd i dag?", "Hvem giver en hånd i morgen?"]) {
      await page.fill("#field-question", question);
      await page.click(".publish >> text=Udgiv nu");
      let letGo = () => undefined;
      held = new Promise((done) => { letGo = done; });
      const published = page.waitForResponse((answer) => answer.request().method() === "POST" && answer.url().endsWith("/frivilligt-arbejde"));
      await page.click("dialog button:has-text('Udgiv nu')");
      await published;
      const old = await has.waitFor({ state: "detached" }).then(() => false, () => true);
      check(!old, "it still says that the kiosk has what was there before");
      await waits.waitFor().catch(() => check(false, "it says at once that the kiosk has it"));
      letGo();
      const begun = Date.now();
      await told(page, "Udgivet.");
      const reached = await page.waitForSelector(".reach strong:has-text('Alle skærme har den udgivne')", { timeout: LIVE_MS }).catch(() => null);
      check(reached !== null, `nobody tells within ${LIVE_MS / 1000} s that the kiosk shows it`);
      if (reached !== null) console.log(`staff-reach: told after ${((Date.now() - begun) / 1000).toFixed(1)} s`);
    }
    check((await has.count()) === 1 && (await waits.count()) === 0, "the tags say something else");
    check((await page.textContent(".reach li")).includes("Foyeren"), "it does not say which kiosk");
  } finally {
    for (const child of running) child.kill();
    await Promise.all(running.map((child) => child.over));
    rmSync(folder, { recursive: true, force: true });
  }
}
