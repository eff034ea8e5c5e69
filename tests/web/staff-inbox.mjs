// The inbox: answering, the wall, joining and seats, with the mouse and by keyboard alone; and what people may type to
// do harm (xss.txt), which is text on the staff page, the public page, the kiosk and in the table.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const NETWORK = "frivilligt-arbejde";
const MEETS = `${new Date(Date.now() + 14 * 86_400_000).toISOString().slice(0, 10)}T16:30`; // not over yet
const payloads = readFileSync(new URL("xss.txt", import.meta.url), "utf8").split("\n").filter((line) => line !== "" && !line.startsWith("# "));

// RFC 4180 with semicolons, as somebody else would read it.
function readTable(text) {
  const rows = [[]];
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let field = "";
  for (; at < text.length; at++) {
    if (text[at] === '"') {
      for (at++; !(text[at] === '"' && text[at + 1] !== '"'); at++) {
        if (at >= text.length) throw new Error("a quote has no end");
        if (text[at] === '"') at++;
        field += text[at];
      }
    } else if (text[at] === ";" || text[at] === "\r") {
      rows.at(-1).push(field);
      field = "";
      if (text[at] === "\r") {
        if (text[++at] !== "\n") throw new Error("a line has another end");
        if (at + 1 < text.length) rows.push([]);
      }
    } else {
      field += text[at];
    }
  }
  return rows;
}

