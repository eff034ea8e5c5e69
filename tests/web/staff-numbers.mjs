// What was counted: plots with the same numbers in tables, days that are chosen, a spreadsheet. The numbers are those of
// real visits at a real kiosk, under the days that its clock shows, and of what was given there.
import { mkdtempSync, cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openFoyer } from "./foyer.mjs";

const TITLE = "Frivilligt <b>arbejde</b>";
const DAY_MS = 86_400_000;
const PATIENCE_MS = 20_000;
const dayOf = (days) => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);

// ---- what people do ----
const OVER = "wait 125s"; // nobody is there any more
const short = ['tap "Rør ved vandet"', OVER];
const english = ['tap "Sprog"', 'tap "English"', 'tap "Touch the water"', OVER];
const arabic = ['tap "Sprog"', 'tap "العربية"', OVER];
const polish = ['tap "Sprog"', 'tap "Polski"', OVER];
const idea = ['tap "Rør ved vandet"', 'tap "Har du en idé?"', 'tap "Det er fint, videre"'];
const leftInForm = [...idea, 'type "En"', OVER];
const leftAtReview = [...idea, 'type "En"', 'tap "Videre"', 'type "To."', 'tap "Videre"', 'tap "Borgerne"', 'tap "Videre"', 'tap "Videre"', 'tap "Færdig"', 'expect "Er det rigtigt?"', OVER];
const finished = [...leftAtReview.slice(0, -1), 'tap "Send til sekretariatet"', 'expect "Tak. Din idé er gemt."', OVER];
const interest = (title) => ['tap "Rør ved vandet"', `tap "${title}"`, 'tap "Jeg er interesseret"', 'tap "Det er fint, videre"', 'type "Bo"', 'tap "Videre"', 'type "28123456"', 'tap "Færdig"', 'tap "Send til sekretariatet"', 'expect "Tak. Din interesse er gemt."', OVER];
const times = (count, visit) => Array.from({ length: count }, () => visit).flat();
const large = ['tap "Kontrast"', 'tap "Rør ved vandet"', OVER];

// By how many days ago: 9 and 7 short ones, and so on. 60 days ago, to be seen in weeks.
const visits = [
  [60, times(3, short)],
  [21, [...times(9, short), ...times(5, large)]], // 14
  [20, [...times(6, english), ...times(2, arabic)]], // 8
  [8, [...times(5, leftInForm), ...times(6, leftAtReview), ...polish]], // 12
  [1, [...times(3, finished), ...times(6, interest(TITLE)), ...interest("Fra barn til voksen")]], // 10
];
const counted = { 21: 14, 20: 8, 8: 12, 1: 10 };
const ALL = 44;

function importHostileTitle(registry) {
  const folder = mkdtempSync(join(tmpdir(), "forhal-numbers-"));
  const content = JSON.parse(readFileSync("assets/content/albertslund-2014.json", "utf8"));
  Object.assign(content.networks.find((one) => one.id === "frivilligt-arbejde"), { title: TITLE, short_title: TITLE });
  writeFileSync(join(folder, "content.json"), JSON.stringify(content));
  cpSync("assets/content/pictures", join(folder, "pictures"), { recursive: true });
  registry(["content", "import", join(folder, "content.json")]);
  rmSync(folder, { recursive: true });
}

