// Two registries on one PostgreSQL, and one of them is killed (-9) in the middle of what staff do: a network is saved and
// published, an entry answered, one erased, and mails are on their way to a real mail server. Staff do again at the other
// what got no answer, as the staff page lets them: nothing is lost and nothing is done twice. Of mails those that were
// between the server's "taken" and our noting it may go out once more, which their Message-ID tells.
//
// usage: node pair-staff.mjs REGISTRY WORK     environment: FORHAL_TEST_DB
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";

const [program, work] = process.argv.slice(2);
const ROUNDS = 8;
const MAILS_EACH = 6;
const PATIENCE_MS = 30_000;
const PASSWORD = "en lang og rolig sætning";
const NETWORK = "frivilligt-arbejde";

const failed = [];
const check = (good, text) => void (good || (failed.push(text), console.log(`FAILED: ${text}`)));
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const children = [];
process.on("exit", () => children.forEach((child) => child.kill("SIGKILL")));

const schema = `pair_staff_${process.pid}`;
const server = process.env.FORHAL_TEST_DB;
execFileSync("/usr/bin/psql", ["-q", server, "-c", `CREATE SCHEMA ${schema}`]);
const db = `${server}&options=-csearch_path%3D${schema}`;
const sql = (text) => execFileSync("/usr/bin/psql", ["-qAt", db, "-c", text], { encoding: "utf8" }).trim();
const count = (text) => Number(sql(`SELECT count(*) FROM ${text}`));
const data = `${work}/registry`;
const command = (words, input) => execFileSync(program, [...words, "--data", data], { input, encoding: "utf8", stdio: ["pipe", "pipe", "ignore"] });

async function begin(name, words, pattern, env = {}) {
  const child = spawn(name, words, { stdio: ["pipe", "pipe", "ignore"], env: { ...process.env, ...env } });
  children.push(child);
  child.over = once(child, "exit");
  child.stdout.setEncoding("utf8");
  child.said = await new Promise((done, fail) => {
    let said = "";
    setTimeout(() => fail(new Error(`${name} does not begin: ${said}`)), PATIENCE_MS).unref();
    child.stdout.on("data", (text) => (said += text) && pattern.test(said) && done(pattern.exec(said)[1]));
  });
  return child;
}

// ---- a mail server, two registries, somebody of the secretariat ----
mkdirSync(`${work}/mails`);
const post = await begin("/usr/bin/python3", ["tests/unit/tools/smtp_server.py", `${work}/mails`], /^(\d+)\n/);
const mail = { FORHAL_MAIL_URL: `smtp://127.0.0.1:${post.said}`, FORHAL_MAIL_FROM: "forhal@example.dk", FORHAL_MAIL_TLS: "never" };
command(["init", "--db", db]);
command(["content", "import", "assets/content/albertslund-2014.json"]);
const serve = () => begin(program, ["serve", "--data", data, "--listen", "127.0.0.1:0"], /listening on (http\S+)/, mail);
const pair = [await serve(), await serve()];
command(["user", "add", "Anna", "--password-only"], `${PASSWORD}\n`);
command(["user", "role", "Anna", "--role", "secretariat"]);
let staff = {};
// null: no answer came. The rest of what was sent may have been done or not.
const ask = (which, method, path, body) =>
  fetch(`${pair[which].said}/${path}`, { method, headers: staff, ...(body && { body: JSON.stringify(body) }), signal: AbortSignal.timeout(PATIENCE_MS) })
    .then(async (answer) => ({ status: answer.status, cookie: answer.headers.get("set-cookie"), json: await answer.json() }))
    .catch(() => null);
const session = await ask(0, "POST", "v1/session", { name: "Anna", password: PASSWORD });
check(session?.status === 200, `Anna can't sign in: ${JSON.stringify(session)}`);
staff = { Cookie: session.cookie.split(";")[0], "Forhal-Csrf": session.json.csrf };
// As a person sends a form: with what the page hides in it, and not at once.
const forms = [];
for (let at = 0; at < 2 * ROUNDS; at++) {
  const html = await (await fetch(`${pair[0].said}/idea?lang=da`)).text();
  const hidden = [...html.slice(html.indexOf("<main")).matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)].map((one) => [one[1], one[2]]);
  forms.push(new URLSearchParams([...hidden, ["title", `Idé ${at}`], ["text", `Der mangler bænke, nr. ${at}.`], ["side", "citizens"], ["name", `Borger ${at}`], ["contact", "28123456"]]));
}
await pause(2200);
for (const body of forms) {
  let answer = await fetch(`${pair[0].said}/idea?lang=da`, { method: "POST", body });
  for (let tries = 0; answer.status === 429 && tries < 3; tries++) {
    await pause(1000 * Number(answer.headers.get("retry-after") ?? 1));
    answer = await fetch(`${pair[0].said}/idea?lang=da`, { method: "POST", body });
  }
  check(answer.ok && (await answer.text()).includes('class="given"'), `${body.get("title")} is not taken: ${answer.status}`);
}
const orders = sql("SELECT number FROM entry ORDER BY number").split("\n").map(Number);
check(orders.length === 2 * ROUNDS, `there are ${orders.length} ideas`);

