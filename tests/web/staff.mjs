// Runs tests/web/staff-*.mjs, each a function that is given this town, with a registry of its own, so that what one leaves
// behind is nothing to the next; and what they share: one browser. One that exports settings() says by it how its
// registry is set up: {FORHAL_…: TEXT}.
//
// usage: node staff.mjs REGISTRY WORK SHOTS [NAME …]     WORK: a folder for data; SHOTS: one for pictures, or ""
import { execFileSync, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { audit, check, finish, fits, launch, open } from "./browser.mjs";

const [program, work, shots, ...names] = process.argv.slice(2);
const START_MS = 30_000;
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
const cookies = new Map();
let audited = new Set(); // roles whose menu on a desk was looked at
let registry = null; // that is serving: its folder, what it said, and the process

// `environment`: its settings (docs/running.md), where a test needs others than the standard.
async function begin(name, environment) {
  const data = `${work}/${name}`;
  const run = (...words) => execFileSync(program, [...words, "--data", data], { stdio: ["ignore", "ignore", "inherit"] });
  run("init");
  if (!name.startsWith("first")) run("content", "import", "assets/content/albertslund-2014.json");
  const server = spawn(program, ["serve", "--data", data, "--listen", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, ...environment } });
  registry = { data, said: "", server, over: once(server, "exit") };
  server.stdout.setEncoding("utf8");
  const url = await new Promise((done, fail) => {
    const late = setTimeout(() => fail(new Error(`the registry does not begin: ${registry?.said}`)), START_MS);
    server.stdout.on("data", (text) => {
      registry.said += text;
      const found = /listening on (http\S+)/.exec(registry.said);
      if (!found) return;
      clearTimeout(late); // else it would ring while another registry, or none, is there
      done(found[1]);
    });
  });
  made.clear();
  cookies.clear();
  audited = new Set();
  return url;
}

process.on("SIGTERM", () => {
  registry?.server.kill();
  process.exit(1);
});

// It ends in order: with ASan this is when leaks are told.
async function end(name) {
  const { server, over } = registry;
  registry = null;
  server.kill();
  const [status] = await over;
  check(status === 0, `the registry of ${name} ends with ${status}`);
}

// The pages there are, each with the names under which it was looked at.
const pages = new Map([...readFileSync("sync/registry/web/staff/pages.ts", "utf8").matchAll(/\{ path: "([^"]+)"/g)].map((one) => [one[1], []]));
function noteLook(url, name) {
  const words = new URL(url).pathname.replace(/^.*?\/staff\/?/, "").split("/");
  const fits = (path) => {
    const wanted = path.slice(1).split("/");
    return wanted.length === words.length && wanted.every((word, at) => word.startsWith(":") || word === words[at]);
  };
  pages.get([...pages.keys()].find(fits))?.push(name); // the first that fits, as findPage() has it
}

// Remembers what is said in passing, which is gone after some seconds, in its order.
function noteToasts() {
  window.toasts = [];
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) {
        if (node instanceof Element) for (const one of node.matches(".toast") ? [node] : node.querySelectorAll(".toast")) window.toasts.push(one.textContent);
      }
    }
  }).observe(document, { childList: true, subtree: true });
}

// What of a page is shown at this width, outside of its header.
const shown = (page) => page.evaluate(() => [...document.querySelectorAll("body :not(header, header *)")].map((one) => (one.getClientRects().length > 0 ? "x" : "-")).join(""));

