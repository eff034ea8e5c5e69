// What there is to do, by role: nothing at first, then what the registry tells, and what it can't tell just now.
export default async function ({ base, check, look, tabTo, heading, signedIn }) {
  const page = await signedIn("secretariat", "", { name: "Sanne" });
  await page.waitForSelector("main .nothing");
  check((await page.textContent(".lead")) === "Ingen venter på dig lige nu.", "something waits in an empty house");
  check((await page.locator(".mainmenu > li").count()) === 6, "the menu has other lines");
  const tops = await page.locator(".mainmenu > li").evaluateAll((items) => new Set(items.map((item) => item.getBoundingClientRect().top)).size);
  check(tops === 1, `the menu takes ${tops} lines`);
  await look(page, "overview-calm");

  // ---- a day with something of each; the menu's parts and the cards by keyboard ----
  const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 19) + "Z";
  const kind = (name, open, days, order) => ({ kind: name, all: open + 4, open, answered: 4, withdrawn: 0, ...(open ? { longest: { order, received: day(-days) } } : {}) });
  const kiosk = (id, name, colour, words) => ({ id, name, colour, words, enrolled: day(-90), revoked: false, copied: false, rotates: false });
  const answers = {
    "inbox": { kinds: [kind("interest", 1, 2, 31), kind("seat", 4, 1, 40), kind("idea", 12, 9, 5), kind("support", 3, 3, 20)], marked: 2, networks: [] },
    "kiosks": { kiosks: [kiosk("a", "Forhallen <b>ved</b> trappen", "red", ["silent"]), kiosk("b", "Biblioteket", "yellow", ["hot"]), kiosk("c", "Svømmehallen", "green", ["fresh"])] },
    "newcomers": { newcomers: [{ fingerprint: "f", code: "K7F2", asked: day(-0.01), heard: day(0), from: "127.0.0.1", refused: false }] },
    "alerts": { alerts: [{ kind: "silent", kiosk: "a", name: "F", since: day(-1) }], to: [], silent_minutes: 30, entry_minutes: 60, certificate_days: 14, disk_mib: 500, disk_percent: 5, mails_aside: 3 },
    "privacy/retention": { rules: [], due: [{ order: 3, goes: day(4) }, { order: 1, goes: day(2), hold: {} }], more: false, paused: false },
  };
  const asked = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  for (const [name, json] of Object.entries(answers)) await page.route(`**/v1/staff/${name}`, (route) => route.fulfill({ json }));
  await page.reload();
  await page.waitForSelector("a.todo");
  const cards = await page.locator("a.todo h2").allTextContents();
  check(cards[0] === "12 idéer venter på svar" && cards[1] === "1 vil følge et netværk", `the longest wait is not first: ${cards.join("; ")}`);
  for (const wanted of ["4 ønsker en plads", "2 idéer skal læses med omhu", "1 kiosk er tavs", "1 kiosk skal ses til", "1 ny kiosk vil godkendes", "3 mails kunne ikke sendes"]) {
    check(cards.includes(wanted), `there is no "${wanted}": ${cards.join("; ")}`);
  }
  check(cards.at(-1) === "1 ting slettes snart", "what is held back is counted, or comes before what waits");
  check((await page.textContent("main")).includes("Forhallen <b>ved</b> trappen"), "a name is not text");
  check((await page.textContent(".lead")) === "8 ting venter på dig.", "the sentence counts otherwise");
  check(!asked.includes("/v1/staff/mail"), "the mails are read to be counted");
  await look(page, "overview");
  await tabTo(page, "a.todo[href$='/kiosks/a']");
  await tabTo(page, "a.todo[href$='/mail']");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/mail$/);
  check((await heading(page)) === "Varsler og mails", "the card leads elsewhere");
  check((await page.textContent(".mainmenu [aria-current=true]")) === "Kiosker", "the menu does not show where the page belongs");
  check((await page.textContent(".menu-parts [aria-current=page]")) === "Varsler", "the page's own line is not marked");

  // ---- a part that can't be told takes nothing else with it ----
  page.refusing(`${base}/v1/staff/inbox`);
  await page.route("**/v1/staff/inbox", (route) => route.fulfill({ status: 503, json: { error: { code: "failed", message: "No." } } }));
  await page.click(".mainmenu >> text=Overblik");
  await page.waitForSelector("text=Vi kunne ikke se efter i indbakken.");
  check((await page.locator("a.todo").count()) === 5, "what could be told is not shown");
  await page.context().close();

  // ---- an editor sees the own networks' drafts, and asks for nothing else ----
  const editor = await signedIn("editor", "", { name: "Ejnar", more: ["--network", "frivilligt-arbejde"] });
  await editor.waitForSelector("main .nothing");
  const cookies = editor.context().request;
  const { csrf } = await (await cookies.get(`${base}/v1/session`)).json();
  const { body, version } = await (await cookies.get(`${base}/v1/staff/networks/frivilligt-arbejde`)).json();
  await cookies.put(`${base}/v1/staff/networks/frivilligt-arbejde`, { headers: { "Forhal-Csrf": csrf }, data: { base: version, body: { ...body, question: "Hvad nu?" } } });
  await editor.reload();
  await editor.click("a.todo:has-text('kladde er ikke udgivet')");
  await editor.waitForSelector("#field-title");
  check((await heading(editor)) === "Frivilligt arbejde", "the card leads to another network");
  check((await editor.locator(".menu-parts").count()) === 0, "an editor's menu has parts");
  await look(editor, "overview-editor");
}
