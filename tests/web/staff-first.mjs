// The first day: a registry with neither content nor kiosks says what is missing, and does not praise anybody for it.
export default async function ({ check, look, go, signedIn, registry }) {
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

  // ---- content has come: nobody waits, and the kiosks that are none have no praise ----
  registry(["content", "import", "assets/content/albertslund-2014.json"]);
  await go(page, "/");
  await page.reload();
  await page.waitForSelector("text=Alt er ordnet");
  check(!(await page.textContent("main .nothing")).includes("kioskerne har det godt"), "kiosks that are not there are well");
  check((await page.locator("a.todo h2").allTextContents()).join().includes("Ingen kiosk er med endnu"), "the missing kiosk is forgotten");
}