export default async function ({ base, open, check, look, tabTo, heading, go, told, signedIn, registry }) {
  const folder = mkdtempSync(join(tmpdir(), "forhal-inbox-"));
  try {
    await run();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }

  async function run() {
    const content = JSON.parse(readFileSync("assets/content/albertslund-2014.json", "utf8"));
    Object.assign(content.networks.find((one) => one.id === NETWORK).founding_group, { seats: 2, starts: MEETS, place: "Rådhusets forhal" });
    writeFileSync(join(folder, "content.json"), JSON.stringify(content));
    execFileSync("cp", ["-r", "assets/content/pictures", folder]);
    registry(["content", "import", join(folder, "content.json")]);

    // ---- real submissions, on the public pages ----
    const citizen = await open();
    const asked = [];
    const ask = async (path, fields) => {
      const html = await (await citizen.request.get(`${base}/${path}?lang=da`)).text();
      const hidden = Object.fromEntries([...html.slice(html.indexOf("<main")).matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)].map((one) => [one[1], one[2]]));
      asked.push([path, { ...hidden, ...fields }]);
    };
    const send = async () => {
      await citizen.waitForTimeout(2200); // a person needs longer than a program
      for (const [path, form] of asked.splice(0)) {
        let answer = await citizen.request.post(`${base}/${path}?lang=da`, { form });
        for (let tries = 0; answer.status() === 429 && tries < 3; tries++) { // one address sends no more than some forms at once
          await citizen.waitForTimeout((Number(answer.headers()["retry-after"]) || 1) * 1000);
          answer = await citizen.request.post(`${base}/${path}?lang=da`, { form });
        }
        check(answer.ok() && (await answer.text()).includes('class="given"'), `${path} is not taken: ${answer.status()} ${JSON.stringify(form)}`);
      }
    };
    await ask("idea", { title: "Bænke ved Vejlesøen", text: "Der mangler bænke ved Vejlesøen, så ældre kan hvile sig.\nRing til mig på 28 12 34 56.", side: "citizens", name: "Åse Ørsted", contact: "aase@example.dk" });
    await ask("idea", { title: "Flere bænke", text: "Bænke langs Vejlesøen, hvor de ældre kan hvile.", side: "citizens" });
    for (const [name, as] of [["Bo Madsen", "citizen"], ["Cykelklubben", "association"], ["Dorte Falk", "staff"], ["Erik Holm", "citizen"]]) {
      await ask(`seat/${NETWORK}`, { name, contact: "28 12 34 56", comes_as: as, brings: "Tid og lyst" });
    }
    await ask(`interest/${NETWORK}`, { name: "Freja", contact: "28 12 34 56" });
    await send();

    await withMouse();
    await byKeyboard();
    await together();
    await markedAfterMerging();
    await seats();
    await harm();

    async function withMouse() {
      const page = await signedIn("secretariat", "/inbox", { name: "Sofie" });
      await page.waitForSelector(".letters li");
      check((await page.locator(".letters li").count()) === 7, "the inbox does not show all that is open");
      check((await page.textContent(".letters li h2")) === "Bænke ved Vejlesøen", "the oldest is not first");
      await look(page, "inbox");
      await page.click(".count-tile:has-text('Interesser')");
      await page.waitForSelector(".letters li:only-child");
      check(page.url().includes("kind=interest"), "the address does not say what is shown");
      await page.click(".count-tile:has-text('Interesser')");
      await page.fill("#inbox-search", "ØRSTED");
      await page.click("[role=search] button[type=submit]");
      await page.waitForSelector(".letters li:only-child:has-text('Bænke ved Vejlesøen')");
      check(!decodeURIComponent(page.url()).includes("ØRSTED"), "what was searched for stands in the address");
      await page.fill("#inbox-search", "findes ikke");
      await page.click("[role=search] button[type=submit]");
      await page.waitForSelector(".nothing");
      await look(page, "inbox-nothing");

      // ---- an idea with a telephone number ----
      await go(page, "/inbox/1");
      await page.waitForSelector("#wall-title");
      check((await page.textContent("mark.marked")).startsWith("28 12 34 56"), "the telephone number is not marked");
      await look(page, "inbox-entry");
      await page.click("text=Sæt på idévæggen");
      await page.waitForSelector("dialog[open]");
      check((await page.textContent("dialog[open]")).includes("28 12 34 56"), "nobody asks about the number");
      await look(page, "inbox-marked");
      await page.click("text=Ret teksten først");
      await page.fill("#wall-text", "Der mangler bænke ved Vejlesøen.");
      await page.click("text=Sæt på idévæggen");
      await told(page, "Idéen er på idévæggen.");
      await page.waitForSelector("text=Alle kan se idéen");
      await citizen.goto(`${base}/ideas?lang=da`);
      const wall = await citizen.textContent("main");
      check(wall.includes("Der mangler bænke ved Vejlesøen.") && !wall.includes("28 12 34 56"), "the wall shows something else");

      await page.selectOption("#answer-status", "considered");
      await page.selectOption("#answer-begin", { label: "Vi undersøger det" });
      check((await page.inputValue("#answer-text")).startsWith("Tak for din idé."), "the beginning is not there");
      await page.fill("#answer-text", `Ring 070761-4285`);
      await page.click("text=Gem svaret");
      await page.waitForSelector(".error-summary");
      check((await page.inputValue("#answer-text")) === "Ring 070761-4285", "what was typed is gone");
      await page.fill("#answer-text", "Tak for din idé. Vi måler op i maj.");
      await page.click("text=Gem svaret");
      await told(page, "Svaret er gemt.");
      await page.waitForSelector(".events >> text=Sofie svarede: Overvejes");

      // ---- two that say the same ----
      await page.click("button:has-text('Se ved siden af hinanden')");
      await page.waitForSelector("dialog[open] .pair");
      await look(page, "inbox-pair");
      await page.click("text=Lad nr. 1 blive stående");
      await told(page, "Idé nr. 2 er lagt sammen med nr. 1.");
      await page.click("main a:has-text('Idé nr. 2')"); // not what is said in passing
      await page.waitForSelector("#joined");
      check((await page.textContent("main")).includes("Din idé er lagt sammen med »Bænke ved Vejlesøen«"), "its code does not say that it was joined");
      await look(page, "inbox-joined");
      await page.click("text=Skil dem igen");
      await page.click("dialog[open] .button-primary");
      await told(page, "De er skilt igen.");
      await page.waitForSelector("#answer-text");
      await page.context().close();
    }

    async function byKeyboard() {
      const page = await signedIn("secretariat", "/inbox", { name: "Sofie" });
      await page.waitForSelector(".letters li");
      await tabTo(page, "#inbox-search");
      await page.keyboard.type("freja");
      await page.keyboard.press("Enter");
      await page.waitForSelector(".letters li:only-child");
      await tabTo(page, ".letters a");
      await page.keyboard.press("Enter");
      await page.waitForSelector("#answer-status");
      check((await heading(page)) === "Freja", "the keyboard does not open the entry");
      await page.waitForSelector(".facts dd:text-is('Frivilligt arbejde')").catch(() => check(false, "the network is called by its address"));
      await tabTo(page, "#answer-status");
      await page.keyboard.press("ArrowDown");
      await tabTo(page, "#answer-text");
      await page.keyboard.type("Tak, Freja kan regne med os.");
      await tabTo(page, "main form button[type=submit]");
      await page.keyboard.press("Enter");
      await told(page, "Svaret er gemt.");
      await page.waitForSelector(".state-good >> text=Læst");
      await page.context().close();
    }

    // Two desks at one entry: nothing is overwritten, and nothing that was typed is lost.
    async function together() {
      const page = await signedIn("secretariat", "/inbox/2", { name: "Sofie" });
      const colleague = await signedIn("secretariat", "/inbox/2", { name: "Karim" });
      for (const one of [page, colleague]) await one.waitForSelector("#answer-text");
      await page.selectOption("#answer-status", "not_now");
      await page.fill("#answer-text", "Sofies svar.");
      await page.fill("#wall-title", "Sofies overskrift");
      await colleague.selectOption("#answer-status", "considered");
      await colleague.fill("#answer-text", "Karims svar.");
      await colleague.click("text=Gem svaret");
      await told(colleague, "Svaret er gemt.");
      await page.click("text=Gem svaret");
      await page.waitForSelector("dialog[open] >> text=Karim svarede: Overvejes");
      await look(page, "inbox-together");
      await page.keyboard.press("Escape");
      await page.waitForSelector("dialog[open]", { state: "detached" });
      check((await page.inputValue("#answer-text")) === "Sofies svar.", "what was typed is gone after no");
      await page.click("text=Gem svaret");
      await page.click("dialog[open] >> text=Gem det valgte"); // without a choice
      await page.waitForSelector("dialog[open] .error-summary");
      await page.check("dialog[open] [id='clash-/status-theirs']");
      await page.check("dialog[open] [id='clash-/text-mine']");
      await page.click("dialog[open] >> text=Gem det valgte");
      await told(page, "Svaret er gemt.");
      await page.waitForSelector(".events >> text=Sofie svarede: Overvejes");
      check((await page.inputValue("#answer-text")) === "Sofies svar.", "another answer is shown");
      check((await page.inputValue("#wall-title")) === "Sofies overskrift", "what was typed in the other form is gone");

      // ---- the colleague's page has not heard of it; the wall is nothing she changed ----
      await colleague.click("text=Sæt på idévæggen");
      await colleague.waitForSelector("dialog[open] >> text=Sofie svarede: Overvejes");
      await colleague.click("dialog[open] >> text=Gem mit alligevel");
      await told(colleague, "Idéen er på idévæggen.");
      await colleague.waitForSelector("text=Alle kan se idéen");
      await page.click("main form >> text=Sæt på idévæggen");
      await page.waitForSelector("dialog[open] >> text=Karim satte idéen på idévæggen");
      await page.click("dialog[open] >> text=Gem mit alligevel");
      await page.waitForSelector("dialog[open]", { state: "detached" });
      check((await page.inputValue("#wall-title")) === "Sofies overskrift", "the wall is not what was chosen");
      await colleague.click("text=Tag ned fra væggen");
      await colleague.click("dialog[open] .button-danger");
      await colleague.waitForSelector("dialog[open] >> text=En anden har ændret det imens.");
      await colleague.keyboard.press("Escape");
      await colleague.waitForSelector(".events >> text=Sofie ændrede idéen på væggen");
      await page.context().close();
      await colleague.context().close();
    }

    // What a colleague wrote comes onto the wall with one's own words, too: asked about like what the citizen wrote.
    async function markedAfterMerging() {
      const page = await signedIn("secretariat", "/inbox/1", { name: "Sofie" });
      const colleague = await signedIn("secretariat", "/inbox/1", { name: "Karim" });
      for (const one of [page, colleague]) await one.waitForSelector("#wall-text");
      const wall = async () => (await (await citizen.request.get(`${base}/ideas?lang=da`)).text());
      const asks = "dialog[open] >> text=29 87 65 43 (telefonnummer)";
      await page.fill("#wall-title", "Bænke, hvor man kan hvile");
      await colleague.fill("#wall-text", "Der mangler bænke. Ring til Karim på 29 87 65 43.");
      await colleague.click("text=Gem det, der vises");
      await colleague.waitForSelector(asks, { timeout: 5000 }).catch(() => check(false, "nobody asks about a number that staff wrote"));
      await colleague.click("dialog[open] >> text=Vis det for alle");
      await told(colleague, "Idévæggen er ændret.");
      await page.click("text=Gem det, der vises");
      await page.waitForSelector("dialog[open] >> text=Karim ændrede idéen på væggen");
      await page.click("dialog[open] >> text=Gem mit alligevel");
      await page.waitForSelector(asks, { timeout: 5000 }).catch(() => check(false, "nobody asks about what was merged"));
      await page.click("dialog[open] >> text=Ret teksten først");
      await page.waitForSelector("dialog[open] >> text=29 87 65 43", { state: "detached" });
      check(!(await wall()).includes("Bænke, hvor man kan hvile"), "it is shown although the answer was no");
      await page.click("dialog[open] >> text=Gem mit alligevel");
      await page.click("dialog[open] >> text=Vis det for alle");
      await told(page, "Idévæggen er ændret.");
      check((await wall()).includes("Bænke, hvor man kan hvile") && (await wall()).includes("29 87 65 43"), "the wall is not what was merged");
      await page.context().close();
      await colleague.context().close();
    }

    async function seats() {
      const page = await signedIn("secretariat", "/seats", { name: "Sofie" });
      await page.waitForSelector("td a");
      await look(page, "seats");
      await page.click("td a");
      await page.waitForSelector("text=Giv de ledige pladser");
      await look(page, "seats-one");
      await page.click("button[aria-label='Giv plads: Cykelklubben']"); // before Bo Madsen, who came first
      await page.waitForSelector("dialog[open] #seat-reason");
      await look(page, "seats-reason");
      await page.keyboard.press("Escape");
      await page.waitForSelector("dialog[open]", { state: "detached" });
      await tabTo(page, ".page-top .button-primary");
      await page.keyboard.press("Enter");
      await page.waitForSelector("dialog[open]");
      await tabTo(page, "dialog .button-primary");
      await page.keyboard.press("Enter");
      await told(page, "Pladserne er givet.");
      await page.waitForSelector("text=Venteliste, nr. 2");
      await page.click("button[aria-label='Giv plads: Dorte Falk']"); // there are two, and both are given
      await page.waitForSelector("dialog[open] >> text=Der er ikke flere pladser");
      await look(page, "seats-none-left");
      await page.click("dialog[open] .button-secondary");
      await page.click("button[aria-label='Tag pladsen tilbage: Bo Madsen']");
      await page.click("dialog[open] .button-danger");
      await told(page, "Gemt: Afslag.");
      await page.waitForSelector("text=Venteliste, nr. 2", { state: "detached" });
      check((await page.textContent("tr:has-text('Dorte Falk')")).includes("Fået plads"), "the next does not move up");
      const [download] = await Promise.all([page.waitForEvent("download"), (async () => {
        await go(page, "/inbox");
        await page.click("text=Hent møderne som kalender");
      })()]);
      check(readFileSync(await download.path(), "utf8").includes(`DTSTART;TZID=Europe/Copenhagen:${MEETS.replace(/[-:]/g, "")}00`), "the calendar lacks the meeting");
      await page.context().close();
    }

    async function harm() {
      for (const text of payloads) await ask("idea", { title: text, text, side: "citizens", name: text, contact: "28 12 34 56" });
      for (let at = 0; at < payloads.length; at += 2) {
        await ask(`seat/${NETWORK}`, { name: payloads[at], contact: "28 12 34 56", comes_as: "citizen", brings: payloads[at + 1] ?? payloads[0] });
      }
      await send();
      const page = await signedIn("secretariat", "/inbox?state=all&newest=1&kind=idea", { name: "Sofie" });
      const clean = async (where, from = page) => {
        const found = await from.evaluate(() => [window.seen, document.querySelectorAll("main :is(script, iframe, base, meta, style, main svg[onload])").length, getComputedStyle(document.body).display]);
        check(found[0] === undefined && found[1] === 0 && found[2] !== "none", `${where}: ${JSON.stringify(found)}`);
      };
      await page.waitForSelector(".letters li");
      check((await page.locator(".letters li").count()) >= payloads.length, "not everything is on the list");
      const titles = await page.locator(".letters h2").allTextContents();
      for (const text of payloads) check(titles.includes(text), `the list shows ${text} otherwise`);
      await clean("the list");
      const orders = await page.evaluate(() => [...document.querySelectorAll(".letters h2 a")].map((link) => link.pathname.split("/").at(-1)));
      for (const order of orders.slice(0, payloads.length).filter((_, at) => at % 3 === 0)) {
        await page.evaluate((to) => document.querySelector(`.letters a[href$="/${to}"]`).click(), order);
        await page.waitForSelector(".typed-title");
        const text = await page.textContent("h1");
        check(payloads.includes(text), `an h1 is ${text}`);
        check((await page.inputValue("#wall-title")) === text && (await page.textContent(".typed")).includes(text), `idea ${order} is shown otherwise`);
        await clean(`idea ${order}`);
        await page.goBack();
        await page.waitForSelector(".letters li");
      }
      await go(page, `/seats/${NETWORK}`);
      await page.waitForSelector("td .typed");
      const names = await page.locator("td .typed").allTextContents();
      for (const text of payloads) check(names.includes(text), `the seats show ${text} otherwise`);
      await clean("the seats");

      // ---- in the table ----
      await go(page, "/inbox?state=all");
      await page.waitForSelector(".letters li");
      const [download] = await Promise.all([page.waitForEvent("download"), page.click("text=Hent listen som regneark")]);
      const table = readTable(readFileSync(await download.path(), "utf8"));
      const column = (name) => table[0].indexOf(name);
      check(table.every((row) => row.length === table[0].length), "the table has ragged rows");
      for (const text of payloads) {
        const cells = table.slice(1).flat().filter((cell) => cell.replace(/^\u00a0/, "") === text);
        check(cells.length >= 4, `the table has ${text} ${cells.length} times`);
        check(cells.every((cell) => !/^[\s\u200b]*[=+\-@]/.test(cell.replace(/^\u00a0.*/s, "")) ), `${text} may be taken for a formula`);
      }
      check(table[1][column("Navn")] === "Åse Ørsted", "the table shows a name otherwise");

      // ---- for everybody ----
      const { csrf } = await (await page.context().request.get(`${base}/v1/session`)).json();
      for (const order of orders.slice(0, payloads.length)) {
        const answer = await page.context().request.post(`${base}/v1/staff/ideas`, { headers: { "Forhal-Csrf": csrf }, data: { order: Number(order), publish: true } });
        check(answer.ok(), `idea ${order} is not published: ${answer.status()}`);
      }
      const shown = await open();
      await shown.goto(`${base}/ideas?lang=da`);
      let pages = await shown.textContent("main");
      await clean("the ideas", shown);
      const following = async () => (await shown.locator("main a[rel=next]").count()) > 0 ? shown.getAttribute("main a[rel=next]", "href") : null;
      for (let more = await following(); more !== null; more = await following()) {
        await shown.goto(new URL(more, shown.url()).href);
        pages += await shown.textContent("main");
        await clean("more ideas", shown);
      }
      for (const text of payloads) check(pages.includes(text), `the public page shows ${text} otherwise`);
      const atom = await shown.request.get(`${base}/data/feed.atom`);
      check(!(await atom.text()).includes("<script"), "the feed has a script in it");
      onTheKiosk();
      await page.context().close();
    }

    // Over the wire, as a kiosk has it: its frames are text and nothing else.
    function onTheKiosk() {
      const build = process.env.FORHAL_REGISTRY.replace(/\/forhal-registry$/, "");
      const code = registry(["kiosk", "invite", "Forhal"]).match(/\S+-\S+/)[0];
      execFileSync(`${build}/forhal-sync`, ["enrol", "--data", join(folder, "kiosk"), "--registry", base, "--code", code], { stdio: "ignore" });
      execFileSync(`${build}/forhal-sync`, ["once", "--data", join(folder, "kiosk")], { stdio: "ignore" });
      const steps = ['tap "Rør ved vandet"', 'tap "Idéer"', "text wall-0"];
      for (let at = 1; at <= 24; at++) steps.push("swipe up", `text wall-${at}`);
      writeFileSync(join(folder, "script"), `${steps.join("\n")}\n`);
      execFileSync(`${build}/forhal-kiosk`, ["--data", join(folder, "kiosk"), "--script", join(folder, "script"), "--shots", folder, "--size", "1080x1920"], { stdio: "ignore" });
      const walls = readdirSync(folder).filter((name) => name.startsWith("wall-")).map((name) => readFileSync(join(folder, name), "utf8")).join("\n");
      if (process.env.INBOX_WALLS) writeFileSync(process.env.INBOX_WALLS, walls);
      for (const text of payloads) check(walls.includes(text.slice(0, 16)) || walls.includes(JSON.stringify(text).slice(1, 17)), `the kiosk shows ${text} otherwise`);
    }
  }
}
