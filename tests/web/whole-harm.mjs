// What may be typed to do harm (xss.txt) in every text field that staff fill in: the content's, found by its schema, so
// that a new field is tried too; and names, messages, answers and reasons. It is text on every page of staff's
// (pages.ts), on every page for phones, on the kiosk and in the tables. What citizens type: staff-inbox.mjs.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const payloads = readFileSync(new URL("xss.txt", import.meta.url), "utf8").split("\n").filter((line) => line !== "" && !line.startsWith("# "));
const short = ["<b>fed</b>", '"><script>', "@SUM(1+9)", "=1+1", "${seen=1}"]; // a petal's word has 11 letters at most
const schema = JSON.parse(readFileSync("assets/schema/content.schema.json", "utf8"));
const ONE_LINE = schema.$defs.name.pattern;
const ADMIN = "<img src=x onerror=window.seen=1>"; // as one is called who works there
const FORMULA = /^[\s\u200b]*[=+\-@]/;

// Every text of `value` replaced; `filled` learns which.
function harm(value, rule, filled) {
  if (rule.$ref) return harm(value, schema.$defs[rule.$ref.split("/").pop()], filled);
  const choices = rule.anyOf ?? rule.oneOf;
  if (choices) {
    const kind = (one) => (one.$ref ? schema.$defs[one.$ref.split("/").pop()] : one);
    const fits = (one) => (value === null ? one.type === "null" : one.properties
      ? typeof value === "object" && one.required.every((key) => key in value) && Object.entries(one.properties).every(([key, part]) => part.const === undefined || value[key] === part.const)
      : typeof value === one.type);
    const one = choices.map(kind).find(fits);
    return one ? harm(value, one, filled) : value;
  }
  if (Array.isArray(value)) return value.map((one) => harm(one, rule.items, filled));
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, harm(one, rule.properties?.[key] ?? rule.additionalProperties, filled)]));
  }
  if (typeof value !== "string" || rule.enum || rule.const || (rule.pattern && rule.pattern !== ONE_LINE && rule.maxLength !== 18)) return value;
  const fitting = rule.maxLength === 18 ? short : payloads.filter((text) => text.length <= rule.maxLength && text.trim() === text);
  const some = fitting.length > 0 ? fitting : short;
  const text = some[filled.length % some.length];
  filled.push(text);
  return text;
}

