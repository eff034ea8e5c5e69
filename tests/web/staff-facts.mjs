// What the screens say of the house: names, contact, phases and the QR codes' address, each with its translations; leaving
// what is not saved asks, two at once are asked, and a phase that networks need stays.
export default async function ({ base, check, look, tabTo, told, go, signedIn, PASSWORD }) {
  const page = await signedIn("secretariat", "/facts", { name: "Frida" });
  await page.waitForSelector("#contact-name");
  await look(page, "facts");
  const facts = async () => (await page.context().request.get(`${base}/v1/staff/facts`)).json();
  const before = await facts();

  // ---- the contact, by keyboard: what is wrong is said at its field, and what was typed stays ----
  await tabTo(page, "#contact-email", 60);
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("Huset@Kommune");
  await tabTo(page, "section[aria-labelledby=contact] button[type=submit]", 60);
  await page.keyboard.press("Enter");
  await page.waitForSelector("#contact-email-error");
  await look(page, "facts-wrong");
  check((await page.inputValue("#contact-email")) === "Huset@Kommune", "what was typed is gone");
  await page.fill("#contact-email", "huset@kommune.dk");
  await page.fill("#contact-phone", "+4511223344");
  await page.click("section[aria-labelledby=contact] summary");
  await page.fill("#contact-en", "<b>the office</b>");

  // ---- leaving asks ----
  await page.click(".navigation-menu >> text=Overblik");
  await page.waitForSelector("dialog[open] >> text=Forlad siden uden at gemme?");
  await page.click("text=Bliv her");
  await page.fill("#names-heading", "Her mødes vi");
  await page.click("text=Gem kontakten");
  await told(page, "Gemt. Kioskerne har det");
  check((await page.inputValue("#names-heading")) === "Her mødes vi", "what was typed in another form is gone");
  let now = await facts();
  check(now.contact.da.contact.phone === "+45 11 22 33 44" && now.contact.en.contact.name === "<b>the office</b>", `the contact is ${JSON.stringify(now.contact)}`);
  check(JSON.stringify(now.names) === JSON.stringify(before.names), "something else was changed");
  await page.click("section[aria-labelledby=contact] summary");
  check((await page.inputValue("#contact-en")) === "<b>the office</b>", "it is not shown as it was written");

  // ---- two at once: nobody's is overwritten unseen ----
  const other = await signedIn("administrator", "/facts", { name: "Grethe" });
  await other.waitForSelector("#names-name");
  await other.fill("#names-name", "Albertslund Nye Rådhus");
  await other.click("text=Gem navnet");
  await told(other, "Gemt. Kioskerne har det");
  await page.click("text=Gem navnet");
  await page.waitForSelector("dialog[open] >> text=En anden har ændret det imens");
  await look(page, "facts-conflict");
  await page.keyboard.press("Escape");
  await page.waitForSelector("text=Dine ændringer er ikke gemt endnu");
  check((await page.inputValue("#names-heading")) === "Her mødes vi", "Escape throws away what was typed");
  await page.click("text=Gem navnet");
  await told(page, "Gemt. Kioskerne har det");
  check((await facts()).names.da.heading === "Her mødes vi", "the second time it is not saved either");

  // ---- phases: one more, moved by keyboard, and one that networks are in ----
  await page.click("text=Tilføj en fase");
  const last = before.phases.da.phases.length;
  await page.fill(`#phase-${last}-label`, "Hvile og ro");
  await page.click("text=Gem faserne");
  await page.waitForSelector(`#phase-${last}-explanation-error`);
  await page.fill(`#phase-${last}-explanation`, "Netværket trækker vejret.");
  await tabTo(page, `fieldset:nth-of-type(${last + 1}) .row-actions button:first-child`, 200);
  await page.keyboard.press("Enter");
  check((await page.inputValue(`#phase-${last - 1}-label`)) === "Hvile og ro", "the phase is not moved");
  await look(page, "facts-phases");
  await page.click("text=Gem faserne");
  await told(page, "Gemt. Kioskerne har det");
  now = await facts();
  check(now.phases.da.phases[last - 1].id === "hvile-og-ro", `the phases are ${JSON.stringify(now.phases.da.phases.map((one) => one.id))}`);
  check(now.phases.en.phases.length === last && now.phases.ar.phases.length === last, "the translations are lost");
  await page.getByRole("button", { name: "Fjern fase 1", exact: true }).click();
  await page.click("text=Gem faserne");
  await page.waitForSelector("text=bruges af et netværk på skærmene");
  await look(page, "facts-in-use");
  check((await facts()).phases.da.phases.length === last + 1, "a phase that is needed is gone");
  await page.reload();
  await page.waitForSelector(`#phase-${last - 1}-label`);

  // ---- where the QR codes lead: asked first, and who it is, when that was long ago (the registry says so once) ----
  let asked = 0;
  const longAgo = { error: { code: "proof_needed", message: "Show again who you are." } };
  await page.route("**/v1/staff/facts", (route) => (route.request().method() === "PUT" && asked++ === 0 ? route.fulfill({ status: 403, json: longAgo }) : route.continue()));
  await page.fill("#address-url", "netvaerk.example");
  await page.click("text=Gem adressen");
  await page.waitForSelector("#address-url-error");
  await page.fill("#address-url", "https://netvaerk.example/");
  await page.click("text=Gem adressen");
  await page.click("dialog >> text=Ja, skift adressen");
  await page.waitForSelector("dialog[open] #prove-given");
  await look(page, "facts-prove");
  await page.fill("#prove-given", PASSWORD);
  await page.press("#prove-given", "Enter");
  await told(page, "Gemt. Kioskerne har det");
  check((await facts()).address.da.public_url === "https://netvaerk.example", "the address is another");

  // ---- the house's forms ask before leaving, too ----
  await go(page, "/building");
  await page.click("text=Skriv en besked");
  await page.fill("#said-0-text", "Noget vigtigt");
  await page.click(".navigation-menu >> text=Overblik");
  await page.waitForSelector("dialog[open] >> text=Forlad siden uden at gemme?");
  await page.click("text=Bliv her");
  check((await page.inputValue("#said-0-text")) === "Noget vigtigt", "what was typed is gone");
  await page.click("text=Gem beskederne");
  await told(page, "Gemt. Kioskerne har det");
  await page.click(".navigation-menu >> text=Overblik");
  await page.waitForSelector(".everything");

  // ---- an editor has no business here ----
  const editor = await signedIn("editor", "/facts", { name: "Holger" });
  await editor.waitForSelector("text=Siden er ikke for din rolle");
}
