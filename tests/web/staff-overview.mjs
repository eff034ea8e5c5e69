// What there is to do, by role: nothing at first, then what real kiosks brought and are, and what the registry can't tell
// just now.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openFoyer } from "./foyer.mjs";

const PATIENCE_MS = 30_000;

// ---- a registry with a mail server, which knows no "never@…"; and that keeps no interest for long ----
let post = null;
export async function settings() {
  const folder = mkdtempSync(join(tmpdir(), "forhal-post-"));
  post = spawn("/usr/bin/python3", ["tests/unit/tools/smtp_server.py", folder], { stdio: ["pipe", "pipe", "inherit"] });
  post.folder = folder;
  const [port] = await once(post.stdout, "data");
  for (const one of [post, post.stdin, post.stdout]) one.unref(); // it ends with us
  return {
    FORHAL_MAIL_URL: `smtp://127.0.0.1:${Number(port)}`, FORHAL_MAIL_TLS: "never", FORHAL_MAIL_FROM: "netvaerk@example.dk",
    FORHAL_RETENTION_INTEREST_DAYS: "20",
  };
}

// ---- what citizens give at the kiosk ----
const OVER = 'wait 125s';
const idea = (title) => [
  'tap "Rør ved vandet"', 'tap "Har du en idé?"', 'tap "Det er fint, videre"', `type "${title}"`, 'tap "Videre"', 'type "Det ville glæde mange."', 'tap "Videre"', 'tap "Borgerne"', 'tap "Videre"',
  'tap "Videre"', 'tap "Færdig"', 'tap "Send til sekretariatet"', 'expect "Tak. Din idé er gemt."', OVER,
];
const opened = ['tap "Rør ved vandet"', 'tap "Frivilligt arbejde"'];
const seat = [...opened, 'tap "Bliv en del af det"', 'tap "Ønsk en plads"', 'tap "Det er fint, videre"', 'tap "Forening"', 'tap "Videre"', 'type "Åse"', 'tap "Videre"', 'type "28123456"', 'tap "Videre"', 'tap "Færdig"', 'tap "Send til sekretariatet"', OVER];
const interest = [...opened, 'tap "Jeg er interesseret"', 'tap "Det er fint, videre"', 'type "Freja"', 'tap "Videre"', 'type "28123456"', 'tap "Færdig"', 'tap "Send til sekretariatet"', OVER];

export default async function (town) {
  const foyer = openFoyer(town);
  try {
    await run(town, foyer);
  } finally {
    await foyer.close();
    post.kill();
    rmSync(post.folder, { recursive: true });
  }
}

