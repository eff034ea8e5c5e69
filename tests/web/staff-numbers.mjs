// What was counted: plots with the same numbers in tables, days that are chosen, a spreadsheet.
import { readFileSync } from "node:fs";

// Four weeks of a foyer, as the registry tells them (tests/unit/test_registry_numbers.c sees to it that it does).
const report = {
  from: "2026-11-01", to: "2026-11-28", few: 5, kiosks: 3,
  days: Array.from({ length: 28 }, (_, at) => ({ day: `2026-11-${String(at + 1).padStart(2, "0")}`, visits: at % 7 < 5 ? 20 + ((at * 7) % 13) : 0 })),
  languages: [{ name: "da", count: 431 }, { name: "ar", count: 22 }, { name: "ur", count: "few" }],
  aids: [{ name: "large", count: 57 }, { name: "speech", count: "few" }],
  forms: [{ kind: "idea", begun: 31, finished: 12, left: [{ name: "form", count: 11 }, { name: "review", count: 8 }] }],
  ideas: { given: 12, answered: 9, in_time: 7 },
  interest: [{ network: "a", title: "Frivilligt <b>arbejde</b>", months: [{ month: "2026-10", count: "few" }, { month: "2026-11", count: 14 }] }],
};

export default async function ({ check, look, tabTo, signedIn }) {
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
  const [file] = await Promise.all([page.waitForEvent("download"), page.click("text=Hent som regneark")]);
  check(readFileSync(await file.path(), "utf8").includes('"hvad";"hvilken"'), "the spreadsheet has no heading");

  // ---- a full foyer; the numbers behind a plot, by keyboard ----
  await page.route("**/v1/staff/numbers?*", (route) => route.fulfill({ json: report }));
  await page.fill("#numbers-to", "2026-03-30");
  await page.waitForSelector("svg.plot");
  check((await page.textContent("main")).includes("under 5"), "a small count is shown");
  check((await page.textContent("main")).includes("Frivilligt <b>arbejde</b>"), "the title is not text");
  check((await page.locator("svg.plot").first().locator("rect.plot-bar").count()) === 28, "a day has no bar");
  await tabTo(page, "summary");
  await page.keyboard.press("Enter");
  check((await page.locator("details[open] tbody tr").count()) === 28, "the table has not every day");
  await page.keyboard.press("Enter");
  await look(page, "numbers");
}
