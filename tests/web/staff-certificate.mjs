// How long the registry's certificate holds, as a kiosk sees it: a registry that does TLS by itself, with a certificate of
// a CA of our own, and a real forhal-sync that knows that CA. Then the certificate is renewed with one that soon ends.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openFoyer } from "./foyer.mjs";

const PATIENCE_MS = 30_000;
const ALERT_MS = 75_000; // the registry looks once a minute
const WATCHED = { WATCHDOG_USEC: "60000000", NOTIFY_SOCKET: "/nowhere" }; // as systemd starts both programs
const folder = mkdtempSync(join(tmpdir(), "forhal-papers-"));
const at = (name) => join(folder, name);
const openssl = (...words) => execFileSync("openssl", words, { stdio: "ignore", cwd: folder });

function certify(days) {
  openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=127.0.0.1", "-keyout", "key.pem", "-out", "request.pem");
  writeFileSync(at("names"), "subjectAltName=IP:127.0.0.1\n");
  openssl("x509", "-req", "-in", "request.pem", "-CA", "ca.pem", "-CAkey", "ca-key.pem", "-CAcreateserial", "-days", String(days), "-extfile", "names", "-out", "cert.pem");
}

export function settings() {
  openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "400", "-subj", "/CN=Our CA", "-keyout", "ca-key.pem", "-out", "ca.pem");
  certify(200);
  return { FORHAL_TLS_CERTIFICATE: at("cert.pem"), FORHAL_TLS_KEY: at("key.pem") };
}

export default async function (town) {
  const foyer = openFoyer(town);
  try {
    await run(town, foyer);
  } finally {
    await foyer.close();
    rmSync(folder, { recursive: true });
  }
}

async function run({ base, check, go, reload, signedIn, totp }, foyer) {
  check(base.startsWith("https://"), "it is no TLS");
  const kiosk = foyer.enrol("Foyeren", ["--ca", at("ca.pem")]);
  kiosk.once();

  // A real screen tells how it is; what this machine lacks and a kiosk has, a screen that can be touched, is put in.
  const screen = kiosk.screen(WATCHED);
  const told = join(kiosk.data, "screen.json");
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until && !existsSync(told);) await new Promise((done) => setTimeout(done, 100));
  const state = { ...JSON.parse(readFileSync(told, "utf8")), touch_devices: 1 };
  screen.kill();
  await screen.over; // it takes with it what it told
  writeFileSync(told, JSON.stringify(state));

  let sync = kiosk.sync(WATCHED);
  // Over TLS nobody is without a second factor, not even a test.
  const page = await signedIn("secretariat", "/kiosks", { name: "Kim", ignoreHTTPSErrors: true });
  const { request } = page.context();
  const { csrf } = await (await request.get(`${base}/v1/session`)).json();
  const factor = async (data) => (await request.post(`${base}/v1/session/totp`, { headers: { "Forhal-Csrf": csrf }, data })).json();
  const { uri } = await factor({});
  await factor({ code: totp(uri) });
  await page.goto(`${base}/staff/kiosks`);
  const tell = async (path) => (await request.get(`${base}/v1/staff/${path}`)).json();
  const daysOf = async () => (await tell("kiosks")).kiosks[0].beat?.agent?.certificate_days;
  const until = async (what, patience, is) => {
    for (const end = Date.now() + patience; Date.now() < end; await page.waitForTimeout(300)) if (await is()) return;
    check(false, `${what} does not come: ${sync.said}`);
  };
  const facts = () => page.evaluate(() => Object.fromEntries([...document.querySelectorAll(".facts dt")].map((one) => [one.textContent, one.nextElementSibling.textContent])));

  // ---- a long one is a number of days ----
  await until("the heartbeat", PATIENCE_MS, async () => (await daysOf()) !== undefined);
  const { id } = (await tell("kiosks")).kiosks[0];
  await go(page, `/kiosks/${id}`);
  await page.waitForSelector("#facts");
  check(/^(199|200) dage endnu$/.test((await facts())["Certifikatet holder"]), `it holds ${(await facts())["Certifikatet holder"]}`);
  check((await page.locator(".lead .state-good, .page-top .state-good").count()) === 1, `it is ${await page.locator("main .state").first().textContent()}`);
  check((await page.locator("text=Certifikatet udløber snart").count()) === 0, "a long one ends soon");

  // ---- one that soon ends is told in words and colour, on the page and in the list ----
  certify(10);
  reload();
  sync.kill();
  await sync.over;
  sync = kiosk.sync(WATCHED);
  await until("the certificate's end", PATIENCE_MS, async () => (await daysOf()) < 14);
  await page.reload();
  await page.waitForSelector("#facts");
  check(/^(9|10) dage endnu$/.test((await facts())["Certifikatet holder"]), `then it holds ${(await facts())["Certifikatet holder"]}`);
  await page.waitForSelector(".state-wait:has-text('Certifikatet udløber snart')", { timeout: 3000 }).catch(async () => check(false, `it is ${await page.locator("main .state").first().textContent()}`));
  check((await page.textContent("main")).includes("Registrets certifikat skal fornys. Spørg den, der passer registret."), "it does not say what to do");
  await go(page, "/kiosks");
  await page.waitForSelector("tr:has-text('Foyeren') .state-wait:has-text('Certifikatet udløber snart')");

  // ---- and is an alert ----
  await until("the alert", ALERT_MS, async () => (await tell("alerts")).alerts.some((one) => one.kind === "certificate"));
  await go(page, "/mail");
  await page.waitForSelector("text=ser et certifikat, der snart udløber");
  await go(page, "");
  await page.waitForSelector("a.todo:has-text('1 varsel er ikke forbi')");
}
