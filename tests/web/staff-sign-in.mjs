// Becoming the first administrator with the link that the registry printed, and signing in with both factors: by
// keyboard alone and with the mouse.
export default async function ({ base, open, check, totp, look, said, tabTo, heading, go, told, signedIn, registry, PASSWORD }) {
  // ---- nobody: every address leads to the sign-in, which knows where one wanted to go ----
  const page = await open();
  await go(page, "/account?a=b");
  await page.waitForURL(/\/staff\/sign-in\?to=/);
  check((await heading(page)) === "Log ind", "nobody is asked to sign in");
  await look(page, "sign-in");
  await page.click("button[type=submit]");
  await page.waitForSelector(".error-summary");
  check(await page.evaluate(() => document.activeElement.classList.contains("error-summary")), "the summary has no focus");
  await look(page, "sign-in-wrong");
  await page.click(".error-summary a");
  check((await page.evaluate(() => document.activeElement.id)) === "sign-in-name", "the summary leads to no field");

  // ---- the link of the first `serve`, by keyboard alone ----
  const link = /(http\S+\/staff\/welcome#\S+)/.exec(said())[1];
  await page.goto(link);
  await page.waitForSelector("#welcome-name");
  check(!page.url().includes("#"), "the token stays in the address");
  await look(page, "welcome");
  await tabTo(page, "#welcome-name");
  await page.keyboard.type("Åse Ørsted");
  await tabTo(page, "#welcome-password");
  await page.keyboard.type("kort");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".form-error-message");
  check((await page.inputValue("#welcome-password")) === "kort", "what was typed is gone");
  await page.fill("#welcome-password", PASSWORD);
  await page.focus("#welcome-password");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".qr");
  await page.click("summary");
  const key = (await page.textContent(".sheet .code")).replace(/\s/g, "");
  const uri = `otpauth://totp/x?secret=${key}`;
  await look(page, "set-up");
  await page.fill("#set-up-code", "000000");
  await page.press("#set-up-code", "Enter");
  await page.waitForSelector(".form-error-message");
  await page.fill("#set-up-code", totp(uri));
  await page.press("#set-up-code", "Enter");
  await page.waitForSelector(".recovery");
  const codes = await page.locator(".recovery li").allTextContents();
  check(codes.length === 10, `there are ${codes.length} recovery codes`);
  await look(page, "recovery");
  await tabTo(page, "#kept");
  await page.keyboard.press("Space");
  await tabTo(page, "button[type=submit]");
  await page.keyboard.press("Enter");
  await page.waitForURL(`${base}/staff`);
  check((await heading(page)).includes("Åse Ørsted"), "nobody is greeted");
  const focused = await page.waitForSelector("h1:focus", { timeout: 30_000 }).catch(() => null);
  check(focused !== null, "the heading has no focus");
  await look(page, "overview");

  // ---- out, and in again with the mouse; then back to where one was ----
  await page.click("text=Log af");
  await page.waitForURL(/sign-in/);
  await told(page, "Du er logget ud.");
  await go(page, "/second-factor");
  await page.waitForSelector("#sign-in-name");
  await page.fill("#sign-in-name", "Åse Ørsted");
  await page.fill("#sign-in-password", "en helt anden sætning");
  await page.click("text=Videre");
  await page.waitForSelector("text=Navn eller adgangskode er forkert.");
  await page.fill("#sign-in-password", PASSWORD);
  await page.click("[aria-label='Vis adgangskoden']");
  check((await page.getAttribute("#sign-in-password", "type")) === "text", "the password is not shown");
  await page.click("text=Videre");
  await page.waitForSelector("#sign-in-code");
  await look(page, "sign-in-code");
  await page.fill("#sign-in-code", "123456");
  await page.click("main button[type=submit]");
  await page.waitForSelector(".form-error-message");
  await page.click("text=Har du ikke telefonen?");
  await page.fill("#sign-in-code", codes[0]);
  await page.click("main button[type=submit]");
  await page.waitForSelector(".navigation-menu");

  // ---- who has a password and no telephone yet is led to it, and then on ----
  registry(["user", "add", "Vera"], `${PASSWORD}\n`);
  registry(["user", "role", "Vera", "--role", "secretariat"]);
  const half = await open();
  await go(half, "/networks");
  await half.waitForSelector("#sign-in-name");
  await half.fill("#sign-in-name", "Vera");
  await half.fill("#sign-in-password", PASSWORD);
  await half.keyboard.press("Enter");
  await half.waitForURL(/\/staff\/second-factor/);
  await half.waitForSelector(".qr");
  await look(half, "second-factor");
  await half.click("summary");
  const other = (await half.textContent(".sheet .code")).replace(/\s/g, "");
  await tabTo(half, "#set-up-code");
  await half.keyboard.type(totp(`otpauth://totp/x?secret=${other}`));
  await half.keyboard.press("Enter");
  await half.waitForSelector(".recovery");
  await half.check("#kept");
  await half.click("main button[type=submit]");
  await half.waitForSelector(".navigation-menu");
  await half.waitForURL(`${base}/staff/networks`).catch(() => undefined);
  check(half.url() === `${base}/staff/networks`, `after the second factor one is at ${half.url()}, and wanted to see the networks`);

  // ---- a link there is none of ----
  const lost = await open();
  await lost.goto(`${base}/staff/welcome#nothing`);
  await lost.waitForSelector("main h1");
  await look(lost, "welcome-over");

  // ---- the menu on a phone, by keyboard ----
  const phone = await signedIn("secretariat", "", { viewport: { width: 390, height: 844 } });
  await tabTo(phone, ".button-menu-open");
  await phone.keyboard.press("Enter");
  await phone.waitForSelector(".menu-sheet[open]");
  await look(phone, "menu");
  await phone.keyboard.press("Escape");
  check((await phone.locator(".menu-sheet[open]").count()) === 0, "Escape does not close the menu");
  await go(phone, "/nothing/there");
  check((await heading(phone)) === "Her er ingen side", "an address of nothing shows something");
  await look(phone, "lost");
}
