// What is written is kept: beside what another saves, while something is being sent, and when another signs in.
import { fileURLToPath } from "node:url";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

// Previews are painted by forhal-kiosk, as always; but while this file is there they don't begin.
const desk = mkdtempSync(join(tmpdir(), "forhal-late-"));
const busy = join(desk, "busy");
export function settings() {
  const kiosk = resolve(process.env.FORHAL_REGISTRY.replace("forhal-registry", "forhal-kiosk"));
  writeFileSync(join(desk, "preview"), `#!/bin/sh\nwhile [ -e ${busy} ]; do sleep 0.1; done\nexec ${kiosk} "$@"\n`, { mode: 0o755 });
  return { FORHAL_PREVIEW_PROGRAM: join(desk, "preview"), FORHAL_PREVIEW_SECONDS: "30" };
}

const folder = fileURLToPath(new URL("../../assets/content/pictures/", import.meta.url));

// The next question of that kind waits until the function that this gives is called; `count` of them came.
async function hold(page, method, address) {
  const held = { count: 0, release: () => undefined };
  const gate = new Promise((done) => (held.release = done));
  await page.route(address, async (route) => {
    if (route.request().method() !== method) return route.fallback();
    held.count++;
    await gate;
    await route.continue();
  });
  return held;
}

export default async function (town) {
  try {
    await run(town);
  } finally {
    rmSync(desk, { recursive: true });
  }
}

async function run({ base, check, told, go, signedIn, PASSWORD, person }) {
  // ---- what another saved is not overwritten, although something else was done meanwhile ----
  const page = await signedIn("secretariat", "/networks/frivilligt-arbejde", { name: "Lise" });
  await page.waitForSelector("#field-question");
  const other = await signedIn("secretariat", "/networks/frivilligt-arbejde", { name: "Kaj" });
  await other.waitForSelector("#field-question");
  await other.fill("#field-short_title", "Kajs titel");
  await other.click("text=Gem kladde");
  await told(other, "Kladden er gemt.");
  await page.click("text=Tag af skærmene");
  await page.click("dialog >> text=Tag det af");
  await told(page, "Netværket er taget af skærmene.");
  await page.fill("#field-question", "Hvem giver en hånd?");
  await page.click("text=Gem kladde");
  await page.waitForSelector("dialog[open] >> text=En anden har gemt imens").catch(() => check(false, "another's version is overwritten unseen"));
  await page.click("dialog >> text=Gem det samlede").catch(() => undefined);
  await told(page, "Kladden er gemt.");
  check((await page.inputValue("#field-short_title")) === "Kajs titel", "what the other wrote is gone");

  // ---- a time is the town's, wherever the browser is ----
  const away = await signedIn("secretariat", "/networks/frivilligt-arbejde", { name: "Kaj", timezoneId: "America/New_York" });
  await away.waitForSelector(".publish");
  const later = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 11);
  await away.click("text=Udgiv på et tidspunkt");
  await away.fill("#publish-at", `${later}08:15`);
  await away.click("dialog >> text=Planlæg");
  await away.waitForSelector(".publish >> text=Udgives senere");
  check((await away.textContent(".publish .states")).includes("kl. 08.15"), `08:15 is ${await away.textContent(".publish .states")}`);

  // ---- Ctrl+S twice begins one network ----
  await go(page, "/networks/new");
  await page.waitForSelector("#field-title");
  await page.fill("#field-title", "To gange");
  const made = await hold(page, "POST", "**/v1/staff/networks");
  await page.keyboard.press("ControlOrMeta+s");
  await page.keyboard.press("ControlOrMeta+s");
  await page.waitForTimeout(100);
  made.release();
  await page.waitForURL(/\/networks\/to-gange/);
  check(made.count === 1, `${made.count} networks are begun`);

  // ---- words for a picture that is still on its way ----
  await go(page, "/pages");
  await page.click("tbody a");
  await page.waitForSelector("#page-title");
  await page.click(".chips .button:last-child");
  const sent = await hold(page, "POST", "**/v1/staff/pictures");
  // Others' previews are under way, as many as there may be: the registry says when to come again, and it comes by itself.
  writeFileSync(busy, "");
  const { csrf } = await (await other.context().request.get(`${base}/v1/session`)).json();
  const { body } = await (await other.context().request.get(`${base}/v1/staff/networks/frivilligt-arbejde`)).json();
  const others = Array.from({ length: 8 }, () => other.context().request.post(`${base}/v1/staff/preview`, { headers: { "Forhal-Csrf": csrf }, data: { type: "network", body } }));
  await Promise.race(others.map(async (one) => ((await one).status() === 429 ? undefined : new Promise(() => undefined))));
  let refused = 0;
  page.on("response", (answer) => {
    if (!answer.url().endsWith("/v1/staff/pictures") || answer.status() !== 429) return;
    refused++;
    rmSync(busy, { force: true });
  });
  await page.locator("input[type=file]").last().setInputFiles(folder + readdirSync(folder).find((name) => name.endsWith(".png")));
  await page.locator("[id$=-alt]").last().fill("Skrevet imens");
  sent.release();
  await told(page, "Billedet er lagt op.");
  check(refused > 0, "the registry had time for it all the while");
  await Promise.all(others);
  check((await page.locator("[id$=-alt]").last().inputValue()) === "Skrevet imens", "the words are gone when the picture has come");
  await page.locator("[id$=-alt]").last().fill("Skrevet imens");

  // ---- and what is written while a page is saved ----
  const saved = await hold(page, "PUT", "**/v1/staff/pages/*");
  await page.click("text=Gem kladde");
  await page.waitForSelector("text=Gemmer …");
  await page.fill("#page-title", "Skrevet imens");
  saved.release();
  await told(page, "Kladden er gemt.");
  check((await page.inputValue("#page-title")) === "Skrevet imens", "what was written while it was saved is gone");
  await page.waitForSelector(".publish >> text=Ikke gemt");

  // ---- what the house says: Escape throws nothing away ----
  await page.goto(`${base}/staff/building`); // leaving what is typed behind
  await page.waitForSelector("main h1");
  await go(other, "/building");
  for (const [one, text] of [[other, "Elevatoren virker ikke"], [page, "Vi holder lukket på mandag"]]) {
    await one.click("text=Skriv en besked");
    await one.fill("#said-0-text", text);
    await one.click("text=Gem beskederne");
    if (one === other) await told(other, "Gemt.");
  }
  await page.waitForSelector("dialog[open] >> text=En anden har ændret det imens");
  await page.keyboard.press("Escape");
  await page.waitForSelector("dialog[open]", { state: "detached" });
  check((await page.inputValue("#said-0-text")) === "Vi holder lukket på mandag", "Escape shows the other's");
  await page.click("text=Gem beskederne");
  await told(page, "Gemt.");
  const { announcements } = await (await page.context().request.get(`${base}/v1/staff/building`)).json();
  check(announcements?.[0]?.text === "Vi holder lukket på mandag", `it says ${announcements?.[0]?.text}`);
  await go(other, "/networks/frivilligt-arbejde");

  // ---- another signs in, in the same browser: nothing is sent in the other's name ----
  await other.reload();
  await other.waitForSelector("#field-question");
  await other.fill("#field-question", "Kajs egne ord?");
  person("Mads", "secretariat");
  await other.context().request.post(`${base}/v1/session`, { data: { name: "Mads", password: PASSWORD } });
  await other.click("text=Gem kladde");
  await other.waitForSelector("text=En anden er nu logget ind").catch(() => check(false, "it is sent in another's name"));
  check((await other.inputValue("#field-question")) === "Kajs egne ord?", "what was written is gone");
}