export default async function (town) {
  const { base, check, look, tabTo, signedIn, registry } = town;
  importHostileTitle(registry);
  const foyer = openFoyer(town);
  try {
    await run();
  } finally {
    await foyer.close();
  }

  async function run() {
    const page = await signedIn("secretariat", "/numbers", { name: "Dagny" });
    await page.waitForSelector("text=Ingen besøg er talt");

    // ---- days, with what is wrong about them ----
    await page.fill("#numbers-from", "2020-01-01");
    await page.waitForSelector("text=højst 800 dage");
    await page.fill("#numbers-from", "2026-01-01");
    await page.fill("#numbers-to", "2026-03-31");
    await page.waitForSelector("text=højst 800 dage", { state: "detached" });
    check(new URL(page.url()).search.includes("from=2026-01-01"), "the address does not say the days");
    await look(page, "numbers-none");

    // ---- four weeks of a foyer ----
    const kiosk = foyer.enrol("Foyeren");
    kiosk.once();
    for (const [days, lines] of visits) kiosk.visit([`clock "${dayOf(days)}T12:00"`, ...lines]);
    foyer.enrol("Biblioteket"); // where nobody came
    kiosk.sync();
    const { request } = page.context();
    const tell = async () => (await request.get(`${base}/v1/staff/numbers?from=${dayOf(27)}&to=${dayOf(0)}`)).json();
    let told = await tell();
    for (const until = Date.now() + PATIENCE_MS; Date.now() < until && (told.days.length === 0 || told.ideas.given < 3 || told.interest.length < 2); told = await tell()) await page.waitForTimeout(200);
    const { csrf } = await (await request.get(`${base}/v1/session`)).json();
    const { ideas } = await (await request.get(`${base}/v1/staff/ideas`)).json();
    await request.post(`${base}/v1/staff/ideas`, { headers: { "Forhal-Csrf": csrf }, data: { order: ideas[0].order, status: "considered", answer: "Tak." } });

    await page.fill("#numbers-from", dayOf(27));
    await page.fill("#numbers-to", dayOf(0));
    await page.waitForSelector("svg.plot");
    const text = await page.textContent("main");
    check(text.includes(`${ALL} besøg på 1 skærm.`), `it was another number of visits: ${/\d+ besøg på [^.]*/.exec(text)}`);
    check(text.includes(TITLE), "the title is not text");
    check(text.includes("3 ideer givet; 1 er besvaret, 1 af dem inden 14 dage."), `the ideas are told otherwise: ${/\d+ ideer givet[^.]*/.exec(text)}`);
    check(text.includes("14 begyndte, og 3 blev færdige (21 %)."), `the ideas' forms are told otherwise: ${text.match(/\d+ begyndte[^.]*/g)}`);
    check(text.includes("7 begyndte, og 7 blev færdige (100 %)."), `the interests' forms are told otherwise: ${text.match(/\d+ begyndte[^.]*/g)}`);

    // ---- the numbers behind a plot, by keyboard; a bar for each day, as high as its number ----
    await tabTo(page, "summary");
    await page.keyboard.press("Enter");
    const rows = await page.locator("details[open] tbody tr").evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.textContent)));
    check(rows.length === 28, `the table has ${rows.length} days`);
    const bars = await page.locator("svg.plot").first().locator("rect.plot-bar").evaluateAll((all) => all.map((bar) => Number(bar.getAttribute("height"))));
    check(bars.length === 28, `${bars.length} days have a bar`);
    rows.forEach(([, count], at) => {
      const wanted = counted[27 - at] ?? 0;
      check(Number(count) === wanted, `${27 - at} days ago the table has ${count}, not ${wanted}`);
      check(Math.abs(bars[at] / Math.max(...bars) - wanted / 14) < 0.01, `${27 - at} days ago the bar is ${bars[at]} high`);
    });
    await page.keyboard.press("Enter");

    // ---- shares: what is small points at nobody ----
    const share = async (caption) => Object.fromEntries(await page.locator(`table.shares:has(caption:text-is("${caption}")) tbody tr`).evaluateAll((all) => all.map((row) => [row.cells[0].textContent, row.cells[1].textContent])));
    const is = async (caption, wanted) => {
      const found = await share(caption);
      check(JSON.stringify(Object.entries(found).sort()) === JSON.stringify(Object.entries(wanted).sort()), `${caption}: ${JSON.stringify(found)}`);
    };
    await is("Besøg efter sprog", { dansk: "35", engelsk: "6", arabisk: "under 5", polsk: "under 5" });
    await is("Besøg efter hjælpemiddel", { "Stærk kontrast": "5" });
    await is("Hvor Idé blev forladt", { "i skemaet": "5", "da det blev læst igennem": "6" });
    const months = await page.locator("section:has(h2:text-is('Interesse for netværk')) div").evaluateAll((all) => all.map((one) => [one.querySelector("h3").textContent, one.querySelector("tbody td:last-child").textContent]));
    check(JSON.stringify(months.sort()) === JSON.stringify([["Fra barn til voksen med handicap", "under 5"], [TITLE, "6"]]), `interest is ${JSON.stringify(months)}`);
    await look(page, "numbers");

    // ---- the same in a spreadsheet ----
    const [file] = await Promise.all([page.waitForEvent("download"), page.click("text=Hent som regneark")]);
    const sheet = readFileSync(await file.path(), "utf8");
    check(sheet.includes('"hvad";"hvilken"'), "the spreadsheet has no heading");
    for (const [days, count] of Object.entries(counted)) check(sheet.includes(`"besøg";;"${dayOf(days)}";${count}\r\n`), `the spreadsheet lacks ${days} days ago`);
    check(sheet.includes('"sprog";"ar";"";"under 5"\r\n') && sheet.includes('"sprog";"en";"";6\r\n'), "the spreadsheet has other languages");
    check(!/^"(sprog|hjælpemiddel|forladt|interesse)".*;[1-4]\r$/m.test(sheet), "the spreadsheet has a small count");

    // ---- many days are weeks, each from its Monday ----
    await page.fill("#numbers-from", dayOf(69));
    await page.waitForSelector("svg[aria-label^='Besøg om ugen']");
    check((await page.textContent("main")).includes(`${ALL + 3} besøg på 1 skærm.`), "the older visits are not counted");
    await page.locator("summary").first().click();
    const weeks = await page.locator("details[open]").first().locator("tbody tr").evaluateAll((all) => all.map((row) => Number(row.cells[1].textContent)));
    check(weeks.length >= 10 && weeks.length <= 11 && weeks.reduce((sum, one) => sum + one, 0) === ALL + 3, `the weeks are ${weeks}`);
  }
}
