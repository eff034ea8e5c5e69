// What the browser tests share: Debian's Chromium, driven by playwright-core, and axe-core's rules.
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

export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox"] });
}

// A page that fails the test on anything the browser complains about.
export async function open(browser, options = {}) {
  const context = await browser.newContext({ ...phone, locale: "da-DK", ...options });
  const page = await context.newPage();
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