const town = {
  base: "", browser, PASSWORD, check, totp, pocket,
  // The registry's command line; gives what it printed.
  registry: (words, input) =>
    execFileSync(program, [...words, "--data", registry.data], { input, encoding: "utf8", stdio: ["pipe", "pipe", "ignore"] }),
  // What the server said when it began.
  said: () => registry.said,
  // Lets a session's proof of who it is be from an hour ago: a test has no time to wait for that.
  growOld() {
    const script = "import sqlite3, sys\nwith sqlite3.connect(sys.argv[1], timeout=20) as db: db.execute('UPDATE session SET proof_s = proof_s - 3600')";
    execFileSync("/usr/bin/python3", ["-c", script, `${registry.data}/registry.db`]);
  },
  // As systemctl reload: it takes a renewed certificate.
  reload: () => registry.server.kill("SIGHUP"),
  // A page with nobody signed in. Fails the test on anything the browser complains about, CSP too.
  async open(options = {}) {
    const page = await open(browser, { ...desk, ...options });
    await page.addInitScript(noteToasts);
    let underWay = 0;
    page.on("request", () => underWay++);
    for (const over of ["requestfinished", "requestfailed"]) page.on(over, () => underWay--);
    page.underWay = () => underWay;
    return page;
  },
  // Until nothing was under way for a while: a page that asks for one thing after the other has all of it.
  async settled(page) {
    for (let still = 0, tries = 0; still < 6 && tries < 600; tries++) {
      await page.waitForTimeout(100);
      still = page.underWay() === 0 ? still + 1 : 0;
    }
  },
  // Makes who is called `name`, who needs no telephone here, once. `more`: ["--network", "ID"].
  person(name, role, more = []) {
    if (made.has(name)) return;
    town.registry(["user", "add", name, "--password-only"], `${PASSWORD}\n`);
    town.registry(["user", "role", name, "--role", role, ...more]);
    made.add(name);
  },
  // A page where somebody of that role is signed in, at `path` (below /staff). People are called as their role, or `name`.
  // Who comes again has the session of the first time, unless `anew`.
  async signedIn(role, path = "", { name = role, more = [], anew = false, ...options } = {}) {
    town.person(name, role, more);
    const page = await town.open(options);
    if (!anew && cookies.has(name)) {
      await page.context().addCookies(cookies.get(name));
    } else {
      const answer = await page.context().request.post(`${town.base}/v1/session`, { data: { name, password: PASSWORD } });
      check(answer.ok(), `${name} can't sign in: ${answer.status()}`);
      cookies.set(name, await page.context().cookies());
    }
    await town.go(page, path);
    return page;
  },
  // Opens an address below /staff and waits until the page stands. From one of its pages to another as a link goes; what
  // is there is not fetched again.
  async go(page, path) {
    const to = `${town.base}/staff${path}`;
    const inside = page.url().startsWith(`${town.base}/staff`) && (await page.locator("main h1").count()) > 0;
    if (!inside) {
      await page.goto(to);
      await page.waitForSelector("main h1");
      return;
    }
    await page.evaluate((url) => {
      document.querySelector("main h1").dataset.old = "";
      history.pushState(null, "", url);
      window.dispatchEvent(new PopStateEvent("popstate"));
    }, to);
    await page.waitForSelector("main h1:not([data-old])");
  },
  heading: async (page) => (await page.textContent("main h1")).trim(),
  // Asks the page until the function gives true, or patience ends. playwright's waitForFunction() makes code of a text when
  // it is not true at once, which the page's policy forbids.
  async until(page, test, word) {
    for (const end = Date.now() + START_MS; Date.now() < end; await page.waitForTimeout(50)) {
      if (await page.evaluate(test, word).catch(() => false)) return true;
    }
    return false;
  },
  // What was said in passing since the last time that this was asked: the next time it must be said anew.
  async told(page, text) {
    const said = (wanted) => {
      const at = window.toasts.findIndex((one) => one.includes(wanted));
      return window.toasts.splice(0, at + 1).length > 0;
    };
    if (await town.until(page, said, text)) return;
    const instead = await page.locator(".toast strong, .alert, .form-error-message, dialog[open] h2, .publish .state").allTextContents();
    check(false, `nobody says "${text}", but: ${instead.join(" | ") || "nothing"}`);
  },
  // Nothing too wide, axe and pictures, on a phone and on a desk. axe looks at the desk only where that shows other things
  // than the phone, and once at each menu.
  async look(page, name) {
    noteLook(page.url(), name);
    const size = page.viewportSize();
    const seen = [];
    for (const [where, viewport] of [["phone", pocket], ["desk", desk.viewport]]) {
      await page.setViewportSize(viewport);
      seen.push(await shown(page));
      const menu = (await page.locator(".mainmenu li, .menu-parts li").allTextContents()).join();
      if (where === "phone" || seen[0] !== seen[1] || !audited.has(menu)) await audit(page, `${name} on a ${where}`);
      if (where === "desk") audited.add(menu);
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

const kind = `${process.env.STAFF_KIND || "staff"}-`; // whole.sh says "whole"
const files = readdirSync(new URL(".", import.meta.url)).filter((name) => name.startsWith(kind) && name.endsWith(".mjs")).sort();
for (const file of files) {
  const name = file.slice(kind.length, -".mjs".length);
  if (names.length > 0 && !names.includes(name)) continue;
  const begun = Date.now();
  try {
    const test = await import(`./${file}`);
    town.base = await begin(name, (await test.settings?.()) ?? {});
    await test.default(town);
  } catch (error) {
    check(false, `${file}: ${error.stack}`);
  }
  for (const context of browser.contexts()) await context.close();
  if (registry) await end(name);
  console.log(`${kind}${name}: ${((Date.now() - begun) / 1000).toFixed(1)} s`);
}
await browser.close();
if (names.length === 0 && kind === "staff-") {
  check(pages.size > 20, `pages.ts has ${pages.size} pages`);
  for (const [path, looks] of pages) {
    check(looks.length > 0, `${path} is looked at by no test`);
    check(looks.some((name) => existsSync(`docs/screens/staff-${name}.png`)), `docs/screens/ has no picture of ${path}: one of staff-{${looks}}.png of "make web-shots" goes there`);
  }
}
finish();
