// What the browser tests share: Debian's Chromium, driven by playwright-core, and axe-core's rules.
//
// environment: WEB_PACE=SEED looks for tests, and pages, that count on being quick: each question to the registry, and
// its answer, waits up to 400 ms, as that seed has it. WEB_PACE=0: none does. In neither is axe asked, which gives a page
// time to come about.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const require = createRequire(new URL("../../sync/registry/web/package.json", import.meta.url));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

export const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
export const languages = ["da", "en", "tr", "ar", "ur", "pl"];

let failures = 0;
let checks = 0;
export function check(good, what) {
  checks++;
  if (good) return;
  failures++;
  console.log(`FAILED: ${what}`);
}
export function finish() {
  console.log(`${checks - failures} passed, ${failures} failed`);
  process.exitCode = failures === 0 ? 0 : 1;
}

const pace = process.env.WEB_PACE === undefined ? null : Number(process.env.WEB_PACE);
let drawn = pace ?? 0;
function chance() { // mulberry32
  drawn = (drawn + 0x6d2b79f5) | 0;
  let mixed = Math.imul(drawn ^ (drawn >>> 15), 1 | drawn);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}
async function slowDown(page) {
  const session = await page.context().newCDPSession(page);
  session.on("Fetch.requestPaused", ({ requestId }) => {
    const late = chance() < 0.5 ? 0 : 50 + 350 * chance(); // asked, and once more with its answer
    setTimeout(() => void session.send("Fetch.continueRequest", { requestId }).catch(() => undefined), late); // it may be given up by now
  });
  await session.send("Fetch.enable", { patterns: ["Request", "Response"].map((requestStage) => ({ urlPattern: "*/v1/*", requestStage })) });
}

// Its pages' clock as staff.sh has set ours (WEB_AT).
function keepTime(ahead_ms) {
  const Real = Date;
  window.Date = class extends Real {
    constructor(...parts) {
      if (parts.length > 0) super(...parts);
      else super(Real.now() + ahead_ms);
    }
    static now() {
      return Real.now() + ahead_ms;
    }
  };
}

export function launch() {
  const env = { ...process.env, LD_PRELOAD: "" }; // it does not bear libfaketime; its pages' clock: keepTime()
  return chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox"], env });
}

// A page that fails the test on anything the browser complains about.
export async function open(browser, options = {}) {
  const context = await browser.newContext({ ...phone, locale: "da-DK", ...options });
  const page = await context.newPage();
  if (pace) await slowDown(page);
  if (process.env.WEB_AHEAD_S) await page.addInitScript(keepTime, Number(process.env.WEB_AHEAD_S) * 1000);
  const click = page.click.bind(page);
  page.click = async (...what) => { // where it leads to another page: until all of that is there
    await click(...what);
    await page.waitForLoadState();
  };
  const refused = new Set();
  page.refusing = (url) => refused.add(url); // that this address fails is what the test is about
  page.on("console", (message) => {
    const told = message.text();
    if (message.type() === "error" && !told.includes("status of 4") && !refused.has(message.location().url)) check(false, `${page.url()}: ${told}`);
  });
  page.on("pageerror", (error) => check(false, `${page.url()}: ${error}`));
  return page;
}

// Every rule of WCAG 2.2 A and AA that a program can check, and axe's own advice.
export async function audit(page, name) {
  if (pace !== null) return;
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const { violations } = await page.evaluate((values) => window.axe.run({ runOnly: values, resultTypes: ["violations"] }), tags);
  const said = violations.map((one) => `${one.id} (${one.nodes.map((node) => node.target).join(" ")})`).join("; ");
  check(violations.length === 0, `${name}: ${said}`);
}

// Nothing is wider than the phone.
export async function fits(page, name) {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  check(over <= 0, `${name} is ${over} px too wide`);
}
