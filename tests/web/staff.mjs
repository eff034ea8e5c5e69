// Runs tests/web/staff-*.mjs, each a function that is given this town; and what they share.
//
// usage: node staff.mjs URL SHOTS NAME …     SHOTS: a folder for pictures, or ""
import { execFileSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { audit, check, finish, fits, launch, open } from "./browser.mjs";

const [base, shots, ...names] = process.argv.slice(2);
const desk = { viewport: { width: 1280, height: 900 }, deviceScaleFactor: 1, isMobile: false, hasTouch: false };
const pocket = { width: 390, height: 844 };
const PASSWORD = "en lang og rolig sætning";

// RFC 6238, as an app on a telephone does it. `steps` half minutes from now; each code is good once.
export function totp(uri, steps = 0) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const secret = new URL(uri).searchParams.get("secret").replace(/=+$/, "");
  const bits = [...secret].map((letter) => letters.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const mac = createHmac("sha1", key).update(counter).digest();
  const at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

const browser = await launch();
const made = new Set();

const town = {
  base, browser, PASSWORD, check, totp, pocket,
  // The registry's command line; gives what it printed.
  registry: (words, input) =>
    execFileSync(process.env.FORHAL_REGISTRY, [...words, "--data", process.env.FORHAL_DATA], { input, encoding: "utf8", stdio: ["pipe", "pipe", "ignore"] }),
  // What the server said when it began.
  said: () => readFileSync(process.env.FORHAL_SAID, "utf8"),
  // A page with nobody signed in. Fails the test on anything the browser complains about, CSP too.
  open: (options = {}) => open(browser, { ...desk, ...options }),
  // Makes who is called `name`, who needs no telephone here, once. `more`: ["--network", "ID"].
  person(name, role, more = []) {
    if (made.has(name)) return;
    town.registry(["user", "add", name, "--password-only"], `${PASSWORD}\n`);
    town.registry(["user", "role", name, "--role", role, ...more]);
    made.add(name);
  },
  // A page where somebody of that role is signed in, at `path` (below /staff). People are called as their role, or `name`.
  async signedIn(role, path = "", { name = role, more = [], ...options } = {}) {
    town.person(name, role, more);
    const page = await town.open(options);
    const answer = await page.context().request.post(`${base}/v1/session`, { data: { name, password: PASSWORD } });
    check(answer.ok(), `${name} can't sign in: ${answer.status()}`);
    await town.go(page, path);
    return page;
  },
  // Opens an address below /staff and waits until the page stands.
  async go(page, path) {
    await page.goto(`${base}/staff${path}`);
    await page.waitForSelector("main h1");
  },
  heading: async (page) => (await page.textContent("main h1")).trim(),
  // What was said in passing last.
  async told(page, text) {
    const toast = page.locator(".toast", { hasText: text }).last();
    await toast.waitFor({ timeout: 5000 }).catch(() => check(false, `nobody says "${text}"`));
  },
  // axe, nothing too wide, and pictures, on a desk and on a phone.
  async look(page, name) {
    const size = page.viewportSize();
    for (const [where, viewport] of [["desk", desk.viewport], ["phone", pocket]]) {
      await page.setViewportSize(viewport);
      await audit(page, `${name} on a ${where}`);
      await fits(page, `${name} on a ${where}`);
      if (shots) await page.screenshot({ path: `${shots}/staff-${name}-${where}.png`, fullPage: true });
    }
    await page.setViewportSize(size);
  },
  // Goes on with Tab until what has the focus fits the selector.
  async tabTo(page, selector, most = 80) {
    for (let step = 0; step < most; step++) {
      if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return true;
      await page.keyboard.press("Tab");
    }
    check(false, `the keyboard does not reach ${selector}`);
    return false;
  },
};

const files = readdirSync(new URL(".", import.meta.url)).filter((name) => /^staff-.*\.mjs$/.test(name)).sort();
for (const file of files) {
  const name = file.slice("staff-".length, -".mjs".length);
  if (names.length > 0 && !names.includes(name)) continue;
  const begun = Date.now();
  try {
    await (await import(`./${file}`)).default(town);
  } catch (error) {
    check(false, `${file}: ${error.stack}`);
  }
  for (const context of browser.contexts()) await context.close();
  console.log(`staff-${name}: ${((Date.now() - begun) / 1000).toFixed(1)} s`);
}
await browser.close();
finish();
