// Networks are found, edited (the flower by mouse and by keyboard), translated, merged when two edit at once, published,
// compared and brought back.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export default async function ({ base, check, look, tabTo, heading, go, told, signedIn, registry }) {
  const page = await signedIn("secretariat", "/networks", { name: "Ida" });
  const put = async (part, before, value) => {
    const { csrf } = await (await page.context().request.get(`${base}/v1/session`)).json();
    return page.context().request.put(`${base}/v1/staff/building`, { headers: { "Forhal-Csrf": csrf }, data: { part, base: before, value } });
  };
  const places = [{ id: "biblioteket", name: "Biblioteket", kiosks: ["en-hemmelig-kiosk"] }, { id: "forhallen", name: "Forhallen", kiosks: [] }];
  check((await put("places", null, places)).ok(), "the places are not taken");
  await page.waitForSelector("tbody tr");
  const all = await page.locator("tbody tr").count();
  check(all === 12, `${all} networks`);
  await look(page, "networks");
  const titles = () => page.locator("tbody td:first-child a").allTextContents();
  const order = new Intl.Collator("da", { numeric: true, sensitivity: "base" }).compare;
  for (const direction of ["ascending", "descending"]) {
    await page.click("th button:has-text('Netværk')");
    check((await page.getAttribute("th:first-child", "aria-sort")) === direction, `the titles are not sorted ${direction}`);
    const wanted = (await titles()).sort((one, other) => (direction === "ascending" ? order(one, other) : order(other, one)));
    check((await titles()).join("|") === wanted.join("|"), `${direction} is ${await titles()}`);
  }
  await page.selectOption("#filter-state", "draft");
  await page.waitForSelector(".nothing"); // all are as they were imported
  await page.selectOption("#filter-state", "");
  await page.selectOption("#filter-kind", "learning");
  check((await page.locator("tbody tr").count()) < all, "the kind filters nothing");
  check(page.url().includes("kind=learning"), "the address does not say so");
  await page.selectOption("#filter-kind", "");
  await page.fill("[type=search]", "frivilligt");
  await page.click("tbody a");
  await page.waitForSelector("#field-title");
  const address = page.url();
  check((await heading(page)) === "Frivilligt arbejde", "another network is opened");
  // What the screen will show; the test's own registry has forhal-kiosk beside it.
  const picture = page.locator(".preview img");
  await picture.waitFor();
  check(await picture.evaluate((one) => one.decode().then(() => one.naturalWidth >= 500)), "the preview is no picture");
  await look(page, "network");

  // ---- the flower by keyboard alone ----
  await tabTo(page, "#tab-basics");
  await page.keyboard.press("ArrowRight");
  await page.waitForSelector("svg.flower");
  await look(page, "network-flower");
  const petals = () => page.locator(".petal-word").allTextContents().then((words) => words.map((word) => word.replace(/^.*?: /, "").replace(" · håber på", "")));
  check((await petals())[0] === "Lyst", "the first petal is another");
  await tabTo(page, "svg.flower");
  await page.keyboard.press("Shift+ArrowRight");
  check((await petals()).slice(0, 2).join() === "Nye blikke,Lyst", `the keyboard does not move it: ${await petals()}`);
  await page.keyboard.press("ArrowRight");
  check((await page.getAttribute("svg.flower", "aria-activedescendant")) === "petal-2", "the next petal is not chosen");
  await page.keyboard.press("Enter");
  check((await page.evaluate(() => document.activeElement.id)) === "petal-keyword", "Enter leads to no field");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("Nysgerrig");
  await page.focus("svg.flower");
  await page.keyboard.press("Delete");
  await page.waitForSelector("dialog[open]");
  await page.keyboard.press("Escape");
  check((await petals()).length === 7, "a petal goes without being asked about");

  // ---- and with the mouse: to another place, and to another side ----
  await page.locator(".side-fields").scrollIntoViewIfNeeded();
  const box = await page.locator("svg.flower").boundingBox();
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const at = (index, count) => ({ x: middle.x + Math.sin((index / count) * 2 * Math.PI) * box.width * 0.35, y: middle.y - Math.cos((index / count) * 2 * Math.PI) * box.height * 0.35 });
  const drag = async (from, to) => {
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move((from.x + to.x) / 2 + 3, (from.y + to.y) / 2 + 3, { steps: 4 });
    await page.mouse.move(to.x, to.y, { steps: 4 });
    await page.mouse.up();
  };
  const before = await petals();
  await drag(at(0, 7), at(3, 7));
  check((await petals())[3] === before[0], `dragging gives ${await petals()}`);
  const field = await page.locator(".side-field[data-side=staff]").boundingBox();
  await drag(at(3, 7), { x: field.x + field.width / 2, y: field.y + field.height / 2 });
  check(await page.isChecked("#petal-side-staff"), "dragging onto a side does not change it");

  // ---- as a list: back by its arrows, which stand at the ends for nothing ----
  const listed = await petals();
  await page.click(`button[aria-label='Flyt ${listed[1]} frem']`);
  check((await petals()).slice(0, 2).join() === [listed[1], listed[0]].join(), `the list does not move it: ${await petals()}`);
  await page.click(`button[aria-label='Flyt ${listed[1]} tilbage']`);
  check((await petals()).join() === listed.join(), "the list does not move it back");
  check(await page.isDisabled(`button[aria-label='Flyt ${listed[0]} frem']`), "the first one goes further");

  // ---- leaving asks, and what is saved stays ----
  await page.click(".navigation-menu >> text=Overblik");
  await page.waitForSelector("dialog[open] >> text=Forlad siden uden at gemme?");
  await look(page, "network-leave");
  await page.click("text=Bliv her");
  check(page.url() === address, "it was left all the same");
  await page.click("text=Gem kladde");
  await told(page, "Kladden er gemt.");
  await page.reload();
  await page.waitForSelector("#tab-flower");
  await page.click("#tab-flower");
  check((await petals())[3] === before[0], "the order was not saved");
  await page.waitForSelector(".publish >> text=Kladde");

  // ---- translations beside the Danish ----
  await page.click("#tab-basics");
  await page.fill("#field-short_title", "Frivillighed");
  await page.keyboard.press("ControlOrMeta+s");
  await told(page, "Kladden er gemt.");
  await page.click("#tab-texts");
  const old = page.locator(".beside-danish", { hasText: "Frivillighed" }).locator("text=Ældre end den danske");
  await old.waitFor();
  await look(page, "network-texts");
  await page.click("label:has-text('Passer stadig')");
  await page.click("text=Gem kladde");
  await old.waitFor({ state: "detached" });
  await page.click(".language-choice >> text=Arabisk");
  check((await page.getAttribute(".beside-danish textarea", "dir")) === "rtl", "Arabic is written from the left");
  await page.click("#tab-story");
  await page.waitForSelector("#field-remarks-0");
  await look(page, "network-story");
  await page.click("#tab-people");
  await page.waitForSelector("#field-leaders-0-role");
  await look(page, "network-people");

  // ---- what is missing is said where it is missing ----
  await page.click("#tab-basics");
  await page.fill("#field-question", "");
  await page.click(".publish >> text=Udgiv nu");
  await page.click("dialog button:has-text('Udgiv nu')");
  await told(page, "Det kan ikke gøres endnu");
  await page.waitForSelector(".lacking li");
  await look(page, "network-lacking");
  await page.click(".lacking li button");
  await page.waitForSelector("#field-question:focus");
  check((await page.getAttribute("#field-question", "aria-invalid")) === "true", "the field is not marked");
  await page.fill("#field-question", "Hvem giver en hånd med?");

  // ---- two editors: an editor of this network saves meanwhile ----
  const other = await signedIn("editor", "/networks", { name: "Ole", more: ["--network", "frivilligt-arbejde"] });
  await other.waitForSelector("tbody tr");
  check((await other.locator("tbody tr").count()) === 1, "an editor sees others' networks as own");
  await other.click("tbody a");
  await other.waitForSelector("#field-question");
  await other.fill("#field-question", "Hvordan får frivillige og kommune glæde af hinanden?");
  await other.fill("#field-short_title", "Frivillige");
  // An editor sees what the places are called, and not which kiosks stand there.
  const told_of_site = await (await other.context().request.get(`${base}/v1/staff/site`)).text();
  check(told_of_site.includes("Biblioteket") && !told_of_site.includes("hemmelig"), `an editor is told ${told_of_site}`);
  check((await other.context().request.get(`${base}/v1/staff/building`)).status() === 403, "an editor sees the building");
  await tabTo(other, "#field-places-biblioteket");
  await other.keyboard.press("Space");
  await other.click("text=Gem kladde");
  await told(other, "Kladden er gemt.");
  await page.click("text=Gem kladde");
  await page.waitForSelector("dialog[open] >> text=En anden har gemt imens");
  await look(page, "network-merge");
  check((await page.locator(".clash").count()) === 1, "not one field is asked about");
  await page.click("dialog >> text=Gem det samlede");
  await page.waitForSelector("dialog >> text=Vælg i 1 felt endnu");
  await page.click("dialog label:has-text('Oles')");
  await page.click("dialog >> text=Gem det samlede");
  await told(page, "Kladden er gemt.");
  check((await page.inputValue("#field-short_title")) === "Frivillige", "what only the other changed is lost");
  check((await page.inputValue("#field-question")).startsWith("Hvordan får"), "the choice is not taken");

  // ---- review, and published at a time, now, and taken down ----
  await other.reload();
  await other.waitForSelector(".publish");
  await other.click("text=Send til gennemsyn");
  await told(other, "Sekretariatet kan nu læse det igennem.");
  check((await other.locator(".publish >> text=Udgiv nu").count()) === 0, "an editor may publish");
  await page.reload();
  await page.waitForSelector(".publish >> text=Til gennemsyn");
  await page.click("text=Udgiv på et tidspunkt");
  await page.click("dialog >> text=Planlæg");
  await page.waitForSelector("dialog .form-error-message");
  await look(page, "network-schedule");
  const later = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 11) + "08:00";
  await page.fill("#publish-at", later);
  await page.click("dialog >> text=Planlæg");
  await page.waitForSelector(".publish >> text=Udgives senere");
  await page.click("text=Aflys den planlagte");
  await told(page, "Udgivelsen er aflyst.");
  await page.click(".publish >> text=Udgiv nu");
  await page.click("dialog button:has-text('Udgiv nu')");
  await told(page, "Udgivet.");
  await page.waitForSelector(".publish >> text=På skærmene");
  const shown = await page.context().request.get(`${base}/n/frivilligt-arbejde?lang=da`);
  check((await shown.text()).includes("Hvordan får frivillige"), "what was published is not shown");
  check((await page.getAttribute(".publish a[target=_blank]", "href")) === "/n/frivilligt-arbejde?lang=da", "no link leads to what phones show");
  const { body } = await (await page.context().request.get(`${base}/v1/staff/networks/frivilligt-arbejde`)).json();
  check(JSON.stringify(body.places) === '["biblioteket"]', `it is shown at ${JSON.stringify(body.places)}`);
  check(await page.isChecked("#field-places-biblioteket"), "the secretariat does not see where it is shown");

  // ---- which screens have it ----
  const kiosk = mkdtempSync(join(tmpdir(), "forhal-kiosk-"));
  const sync = (...words) => execFileSync(process.env.FORHAL_REGISTRY.replace("forhal-registry", "forhal-sync"), [...words, "--data", kiosk], { stdio: "ignore" });
  const [code] = /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(registry(["kiosk", "invite", "Foyer"]));
  sync("enrol", "--registry", base, "--code", code);
  await page.reload();
  await page.waitForSelector(".reach .state-wait >> text=Venter"); // that it comes to have it: staff-reach.mjs
  await look(page, "network-reach");
  rmSync(kiosk, { recursive: true });

  // ---- versions: compared and brought back ----
  await page.click("text=Tidligere udgaver");
  await page.waitForSelector(".compared tbody tr");
  await page.selectOption("#compare-before", "1");
  await page.waitForSelector(".compared >> text=Kort titel");
  check((await page.textContent(".compared tr:has-text('Hvor det vises')")).includes("Biblioteket"), "the place is not called by its name");
  await look(page, "network-versions");
  await page.getByRole("button", { name: "Hent frem udgave 1", exact: true }).click();
  await page.click("dialog >> text=Hent den frem");
  await page.waitForSelector("#field-short_title");
  check((await page.inputValue("#field-short_title")) === "Frivilligt arbejde", "the first version is not back");

  // ---- a new one, by keyboard; and a hostile text stays text ----
  await go(page, "/networks/new");
  await page.waitForSelector("#field-title");
  await tabTo(page, "#field-title");
  await page.keyboard.type("<img src=x onerror=alert(1)>");
  await page.keyboard.press("ControlOrMeta+s");
  await page.waitForURL(/\/networks\/(?!new)/);
  await page.waitForSelector(".publish");
  check((await heading(page)) === "<img src=x onerror=alert(1)>", "the title is not shown as it was written");
  await page.waitForSelector(".lacking");
  await look(page, "network-new");
  await page.click(".publish >> text=Udgiv nu");
  await page.click("dialog button:has-text('Udgiv nu')");
  await told(page, "Det kan ikke gøres endnu");
  const counted = /\d+/.exec(await page.textContent(".lacking summary"))[0];
  check((await page.locator(".toast", { hasText: `: ${counted} ting mangler` }).count()) === 1, `two numbers are told of what is missing, one of them ${counted}`);
}