export default async function ({ base, check, open, go, settled, signedIn, registry }) {
  const programs = dirname(process.env.FORHAL_REGISTRY);
  const folder = mkdtempSync(join(tmpdir(), "forhal-harm-"));
  try {
    await run();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }

  async function run() {
    const filled = [];
    const demo = JSON.parse(readFileSync("assets/content/albertslund-2014.json", "utf8"));
    for (const one of demo.networks) { // what the demo's networks may have, and have not
      one.picture = { file: "pictures/dinghy.png", alt: "En båd", caption: "I maj" };
      one.translations = { ...one.translations, en: { ...one.translations?.en, picture: { alt: "A boat", caption: "In May" } } };
    }
    const content = harm(demo, schema, filled);
    check(filled.length > 1000 && payloads.every((text) => filled.includes(text)), `only ${filled.length} texts were filled in`);
    content.networks.forEach((one, at) => (one.short_title = `<b>fed ${at}</b>`)); // by which the kiosk's script tells them apart
    for (const one of content.networks) if (one.founding_group) one.founding_group.starts ??= `${new Date().getFullYear() + 1}-12-03T16:30`;
    writeFileSync(join(folder, "content.json"), JSON.stringify(content));
    execFileSync("cp", ["-r", "assets/content/pictures", folder]);
    registry(["content", "import", join(folder, "content.json")]);
    const open_one = content.networks.find((one) => one.founding_group?.state === "open");

    // ---- a kiosk, somebody's entries, and what staff write about all of it ----
    const data = join(folder, "kiosk");
    const code = registry(["kiosk", "invite", payloads[0].slice(0, 60)]).match(/[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/)[0];
    execFileSync(`${programs}/forhal-sync`, ["enrol", "--data", data, "--registry", base, "--code", code], { stdio: "ignore" });
    const citizen = await open();
    const give = async (path, fields) => {
      await citizen.goto(`${base}/${path}?lang=da`);
      for (const [name, text] of Object.entries(fields)) {
        const field = citizen.locator(`main [name=${name}]`).first();
        if ((await field.getAttribute("type")) === "radio") await citizen.check(`[name=${name}][value=${text}]`);
        else await field.fill(text);
      }
      await citizen.waitForTimeout(2200);
      await citizen.click("main form button");
      await citizen.waitForSelector(".given");
      return (await citizen.textContent(".given")).trim();
    };
    const given = await give("idea", { title: payloads[3], text: payloads[4], side: "citizens", name: payloads[0], contact: "28 12 34 56" });
    if (open_one) await give(`seat/${open_one.id}`, { name: payloads[1], contact: "28 12 34 56", comes_as: "citizen" });

    const page = await signedIn("administrator", "/kiosks", { name: ADMIN });
    const { csrf } = await (await page.context().request.get(`${base}/v1/session`)).json();
    const ask = async (method, path, body) => {
      const answer = await page.context().request.fetch(`${base}/v1/staff/${path}`, { method, headers: { "Forhal-Csrf": csrf }, data: body });
      check(answer.ok(), `${method} ${path}: ${answer.status()} ${(await answer.text()).slice(0, 200)}`);
      return answer;
    };
    const { kiosks } = await (await ask("GET", "kiosks")).json();
    const kiosk = kiosks[0].id;
    const places = payloads.filter((text) => text.length <= 80 && text.trim() === text).map((name, at) => ({ id: `sted-${at}`, name, kiosks: at === 0 ? [kiosk] : [] }));
    await ask("PUT", "building", { part: "places", base: null, value: places });
    const said = payloads.filter((text) => text.length <= 140 && text.trim() === text).slice(0, 4).map((text) => ({ text, translations: { en: text } }));
    await ask("PUT", "building", { part: "announcements", base: null, value: said });
    for (const name of payloads.filter((text) => text !== ADMIN).slice(0, 6)) await ask("POST", "invitations", { name: name.slice(0, 60), role: "editor", networks: [] });
    await ask("POST", "ideas", { order: 1, publish: true });
    await ask("POST", "entries", { order: 1, status: "considered", answer: payloads[3] });
    await ask("POST", "privacy/holds", { order: 1, reason: payloads[3], until: `${new Date().getFullYear() + 1}-01-31` });

    // ---- every page of staff's ----
    const clean = async (where, from = page) => {
      const found = await from.evaluate(() => [window.seen, document.querySelectorAll("main :is(script, iframe, base, meta, style, form[action*='example.dk'], a[href*='javascript:'], [onload], [onerror], [onmouseover], [onfocus])").length, getComputedStyle(document.body).display]);
      check(found[0] === undefined && found[1] === 0 && found[2] !== "none", `${where}: ${JSON.stringify(found)}`);
    };
    const network = open_one ?? content.networks[0];
    const words = { "/networks/:id": network.id, "/networks/:id/versions": network.id, "/pages/:id": content.pages[0].id, "/pages/:id/versions": content.pages[0].id, "/inbox/:order": "1", "/seats/:network": network.id, "/kiosks/:id": kiosk };
    const paths = [...readFileSync("sync/registry/web/staff/pages.ts", "utf8").matchAll(/path: "([^"]+)", title/g)].map((one) => one[1]);
    check(paths.length > 20, `pages.ts has ${paths.length} pages`);
    const seen = new Map();
    for (const path of paths) {
      check(!path.includes(":") || path in words, `${path} is looked at by nobody: say above which one`);
      await go(page, path.replace(/:\w+/, words[path]));
      await settled(page);
      await page.waitForSelector(".waiting", { state: "detached" });
      await clean(path);
      seen.set(path, await page.evaluate(() => document.body.textContent + [...document.querySelectorAll("input, textarea")].map((one) => `\n${one.value}`).join("")));
    }
    const shows = (path, text) => check(seen.get(path)?.includes(text), `${path} shows ${text} otherwise`);
    for (const one of content.networks) shows("/networks", one.title);
    for (const one of content.pages) shows("/pages", one.title);
    for (const one of places) shows("/building", one.name);
    for (const one of said) shows("/building", one.text);
    for (const block of content.pages[0].blocks) if (block.text) shows("/pages/:id", block.text);
    shows("/users", payloads[3]);
    shows("/log", ADMIN);
    shows("/inbox/:order", payloads[3]);
    shows("/privacy/notices", content.site.notice.intro);
    shows("/privacy/retention", payloads[3]);
    shows("/kiosks", payloads[0].slice(0, 60));

    // ---- a network's every tab, and what it is compared with ----
    await go(page, `/networks/${network.id}`);
    let tabs = "";
    for (const tab of ["basics", "flower", "story", "people", "texts"]) {
      await page.click(`#tab-${tab}`);
      tabs += await page.evaluate(() => document.body.textContent + [...document.querySelectorAll("input, textarea")].map((one) => `\n${one.value}`).join(""));
      await clean(`the tab ${tab}`);
    }
    for (const text of [network.title, network.question, ...network.remarks, ...network.leaders.map((one) => one.role), ...network.petals.map((one) => one.sentence), network.picture.alt, network.picture.caption]) {
      check(tabs.includes(text), `the editor shows ${text} otherwise`);
    }

    // ---- every page for phones, and what programs read ----
    const shown = await open();
    const phone = async (path, texts = []) => {
      for (const lang of ["da", "en"]) {
        const answer = await shown.goto(`${base}/${path}?lang=${lang}`);
        check(answer.ok(), `${path}: ${answer.status()}`);
        await clean(`${path} in ${lang}`, shown);
        const text = await shown.textContent("body");
        if (lang === "da") for (const one of texts) check(text.includes(one), `${path} shows ${one} otherwise`);
      }
    };
    await phone("", content.networks.map((one) => one.title));
    for (const one of content.networks) await phone(`n/${one.id}`, [one.title, one.question, ...one.remarks, ...one.petals.map((petal) => petal.sentence)]);
    await shown.goto(`${base}/n/${network.id}?lang=da`);
    check((await shown.getAttribute("main .picture img", "alt")) === network.picture.alt && (await shown.textContent("main .picture figcaption")) === network.picture.caption, "a picture's words are shown otherwise");
    for (const path of [`interest/${network.id}`, `seat/${network.id}`, "idea", "accessibility"]) await phone(path);
    await phone("notice", [content.site.notice.intro]);
    await phone("ideas", [payloads[3], payloads[4]]);
    await shown.goto(`${base}/follow?lang=da`);
    await shown.fill("#code", given);
    await shown.click("main form button");
    const told = await shown.textContent("main");
    check(told.includes(payloads[3]), `an answer is shown otherwise: ${told}`);
    await clean("the answer", shown);
    for (const path of ["data/feed.atom", "data/meetings.ics"]) {
      const text = await (await shown.request.get(`${base}/${path}`)).text();
      check(path.endsWith("ics") ? /^BEGIN:VCALENDAR\r\n(?:[A-Z-]+[;:].*\r\n| .*\r\n)+$/.test(text) : !text.includes("<script"), `${path} has markup in it, or a line that is none`);
    }
    const ideas = await (await shown.request.get(`${base}/data/ideas.json`)).json();
    check(JSON.stringify(ideas).includes(JSON.stringify(payloads[4]).slice(1, -1)), "the open data shows an idea otherwise");

    // ---- in the tables, and in what is handed over ----
    const lines = (await (await ask("POST", "inbox.csv", {})).text()).replace(/^\ufeff/, "");
    const cells = [...lines.matchAll(/(?:^|;|\r\n)"((?:[^"]|"")*)"/g)].map((one) => one[1].replaceAll('""', '"'));
    check(cells.length > 10 && cells.every((cell) => !FORMULA.test(cell.replace(/^\u00a0.*/s, ""))), `a cell may be a formula: ${cells.find((cell) => FORMULA.test(cell))}`);
    for (const text of [payloads[0], payloads[3], payloads[4]]) check(cells.includes(text), `the table shows ${text} otherwise`);
    const dossier = await (await ask("POST", "privacy/export", { orders: [1], form: "page", reason: "Indsigt" })).text();
    writeFileSync(join(folder, "dossier.html"), dossier);
    await shown.goto(`file://${join(folder, "dossier.html")}`);
    check((await shown.textContent("body")).includes(payloads[4]), "what is handed over shows the idea otherwise");
    check((await shown.evaluate(() => [window.seen, document.querySelectorAll("body :is(script, iframe, img, svg, base, meta)").length].join())) === ",0", "what is handed over does something");

    // ---- on the kiosk ----
    execFileSync(`${programs}/forhal-sync`, ["once", "--data", data], { stdio: "ignore" });
    const [tapped] = content.networks;
    const card = tapped.short_title;
    const steps = ["text rest", 'tap "Rør ved vandet"', "text board", `tap ${JSON.stringify(card)}`, "text network-0"];
    for (let at = 1; at <= 4; at++) steps.push("scroll up", `text network-${at}`);
    writeFileSync(join(folder, "script"), `${steps.join("\n")}\n`);
    execFileSync(`${programs}/forhal-kiosk`, ["--data", data, "--script", join(folder, "script"), "--shots", folder, "--size", "1080x1920"], { stdio: ["ignore", "ignore", "inherit"] });
    const frames = readdirSync(folder).filter((name) => /^(rest|board|network)/.test(name)).map((name) => readFileSync(join(folder, name), "utf8")).join("\n");
    for (const text of [card, tapped.title, tapped.question, ...tapped.remarks, tapped.picture.alt, tapped.picture.caption]) {
      check(frames.includes(text.slice(0, 16)) || frames.includes(JSON.stringify(text).slice(1, 17)), `the kiosk shows ${text} otherwise`);
    }
  }
}