async function run({ base, check, look, tabTo, heading, signedIn }, foyer) {
  const page = await signedIn("secretariat", "", { name: "Sanne" });
  await page.waitForSelector("main .nothing");
  check((await page.textContent(".lead")) === "Ingen venter på dig lige nu.", "something waits in an empty house");
  check((await page.locator(".mainmenu > li").count()) === 6, "the menu has other lines");
  const tops = await page.locator(".mainmenu > li").evaluateAll((items) => new Set(items.map((item) => item.getBoundingClientRect().top)).size);
  check(tops === 1, `the menu takes ${tops} lines`);
  await look(page, "overview-calm");

  // ---- a day with something of each; the menu's parts and the cards by keyboard ----
  const { request } = page.context();
  const { csrf } = await (await request.get(`${base}/v1/session`)).json();
  const tell = async (path) => (await request.get(`${base}/v1/staff/${path}`)).json();
  const post = async (path, data) => {
    const answer = await request.post(`${base}/v1/staff/${path}`, { headers: { "Forhal-Csrf": csrf }, data });
    check(answer.ok(), `${path} is ${answer.status()}`);
  };
  const until = async (what, is) => {
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await page.waitForTimeout(200)) if (await is()) return;
    check(false, `${what} does not come`);
  };
  const given = foyer.enrol("Biblioteket");
  given.once();
  for (const visit of [idea("Bænke ved søen"), idea("Ring 28 12 34 56"), seat, seat, interest, interest, idea("Skriv til bo@example.dk"), idea("Svar mig")]) {
    given.visit(visit);
    given.once(); // one after the other, so that it is known who has waited longest
  }
  given.sync(); // a machine without a screen
  foyer.enrol("Forhallen <b>ved</b> trappen"); // never heard of
  const { id: silent } = (await tell("kiosks")).kiosks.find((one) => one.name.startsWith("Forhallen"));
  foyer.ask();
  for (const mail of ["never@example.dk", "sanne@example.dk"]) await post("../session/mail", { mail }); // the former is told
  await post("ideas", { order: 8, status: "considered", answer: "Tak for din idé." });
  await post("privacy/holds", { order: 5, until: new Date(Date.now() + 400 * 86_400_000).toISOString().slice(0, 10), reason: "Klagesag" });
  await until("the newcomer", async () => (await tell("newcomers")).newcomers.length === 1);
  await until("the heartbeat", async () => (await tell("kiosks")).kiosks.some((one) => one.colour === "red" && one.words.includes("no screen")));
  await until("the mail that nobody takes", async () => (await tell("alerts")).mails_aside === 1);
  const asked = [];
  page.on("request", (one) => asked.push(new URL(one.url()).pathname));
  await page.reload();
  await page.waitForSelector("a.todo");
  const cards = await page.locator("a.todo h2").allTextContents();
  check(cards.slice(0, 3).join("; ") === "3 idéer venter på svar; 2 ønsker en plads; 2 vil følge et netværk", `the longest wait is not first: ${cards.join("; ")}`);
  for (const wanted of ["2 idéer skal læses med omhu", "1 kiosk er tavs", "1 kiosk skal ses til", "1 ny kiosk vil godkendes", "1 mail kunne ikke sendes"]) {
    check(cards.includes(wanted), `there is no "${wanted}": ${cards.join("; ")}`);
  }
  check(cards.at(-1) === "1 ting slettes snart", `what is held back is counted, or comes before what waits: ${cards.at(-1)}`);
  check(cards.length === 9, `there are other cards: ${cards.join("; ")}`);
  check((await page.textContent("main")).includes("Forhallen <b>ved</b> trappen"), "a name is not text");
  check((await page.textContent(".lead")) === "8 ting venter på dig.", `the sentence counts otherwise: ${await page.textContent(".lead")}`);
  check(!asked.includes("/v1/staff/mail"), "the mails are read to be counted");
  await look(page, "overview");
  await tabTo(page, `a.todo[href$='/kiosks/${silent}']`);
  await tabTo(page, "a.todo[href$='/mail']");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/mail$/);
  check((await heading(page)) === "Varsler og mails", "the card leads elsewhere");
  check((await page.textContent(".mainmenu [aria-current=true]")) === "Kiosker", "the menu does not show where the page belongs");
  check((await page.textContent(".menu-parts [aria-current=page]")) === "Varsler", "the page's own line is not marked");
  await page.waitForSelector("td:has-text('Adressen findes ikke (550)')");

  // ---- a part that can't be told takes nothing else with it. Not for real: a registry that lives tells all of its parts,
  // and a line that is cut would cut them all, so one question is lost on its way ----
  page.refusing(`${base}/v1/staff/inbox`);
  await page.route("**/v1/staff/inbox", (route) => route.abort("connectionreset"));
  await page.click(".mainmenu >> text=Overblik");
  await page.waitForSelector("text=Vi kunne ikke se efter i indbakken.");
  check((await page.locator("a.todo").count()) === 5, "what could be told is not shown");
  await page.unroute("**/v1/staff/inbox");
  await page.click("text=Prøv igen");
  await page.waitForSelector("a.todo:has-text('3 idéer venter på svar')");
  await page.context().close();

  // ---- an editor sees the own networks' drafts, and asks for nothing else ----
  const editor = await signedIn("editor", "", { name: "Ejnar", more: ["--network", "frivilligt-arbejde"] });
  await editor.waitForSelector("main .nothing");
  const cookies = editor.context().request;
  const session = await (await cookies.get(`${base}/v1/session`)).json();
  const { body, version } = await (await cookies.get(`${base}/v1/staff/networks/frivilligt-arbejde`)).json();
  await cookies.put(`${base}/v1/staff/networks/frivilligt-arbejde`, { headers: { "Forhal-Csrf": session.csrf }, data: { base: version, body: { ...body, question: "Hvad nu?" } } });
  await editor.reload();
  await editor.click("a.todo:has-text('kladde er ikke udgivet')");
  await editor.waitForSelector("#field-title");
  check((await heading(editor)) === "Frivilligt arbejde", "the card leads to another network");
  check((await editor.locator(".menu-parts").count()) === 0, "an editor's menu has parts");
  await look(editor, "overview-editor");
}
