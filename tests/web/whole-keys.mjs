// A day at the desk without a mouse: what the other tests do with it, by Tab, arrows, Space, Enter and letters alone. What
// they do by keyboard already (the flower, accepting and shutting out a kiosk, finding, correcting and erasing,
// inviting) is not repeated. The telephones' pages, too.
const NETWORK = "frivilligt-arbejde";
const TABS_MOST = 260;

export default async function ({ base, open, check, told, until, person, registry, totp, PASSWORD, heading }) {
  const page = await open();
  await page.addInitScript(() => addEventListener("pointerdown", () => (window.touched = true), true));
  const keys = page.keyboard;

  // Goes on with Tab until what has the focus is called that, or fits it: a selector has a # or a [ in it.
  async function to(what, on = page) {
    for (let step = 0; step < TABS_MOST; step++) {
      const there = await on.evaluate((wanted) => {
        const one = document.activeElement;
        if (!one || one === document.body) return false;
        if (/[#[]/.test(wanted)) return one.matches(wanted);
        const name = (one.getAttribute("aria-label") ?? one.textContent ?? "").trim();
        return name === wanted || (wanted.includes(" ") && name.startsWith(wanted));
      }, what);
      if (there) return;
      await on.keyboard.press("Tab");
    }
    throw new Error(`the keyboard does not reach ${what} on ${on.url()}`);
  }
  const press = async (what, on = page) => {
    await to(what, on);
    await on.keyboard.press("Enter");
  };
  const write = async (field, text, on = page) => {
    await to(field, on);
    await on.keyboard.press("ControlOrMeta+a");
    await on.keyboard.type(text);
  };
  const menu = async (...lines) => {
    for (const line of lines) {
      await page.evaluate(() => document.activeElement?.blur());
      await press(line);
      await until(page, (text) => document.querySelector(".mainmenu [aria-current], .menu-parts [aria-current]") && document.body.textContent.includes(text), line);
      await page.waitForSelector("main h1:focus");
    }
  };
  // The browser's own field for a day, or a moment, part by part with the arrows: up from nothing is the least there is,
  // and this year. Digits it only takes for one number when they come within a second.
  const nextYear = async (field) => {
    await to(field);
    for (const ups of [1, 1, 2, 1, 1, 1]) { // day and month in either order, year, hour, minute, half of the day
      for (let up = 0; up < ups; up++) await keys.press("ArrowUp");
      if (await page.evaluate((wanted) => document.querySelector(wanted).value !== "", field)) break;
      await keys.press("ArrowRight");
    }
    const value = await page.inputValue(field);
    check(value.startsWith(`${new Date().getFullYear() + 1}-01-01`), `the keyboard makes ${value} of ${field}`);
  };
  const asked = (title) => page.waitForSelector(`dialog[open] >> text=${title}`);

  // ---- signing in, with both factors ----
  registry(["user", "add", "Tove"], `${PASSWORD}\n`);
  registry(["user", "role", "Tove", "--role", "administrator"]);
  await page.goto(`${base}/staff`);
  await page.waitForSelector("#sign-in-name");
  await write("#sign-in-name", "Tove");
  await write("#sign-in-password", PASSWORD);
  await keys.press("Enter");
  await page.waitForSelector(".qr");
  const key = (await page.locator(".sheet .code").textContent()).replace(/\s/g, "");
  await write("#set-up-code", totp(`otpauth://totp/x?secret=${key}`));
  await keys.press("Enter");
  await page.waitForSelector(".recovery");
  await to("#kept");
  await keys.press("Space");
  await press("Færdig");
  await page.waitForSelector(".everything");

  // ---- a network: found, changed, saved, published ----
  await menu("Netværk");
  await page.waitForSelector("tbody tr");
  await write("[type=search]", "frivilligt");
  await press("Frivilligt arbejde");
  await page.waitForSelector("#field-question");
  const first = await page.inputValue("#field-question");
  await write("#field-question", "Hvem rækker en hånd ud?");
  await press("Gem kladde");
  await told(page, "Kladden er gemt.");
  await press("Udgiv nu");
  await asked("Udgiv nu?");
  await press("Udgiv nu");
  await told(page, "Udgivet.");

  // ---- at a time, and not after all ----
  await write("#field-question", "Hvem rækker en hånd ud i morgen?");
  await press("Udgiv på et tidspunkt");
  await nextYear("#publish-at");
  await press("Planlæg");
  await page.waitForSelector(".publish >> text=Udgives senere");
  await press("Aflys den planlagte");
  await told(page, "Udgivelsen er aflyst.");

  // ---- another saves meanwhile: the question is answered ----
  const { csrf } = await (await page.context().request.get(`${base}/v1/session`)).json();
  const { body, version } = await (await page.context().request.get(`${base}/v1/staff/networks/${NETWORK}`)).json();
  await page.context().request.put(`${base}/v1/staff/networks/${NETWORK}`, { headers: { "Forhal-Csrf": csrf }, data: { base: version, body: { ...body, question: "Hvem gjorde det imens?" } } });
  await write("#field-question", "Hvem var her først?");
  await keys.press("ControlOrMeta+s");
  await asked("En anden har gemt imens");
  await to("input[type=radio]");
  await keys.press("Space");
  await keys.press("ArrowDown"); // theirs
  await keys.press("ArrowUp"); // mine after all
  await press("Gem det samlede");
  await told(page, "Kladden er gemt.");
  check((await page.inputValue("#field-question")) === "Hvem var her først?", "the choice is not taken");

  // ---- earlier versions: compared, and one brought back ----
  await press("Tidligere udgaver");
  await page.waitForSelector(".compared");
  await to("#compare-before");
  await keys.press("End");
  await until(page, () => document.querySelector("#compare-before").value === "1");
  await page.waitForSelector(".compared >> text=Hvem var her først?");
  await press("Hent frem udgave 1");
  await asked("Hent udgave 1 frem?");
  await press("Hent den frem");
  await page.waitForSelector("#field-question");
  check((await page.inputValue("#field-question")) === first, "the first version is not back");
  await press("Tag af skærmene");
  await asked("Tag netværket af skærmene?");
  await press("Tag det af");
  await told(page, "Netværket er taget af skærmene.");
  await press("Udgiv nu");
  await asked("Udgiv nu?");
  await press("Udgiv nu");
  await told(page, "Udgivet.");

  // ---- a citizen, on a telephone's page with a keyboard: an interest, an idea; the code, and taking it back ----
  const citizen = await open();
  const send = async () => {
    await citizen.waitForTimeout(2200); // a person needs longer than a program
    await citizen.keyboard.press("Enter");
    await citizen.waitForSelector(".given");
    return (await citizen.textContent(".given")).trim();
  };
  await citizen.goto(`${base}/n/${NETWORK}?lang=da`);
  await press("Jeg er interesseret", citizen);
  await citizen.waitForSelector("[name=name]");
  await write("[name=name]", "Freja Holm", citizen);
  await write("[name=contact]", "28 12 34 56", citizen);
  const code = await send(); // from the field itself
  for (const text of ["Der mangler bænke ved Vejlesøen, så de ældre kan hvile.", "Bænke ved Vejlesøen, hvor de ældre kan hvile sig."]) {
    await citizen.goto(`${base}/idea?lang=da`);
    await write("[name=title]", "Bænke ved Vejlesøen", citizen);
    await write("[name=text]", text, citizen);
    await to("[type=radio]", citizen);
    await citizen.keyboard.press("Space");
    await to("Send til sekretariatet", citizen);
    await send();
  }

  // ---- the inbox: an idea onto the wall, two that say the same, apart again ----
  await menu("Indbakke");
  await page.waitForSelector(".letters li");
  await press("Bænke ved Vejlesøen");
  await page.waitForSelector("#wall-title");
  await press("Sæt på idévæggen");
  await told(page, "Idéen er på idévæggen.");
  await page.waitForSelector("text=Alle kan se idéen");
  await press("Se ved siden af hinanden");
  await page.waitForSelector("dialog[open] .pair");
  await press("Lad nr. 2 blive stående");
  await told(page, "er lagt sammen med nr. 2");
  await page.waitForSelector("main button:has-text('Skil nr. 3 fra')");
  await press("Skil nr. 3 fra");
  await asked("Skil de to idéer?");
  await press("Skil dem");
  await told(page, "De er skilt igen.");

  // ---- the house ----
  await menu("Kiosker", "Huset");
  await page.waitForSelector("#monday-kind");
  await to("#monday-kind");
  await keys.press("Home");
  await write("#monday-opens", "8.30");
  await press("Gem åbningstiderne");
  await told(page, "Gemt. Kioskerne har det");
  await press("Skriv en besked");
  await write("#said-0-text", "Elevatoren virker ikke i dag");
  await press("Gem beskederne");
  await told(page, "Gemt. Kioskerne har det");

  // ---- privacy: handed over, held back, let go, refused ----
  await menu("Privatliv");
  await write("#find-typed", "Freja");
  await write("#find-reason", "Har bedt om indsigt");
  await keys.press("Enter");
  await page.waitForSelector("article");
  await write("#export-reason", "Har bedt om indsigt");
  const [file] = await Promise.all([page.waitForEvent("download"), press("Hent (1)")]);
  check((await file.failure()) === null, "nothing is handed over");
  await press("Hold tilbage");
  await nextYear("#hold-until");
  await write("#hold-reason", "Klagesag");
  await to("button[type=submit]");
  await keys.press("Enter");
  await told(page, "Det holdes tilbage.");
  await press("Afvis sletning");
  await write("#refuse-reason", "Der er en klagesag til foråret.");
  await to("button[type=submit]");
  await keys.press("Enter");
  await told(page, "Afvisningen er gemt");

  // ---- a new notice ----
  await menu("Erklæringer");
  await press("Skriv en ny");
  await write("#notice-intro", "Vi bruger kun det, du skriver, til at svare dig.");
  await to("button[type=submit]");
  await keys.press("Enter");
  await told(page, "Den nye erklæring er udgivet.");

  // ---- numbers, users, the log, one's account ----
  await menu("Tal");
  const [numbers] = await Promise.all([page.waitForEvent("download"), press("Hent som regneark")]);
  check((await numbers.failure()) === null, "the numbers are not handed over");
  person("Bo Bang", "editor");
  await menu("Brugere");
  await page.waitForSelector("tbody tr");
  await write("[type=search]", "bo bang");
  await press("tbody button:not([disabled])");
  await to("#user-role");
  await keys.press("ArrowDown");
  await to("button[type=submit]");
  await keys.press("Enter");
  await told(page, "Bo Bang er nu");
  await menu("Log");
  await to("#log-what");
  await keys.press("ArrowDown");
  await page.waitForURL(/what=/);
  await page.evaluate(() => document.activeElement?.blur());
  await press("Tove");
  await page.waitForSelector("#password-old");
  await write("#password-old", PASSWORD);
  await write("#password-new", "en anden lang sætning");
  await keys.press("Enter");
  await told(page, "Din adgangskode er skiftet.");
  check(!(await page.evaluate(() => window.touched)), "something was touched");

  // ---- the citizen sees the refusal, and takes the interest back ----
  await citizen.goto(`${base}/follow?lang=da`);
  await write("#code", code, citizen);
  await citizen.keyboard.press("Enter");
  await citizen.waitForSelector(".actions");
  check((await citizen.textContent("main")).includes("klagesag"), "the refusal is not told");
  await press("Træk det tilbage", citizen);
  await citizen.waitForSelector("text=Vil du trække det tilbage?");
  await press("Ja, træk det tilbage", citizen);
  await citizen.waitForSelector("text=Du har trukket det tilbage");

  // ---- and out ----
  await page.evaluate(() => document.activeElement?.blur());
  await press("Log af");
  await page.waitForURL(/sign-in/);
  check((await heading(page)) === "Log ind", "nobody is asked to sign in");
}
