// The editorial pages are put in another order, by keyboard and by mouse; who was slower is told; a kiosk shows it.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export default async function ({ base, check, look, tabTo, go, signedIn, registry }) {
  const page = await signedIn("secretariat", "/pages", { name: "Signe" });
  await page.waitForSelector(".page-order li");
  const stored = async (on = page) => {
    const { pages } = await (await on.context().request.get(`${base}/v1/staff/pages`)).json();
    return pages.filter((one) => one.published_version !== null).map((one) => one.id);
  };
  const titles = () => page.locator(".page-order-title").allTextContents();
  const said = (text, on = page) => on.locator(".page-order [role=status]", { hasText: text }).waitFor();
  const focused = () => page.evaluate(() => document.activeElement?.id ?? "");
  const first = await stored();
  const names = await titles();
  check(first.length === 7 && names.length === 7, `there are ${first.length} pages, and ${names.length} can be moved`);
  check((await page.locator("tbody a").allTextContents()).join() === names.join(), "the list has another order than the screens");

  // ---- by keyboard: down twice with the focus on what is moved, and at the end it says so ----
  await tabTo(page, `#down-${first[0]}`, 120);
  await page.keyboard.press("Enter");
  await said(`“${names[0]}” står nu som nummer 2 af 7`);
  check((await focused()) === `down-${first[0]}`, `the focus went to "${await focused()}"`);
  await page.keyboard.press("Space");
  await said("nummer 3 af 7");
  check((await focused()) === `down-${first[0]}`, "the focus does not stay");
  check((await stored()).join() === [first[1], first[2], first[0], ...first.slice(3)].join(), "it is not stored");
  check((await page.locator("tbody a").first().textContent()) === names[1], "the list above did not follow");
  await tabTo(page, `#down-${first[6]}`, 60);
  await page.keyboard.press("Enter");
  await said("står allerede sidst");
  check((await page.getAttribute(`#down-${first[6]}`, "aria-disabled")) === "true", "the last one seems to go further down");
  await look(page, "page-order");

  // ---- by mouse, many at once: what counts is where it ends ----
  for (let at = 0; at < 6; at++) await page.locator(`#up-${first[6]}`).click();
  await said("nummer 1 af 7");
  const mine = [first[6], first[1], first[2], first[0], ...first.slice(3, 6)];
  check((await stored()).join() === mine.join(), "many moves at once do not end where they should");

  // ---- another is quicker: nothing is overwritten, and one is told who ----
  const other = await signedIn("secretariat", "/pages", { name: "Rie" });
  await other.waitForSelector(".page-order li");
  await other.locator(`#down-${mine[0]}`).click();
  await said("nummer 2 af 7", other);
  await page.locator(`#up-${mine[2]}`).click();
  await page.waitForSelector(".page-order .alert:focus >> text=Rie var hurtigere");
  check((await stored()).join() === [mine[1], mine[0], ...mine.slice(2)].join(), "somebody was overwritten");
  check((await titles())[0] === names[first.indexOf(mine[1])], "theirs is not shown");
  await look(page, "page-order-quicker");
  await page.locator(`#up-${mine[2]}`).click();
  await said("nummer 2 af 7");
  check((await page.locator(".page-order .alert").count()) === 0, "the warning stays");

  // ---- the same when a page was taken down meanwhile ----
  const { csrf } = await (await other.context().request.get(`${base}/v1/session`)).json();
  const headers = { "Forhal-Csrf": csrf };
  await other.context().request.post(`${base}/v1/staff/pages/${mine[6]}`, { headers, data: { do: "unpublish" } });
  await page.locator(`#down-${mine[0]}`).click();
  await page.waitForSelector(".page-order .alert:focus");
  await page.locator(".page-order li").nth(6).waitFor({ state: "detached" });

  // ---- no connection: it is said, and the list shows what stands ----
  const before = await titles();
  page.refusing(`${base}/v1/staff/pages`);
  await page.route("**/v1/staff/pages", (route) => (route.request().method() === "PUT" ? route.abort() : route.continue()));
  await page.locator(`#down-${mine[0]}`).click();
  await page.waitForSelector(".page-order .alert:focus >> text=Der er ikke forbindelse");
  check((await titles()).join() === before.join(), "the list shows what was not stored");
  await page.unroute("**/v1/staff/pages");

  // ---- an editor may not; the log says who did ----
  const editor = await signedIn("editor", "/networks", { name: "Erik", more: ["--network", "frivilligt-arbejde"] });
  const token = (await (await editor.context().request.get(`${base}/v1/session`)).json()).csrf;
  const now = await stored();
  const refused = await editor.context().request.put(`${base}/v1/staff/pages`, { headers: { "Forhal-Csrf": token }, data: { base: now, order: [...now].reverse() } });
  check(refused.status() === 403, `an editor moves pages: ${refused.status()}`);
  const boss = await signedIn("administrator", "/log", { name: "Karen" });
  await boss.waitForSelector("tbody >> text=gav siderne en anden rækkefølge");

  // ---- a kiosk shows it so ----
  const folder = mkdtempSync(join(tmpdir(), "forhal-order-"));
  try {
    const programs = process.env.FORHAL_REGISTRY.replace(/\/forhal-registry$/, "");
    const [code] = /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(registry(["kiosk", "invite", "Foyeren"]));
    const data = join(folder, "kiosk");
    execFileSync(`${programs}/forhal-sync`, ["enrol", "--data", data, "--registry", base, "--code", code], { stdio: "ignore" });
    execFileSync(`${programs}/forhal-sync`, ["once", "--data", data], { stdio: "ignore" });
    writeFileSync(join(folder, "script"), 'tap "Rør ved vandet"\ntap "Om netværk"\ntext about\n');
    execFileSync(`${programs}/forhal-kiosk`, ["--data", data, "--script", join(folder, "script"), "--shots", folder, "--size", "1080x1920"], { stdio: ["ignore", "ignore", "inherit"] });
    const text = readFileSync(join(folder, "about.txt"), "utf8");
    const places = now.map((id) => text.indexOf(names[first.indexOf(id)]));
    check(places.every((place, at) => place >= 0 && (at === 0 || place > places[at - 1])), `the kiosk shows them as ${places.join()}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  await go(page, "/");
}
