// The first day: a registry that was only made says what is missing, and its administrator begins in the browser, with what
// a kiosk has to know. Then there is a network, and it stands in the open data and on the feed.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export default async function ({ base, check, look, go, open, signedIn, registry, tabTo, told, heading }) {
  const page = await signedIn("administrator", "", { name: "Karen" });
  await page.waitForSelector("a.todo");
  const cards = await page.locator("a.todo h2").allTextContents();
  check(cards.join("; ").includes("Indholdet mangler endnu"), `nobody says that there is no content: ${cards.join("; ")}`);
  check(cards.join("; ").includes("Ingen kiosk er med endnu"), `nobody says that there is no kiosk: ${cards.join("; ")}`);
  check((await page.locator("text=Alt er ordnet").count()) === 0, "an empty registry is said to be in order");
  await look(page, "overview-first");

  // ---- a network can be begun, and what is said about its picture is Danish ----
  await go(page, "/networks/new");
  await page.waitForSelector(".preview [role=status]");
  const said = await page.textContent(".preview [role=status]");
  check(!/There is|Registret sagde nej/.test(said) && said.includes("indhold"), `the preview says "${said}"`);
  await go(page, "/building");
  await page.waitForSelector("text=Der er intet indhold endnu");
  await go(page, "/pages");
  await page.waitForSelector(".nothing");

  // ---- the secretariat is told who can begin, and may not ----
  const other = await signedIn("secretariat", "", { name: "Signe" });
  await other.waitForSelector("a.todo >> text=En administrator kan lægge det ind");
  const token = (await (await other.context().request.get(`${base}/v1/session`)).json()).csrf;
  const refused = await other.context().request.post(`${base}/v1/staff/content`, { headers: { "Forhal-Csrf": token }, data: {} });
  check(refused.status() === 403, `the secretariat begins: ${refused.status()}`);

  // ---- by keyboard, from the overview; what is missing is said at once ----
  await go(page, "/");
  await page.waitForSelector("a.todo");
  await tabTo(page, "a.todo[href$='/begin']");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#begin-name");
  check((await heading(page)) === "Begynd", `the page is called ${await heading(page)}`);
  await look(page, "begin");
  const submit = page.locator("section[aria-labelledby=from-scratch] button[type=submit]");
  await submit.click();
  await page.waitForSelector(".error-summary:focus");
  check((await page.locator(".error-summary li").count()) === 7, `${await page.locator(".error-summary li").count()} things are said to be missing`);
  const write = async (id, text) => {
    await tabTo(page, `#${id}`, 80);
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type(text);
  };
  await page.locator(".error-summary a").first().click();
  await write("begin-name", "Vejle Rådhus");
  await write("begin-municipality", "Vejle Kommune");
  await write("begin-contact-name", "Sekretariatet for netværkene");
  await write("begin-contact-email", "Netværk@vejle");
  await write("begin-contact-phone", "+4576810000");
  await write("begin-contact-address", "Skolegade 1, 7100 Vejle");
  await tabTo(page, "#begin-read", 40);
  await page.keyboard.press("Space");
  check((await page.inputValue("#begin-text-0")).includes("Vejle Kommune har ansvaret"), "the notice does not name the municipality");
  await submit.click();
  await page.waitForSelector("#begin-contact-email[aria-invalid=true]");
  check((await page.locator(".form-error").count()) === 1, "more than the mail is wrong");
  await look(page, "begin-wrong");
  // ---- what was written is not lost by a click beside it ----
  await page.click(".navigation-menu >> text=Overblik");
  await page.waitForSelector("dialog[open] >> text=Bliv her");
  await page.click("text=Bliv her");
  await page.fill("#begin-contact-email", "netvaerk@vejle.dk");
  await page.locator("#begin-text-4").fill("Kun sekretariatet & <b>lederen</b> af netværket.");
  await submit.click();
  await told(page, "Huset er på plads");
  await page.waitForSelector("text=Der er ingen netværk endnu");
  const site = await (await page.context().request.get(`${base}/v1/staff/facts`)).json();
  check(site.names.da.name === "Vejle Rådhus" && site.contact.da.contact.phone === "+45 76 81 00 00" && site.phases.da.phases.length === 6, `the house is ${JSON.stringify(site)}`);
  const { notices } = await (await page.context().request.get(`${base}/v1/staff/notices`)).json();
  check(notices.length === 1 && notices[0].who === "Karen" && notices[0].notice.sections[4].text.includes("<b>lederen</b>"), "the notice is another");

  // ---- it can't be begun twice, from another tab either ----
  await go(page, "/begin");
  await page.waitForSelector("text=Der er allerede indhold");

  // ---- a network, as the secretariat makes it, until it is published ----
  await other.reload();
  await other.waitForSelector("a.todo >> text=Der er ingen netværk endnu");
  await other.click("a.todo >> text=Der er ingen netværk endnu");
  await other.waitForSelector("#field-title");
  await other.fill("#field-title", "Naboer på tværs");
  await other.fill("#field-short_title", "Naboer på tværs");
  await other.fill("#field-question", "Hvordan lærer vi hinanden at kende i opgangen?");
  await other.keyboard.press("ControlOrMeta+s");
  await other.waitForURL(/\/networks\/naboer-paa-tvaers$/);
  const { csrf } = await (await other.context().request.get(`${base}/v1/session`)).json();
  const whole = await (await other.context().request.get(`${base}/v1/staff/networks/naboer-paa-tvaers`)).json();
  check(whole.body.phase === "focus", `the first phase is ${whole.body.phase}`);
  // The flower and the rest are other tests' (staff-networks.mjs).
  const body = { ...whole.body, remarks: ["Vi mødtes over en kop kaffe."], participants: ["citizens"], leaders: [{ role: "Boligsocial leder", department: "Bolig", training: [] }] };
  body.petals = body.petals.map((petal, at) => ({ ...petal, keyword: ["Kaffe", "Hilsner", "Hjælp", "Fest", "Ro"][at], sentence: "Det håber vi på sammen." }));
  const saved = await other.context().request.put(`${base}/v1/staff/networks/naboer-paa-tvaers`, { headers: { "Forhal-Csrf": csrf }, data: { base: whole.newest, body } });
  check(saved.ok(), `it can't be saved: ${await saved.text()}`);
  await other.reload();
  await other.waitForSelector(".publish");
  await other.click(".publish >> text=Udgiv nu");
  await other.click("dialog button:has-text('Udgiv nu')");
  await told(other, "Udgivet.");
  const data = await (await other.context().request.get(`${base}/data/networks.json`)).json();
  check(JSON.stringify(data).includes("Naboer på tværs"), "it is not in the open data");
  const citizen = await open();
  await citizen.goto(`${base}/n/naboer-paa-tvaers`);
  check((await citizen.textContent("h1")).includes("Naboer på tværs"), "a telephone does not show it");

  // ---- content has come: nobody waits, and the kiosks that are none have no praise ----
  await go(page, "/");
  await page.waitForSelector("text=Alt er ordnet");
  check((await page.locator("a.todo h2").allTextContents()).join().includes("Ingen kiosk er med endnu"), "the missing kiosk is forgotten");
  check(!(await page.textContent("main .nothing")).includes("kioskerne har det godt"), "kiosks that are not there are well");
  onTheKiosk();

  // Over the feed, with the real agent and the real screen.
  function onTheKiosk() {
    const folder = mkdtempSync(join(tmpdir(), "forhal-first-"));
    try {
      const programs = process.env.FORHAL_REGISTRY.replace(/\/forhal-registry$/, "");
      const [code] = /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(registry(["kiosk", "invite", "Foyeren"]));
      const data = join(folder, "kiosk");
      execFileSync(`${programs}/forhal-sync`, ["enrol", "--data", data, "--registry", base, "--code", code], { stdio: "ignore" });
      execFileSync(`${programs}/forhal-sync`, ["once", "--data", data], { stdio: "ignore" });
      writeFileSync(join(folder, "script"), 'expect "Her arbejder vi sammen på tværs"\ntap "Rør ved vandet"\nexpect "Naboer på tværs"\n');
      execFileSync(`${programs}/forhal-kiosk`, ["--data", data, "--script", join(folder, "script"), "--size", "1080x1920"], { stdio: ["ignore", "ignore", "inherit"] });
    } catch (error) {
      check(false, `the kiosk does not show it: ${error.message}`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}
