// From the staff page to the provider and back, as somebody does it in a browser. usage: node flow.mjs URL
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const require = createRequire(fileURLToPath(new URL("../../sync/registry/web/package.json", import.meta.url)));
const { chromium } = require("playwright-core");
const [base] = process.argv.slice(2);
const inner = process.env.FORHAL_INNER;
const registry = (...words) =>
  execFileSync(process.env.FORHAL_REGISTRY, [...words, "--data", process.env.FORHAL_DATA], { encoding: "utf8" });

let failed = 0;
const check = (good, words) => {
  if (good) return;
  failed++;
  console.error(`FAILED: ${words}`);
};

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });

// A browser of somebody's own, sent to sign in; it ends where the registry sends it.
async function signIn(name) {
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const page = await context.newPage();
  await page.goto(`${base}/staff`);
  await page.click("text=Log ind med kommunens konto");
  await page.fill("input[name=login]", name);
  await page.fill("input[name=password]", "whatever");
  await page.click("button[type=submit]");
  // The provider may ask for consent; then it sends back.
  const home = (url) => url.href.startsWith(`${base}/staff`);
  for (let step = 0; step < 3 && !home(new URL(page.url())); step++) {
    await page.waitForLoadState();
    if (page.url().startsWith(base)) break;
    await page.click("button[type=submit]");
  }
  await page.waitForURL(home, { waitUntil: "commit" });
  await page.waitForSelector("h1");
  return { context, page };
}
const session = (page) => page.evaluate(async () => {
  const answer = await fetch("/v1/session");
  return { status: answer.status, body: await answer.json() };
});

try {
  // The secretariat, for the first time: becomes a user with the group's role.
  const mette = await signIn("mette");
  const whole = await session(mette.page);
  check(whole.status === 200, `mette has no session: ${JSON.stringify(whole)}`);
  check(whole.body.name === "mette" && whole.body.role === "secretariat", `mette is ${JSON.stringify(whole.body)}`);
  check(whole.body.needs === undefined, "the provider's second factor is not enough");
  const cookies = await mette.context.cookies(base);
  const ours = cookies.find((cookie) => cookie.name === "__Host-forhal_session");
  check(ours?.httpOnly && ours?.secure && ours?.sameSite === "Strict", `the cookie is ${JSON.stringify(ours)}`);
  // What changes something needs the CSRF token, as with passwords.
  const change = (token) => mette.page.evaluate(async (csrf) => (await fetch("/v1/session", {
    method: "DELETE", headers: csrf ? { "Forhal-Csrf": csrf } : {} })).status, token);
  check((await change("")) === 403, "a session ends without its CSRF token");
  check((await change(whole.body.csrf)) === 200, "a session cannot be ended");
  check((await session(mette.page)).status === 401, "an ended session goes on");
  await mette.context.close();

  // An administrator, by another group.
  const admin = await signIn("admin");
  check((await session(admin.page)).body.role === "administrator", "admin is no administrator");

  // What is grave takes a proof that the provider asked just now, whatever it was content with before.
  check((await session(admin.page)).body.proof === "provider", "another proof is asked for");
  const grave = () => admin.page.evaluate(async () => {
    const { csrf } = await (await fetch("/v1/session")).json();
    const answer = await fetch("/v1/staff/users", { method: "POST", headers: { "Forhal-Csrf": csrf }, body: "{}" });
    return (await answer.json()).error.code;
  });
  check((await grave()) === "proof_needed", "a sign-in that says no time is a proof");
  await new Promise((done) => setTimeout(done, 11_000)); // Apache's own session
  const proving = await admin.context.newPage();
  await proving.goto(`${base}/oidc/again`);
  await proving.fill("input[name=login]", "admin"); // although it knows who it is
  await proving.fill("input[name=password]", "whatever");
  await proving.click("button[type=submit]");
  const proved = (url) => url.href.startsWith(`${base}/staff/account?proved`);
  for (let step = 0; step < 3 && !proved(new URL(proving.url())); step++) {
    await proving.waitForLoadState();
    if (proving.url().startsWith(base)) break;
    await proving.click("button[type=submit]");
  }
  await proving.waitForSelector("text=nu ved vi, at det er dig");
  check((await grave()) === "bad_request", `the provider asked, and it is ${await grave()}`);
  await admin.context.close();

  // No group of ours: told in words, and no user is made.
  const ole = await signIn("ole");
  await ole.page.waitForSelector("text=ingen af dine grupper");
  check((await session(ole.page)).status === 401, "ole has a session");
  check(!registry("user", "list").includes("ole"), "ole became a user");
  await ole.context.close();

  // Disabled here, though the provider still knows the account.
  registry("user", "disable", "mette");
  const again = await signIn("mette");
  await again.page.waitForSelector("text=lukket");
  check((await session(again.page)).status === 401, "a disabled user has a session");
  await again.context.close();

  // Nobody comes in by saying so: not from outside, and not past the proxy without its secret.
  const said = { "X-Forhal-User": "admin", "X-Forhal-Groups": "Netvaerk-Admin", "X-Forhal-Proxy-Secret": "x".repeat(64) };
  const past = await fetch(`${inner}/oidc`, { headers: said, redirect: "manual" });
  check(past.status === 403, `past the proxy: ${past.status}`);
  const context = await browser.newContext({ ignoreHTTPSErrors: true, extraHTTPHeaders: said });
  const outside = await context.newPage();
  await outside.goto(`${base}/oidc`);
  check(outside.url().startsWith("http://127.0.0.1") && !outside.url().startsWith(base), `outside: ${outside.url()}`);
  await context.close();
} finally {
  await browser.close();
}
process.exit(failed === 0 ? 0 : 1);