// ---- what staff do; each says whether it is done, or null ----
const question = (round) => `Hvem giver en hånd, nr. ${round}?`;
async function save(which, round) {
  const now = await ask(which, "GET", `v1/staff/networks/${NETWORK}`);
  if (now === null) return null;
  let version = now.json.version;
  if (now.json.body.question !== question(round)) {
    const saved = await ask(which, "PUT", `v1/staff/networks/${NETWORK}`, { base: version, body: { ...now.json.body, question: question(round) } });
    if (saved === null) return null;
    check(saved.status === 200, `saving: ${saved.status} ${JSON.stringify(saved.json)}`);
    version = saved.json.version;
  } else if (now.json.published_version === version) return true;
  const published = await ask(which, "POST", `v1/staff/networks/${NETWORK}`, { do: "publish", version });
  if (published !== null) check(published.status === 200, `publishing: ${published.status} ${JSON.stringify(published.json)}`);
  return published && true;
}
const bases = new Map();
async function reply(which, order) {
  const answer = await ask(which, "POST", "v1/staff/entries", { order, base: bases.get(order), status: "considered", answer: `Tak for nr. ${order}` });
  if (answer === null) return null;
  const was = answer.status === 409 && answer.json.current.answer === `Tak for nr. ${order}`; // it was done, and not told
  check(answer.status === 200 || was, `answering: ${answer.status} ${JSON.stringify(answer.json)}`);
  return true;
}
async function erase(which, order) {
  const answer = await ask(which, "POST", "v1/staff/privacy/erase", { order, reason: "Hun bad om det." });
  if (answer === null) return null;
  check(answer.status === 200 || answer.status === 404, `erasing: ${answer.status} ${JSON.stringify(answer.json)}`);
  return true;
}

// ---- one dies in the middle, again and again ----
let unanswered = 0;
for (let round = 0; round < ROUNDS; round++) {
  const victim = round % 2;
  const [answered, erased] = [orders[2 * round], orders[2 * round + 1]];
  bases.set(answered, (await ask(victim, "GET", `v1/staff/inbox/${answered}`)).json.version);
  for (let at = 0; at < MAILS_EACH; at++) {
    sql(`INSERT INTO mail (id, recipient, subject, text) VALUES ('${`${round}-${at}`.padStart(32, "0")}', 'b${round}-${at}@example.dk', 'Nyt', 'Hej.')`);
  }
  const deeds = [(which) => save(which, round), (which) => reply(which, answered), (which) => erase(which, erased)];
  const first = deeds.map((deed) => deed(victim));
  await pause(Math.random() * 60);
  pair[victim].kill("SIGKILL");
  await pair[victim].over;
  for (const [at, done] of (await Promise.all(first)).entries()) {
    if (done) continue;
    unanswered++;
    check((await deeds[at](1 - victim)) === true, `deed ${at} of round ${round} is not done at the other either`);
  }
  pair[victim] = await serve();
}

// ---- nothing lost, nothing doubled ----
for (let round = 0; round < ROUNDS; round++) {
  const versions = count(`item_version WHERE id = '${NETWORK}' AND body LIKE '%${question(round)}%'`);
  check(versions === 1, `${versions} versions of round ${round}`);
  const told = count(`entry_event WHERE entry = ${orders[2 * round]} AND text = 'Tak for nr. ${orders[2 * round]}'`);
  check(told === 1, `${told} answers to ${orders[2 * round]}`);
}
const shown = await ask(0, "GET", `v1/staff/networks/${NETWORK}`);
check(shown.json.body.question === question(ROUNDS - 1) && shown.json.state === "published", "the last one is not on the screens");
check(count("entry") === ROUNDS, `${count("entry")} entries are left of ${2 * ROUNDS}, of which ${ROUNDS} were erased`);
// A proof that died with its registry is told as cut, once the other has waited for it (proofs.h).
sql("UPDATE proof SET at_s = at_s - 86400");
const proofs = (await ask(1, "GET", "v1/staff/privacy/proofs")).json.proofs;
check(proofs.length === ROUNDS && proofs.every((one) => one.state !== "waiting" && one.state !== "found"), `proofs: ${proofs.map((one) => one.state)}`);
// The living send what is theirs; then it is as if a quarter of an hour had passed: the dead one's claims have ended.
for (let before = -1, still = 0; still < 15; before = count("mail")) {
  await pause(200);
  still = count("mail") === before ? still + 1 : 0;
}
sql("UPDATE mail SET claim_s = 0");
for (const until = Date.now() + PATIENCE_MS; Date.now() < until && count("mail") > 0;) await pause(200);
check(count("mail") === 0, `${count("mail")} mails are left`);
const sent = readdirSync(`${work}/mails`).filter((name) => name.endsWith(".eml")).map((name) => /^Message-ID:\s*(\S+)/im.exec(readFileSync(`${work}/mails/${name}`, "utf8"))[1]);
check(new Set(sent).size === ROUNDS * MAILS_EACH, `${new Set(sent).size} mails went out of ${ROUNDS * MAILS_EACH}`);
const often = Math.max(...[...new Set(sent)].map((id) => sent.filter((one) => one === id).length));
check(often <= 2, `a mail went out ${often} times: more than once for the one that died with it`);

console.log(`pair-staff: ${ROUNDS} deaths, ${unanswered} of ${3 * ROUNDS} deeds without an answer, proofs ${[...new Set(proofs.map((one) => one.state))]}, ${sent.length} mails sent of ${ROUNDS * MAILS_EACH}`);
children.forEach((child) => child.kill());
process.exit(failed.length > 0 ? 1 : 0);
