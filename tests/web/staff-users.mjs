// Administrators invite, change and help users; everybody has an account; the log tells who did what.
export default async function ({ base, open, check, look, tabTo, heading, go, told, signedIn, person, PASSWORD }) {
  person("Dorte", "secretariat");
  const page = await signedIn("administrator", "/users", { name: "Ane" });
  await page.waitForSelector("table");
  await look(page, "users");

  // ---- inviting, by keyboard alone; a network that is only a draft can be somebody's, too ----
  const { csrf } = await (await page.context().request.get(`${base}/v1/session`)).json();
  await page.context().request.post(`${base}/v1/staff/networks`, { headers: { "Forhal-Csrf": csrf }, data: { body: { title: "Endnu en kladde" } } });
  await tabTo(page, ".page-top .button");
  await page.keyboard.press("Enter");
  await page.waitForSelector("dialog[open] #invite-name");
  await look(page, "users-invite");
  await tabTo(page, "#invite-name");
  await page.keyboard.type("Bo Bang");
  check((await page.textContent("label[for=user-networks-endnu-en-kladde]")) === "Endnu en kladde (ikke på skærmene)", "the draft is not to be chosen");
  await tabTo(page, "#user-networks-frivilligt-arbejde");
  await page.keyboard.press("Space");
  await tabTo(page, "dialog button[type=submit]");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#invite-link");
  const link = await page.inputValue("#invite-link");
  check(link.startsWith(`${base}/staff/welcome#`), `the link is ${link}`);
  await look(page, "users-link");
  await page.keyboard.press("Escape");
  await page.waitForSelector("text=Åbne invitationer >> xpath=.. >> text=Bo Bang");
  check((await page.locator("dialog[open]").count()) === 0, "Escape does not close the dialog");

  // ---- whom it is for ----
  const guest = await open();
  await guest.goto(link);
  await guest.waitForSelector("#welcome-password");
  check((await guest.locator("#welcome-name").count()) === 0, "the invitation's name is asked for");
  check((await guest.textContent("main")).includes("Bo Bang"), "it does not say for whom");
  await guest.fill("#welcome-password", PASSWORD);
  await guest.click("main button[type=submit]");
  await guest.waitForSelector(".qr");
  await go(guest, "/");
  await guest.waitForSelector(".everything"); // an editor may do without a telephone
  check((await guest.locator(".navigation-menu >> text=Brugere").count()) === 0, "an editor sees the users' menu");
  await go(guest, "/users");
  check((await heading(guest)) === "Siden er ikke for din rolle", "an editor sees the users");
  await look(guest, "forbidden");

  // ---- searching and sorting ----
  await page.reload();
  await page.waitForSelector("table");
  await page.fill("[type=search]", "bo ba");
  check((await page.locator("tbody tr").count()) === 1, "the search finds not one");
  await page.fill("[type=search]", "zzz");
  await page.waitForSelector("text=Ingen passer");
  await page.fill("[type=search]", "");
  await page.click("th button:has-text('Navn')");
  check((await page.getAttribute("th:first-child", "aria-sort")) === "descending", "the column is not sorted");

  // ---- a role, with the mouse; then the door ----
  const row = page.locator("tr", { hasText: "Bo Bang" });
  await row.locator("text=Rolle").click();
  await page.selectOption("#user-role", "secretariat");
  await look(page, "users-role");
  await page.click("dialog button[type=submit]");
  await told(page, "Bo Bang er nu sekretariatet.");
  await row.locator("text=Sekretariatet").waitFor();
  await row.locator("button:has-text('Luk')").click();
  await look(page, "users-close");
  await page.click("dialog .button-danger");
  await told(page, "Der er lukket for Bo Bang.");
  await row.locator("text=Lukket").waitFor();

  // ---- one's account: another place, and another password ----
  const other = await signedIn("secretariat", "/account", { name: "Dorte" });
  const here = await signedIn("secretariat", "/account", { name: "Dorte", anew: true });
  await here.waitForSelector("table");
  await look(here, "account");
  // Where she hears of changes to how she signs in.
  await here.waitForSelector("text=Du får ingen besked, før der står en her.");
  await here.fill("#address-mail", "ingen adresse@");
  await here.click("text=Gem mailadressen");
  await here.waitForSelector(".error-summary >> text=Det er ikke en mailadresse");
  await here.fill("#address-mail", "dorte@example.dk");
  await here.click("text=Gem mailadressen");
  await told(here, "Mailadressen er gemt.");
  await here.reload();
  await here.waitForSelector("table");
  check((await here.inputValue("#address-mail")) === "dorte@example.dk", "the address is not kept");
  await here.click("tbody button:has-text('Log ud')");
  await here.click("dialog .button-danger");
  await told(here, "Logget ud.");
  // What the other place is doing is asked to sign in again, over the page.
  await other.click("button:has-text('Skift adgangskode')");
  await other.waitForSelector(".error-summary");
  await other.fill("#password-old", PASSWORD);
  await other.fill("#password-new", "en anden lang sætning");
  await other.click("button:has-text('Skift adgangskode')");
  await other.waitForSelector("dialog[open] #sign-in-password");
  await look(other, "again");
  await other.fill("#sign-in-password", PASSWORD);
  await other.keyboard.press("Enter");
  await told(other, "Din adgangskode er skiftet.");
  check((await other.locator("dialog[open]").count()) === 0, "the question stays");

  // ---- the log ----
  await page.click(".menu-parts >> text=Log");
  await page.waitForSelector("tbody tr");
  await look(page, "log");
  await page.selectOption("#log-what", "user");
  await page.waitForSelector("text=inviterede");
  await page.waitForURL(/what=user/).catch(() => check(false, "the address does not say what is looked for"));
  await page.fill("#log-who", "ingen");
  await page.waitForSelector("text=Intet passer");
  await page.reload();
  await page.waitForSelector("text=Intet passer");
}
