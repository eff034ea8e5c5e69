// The registry's pages in a browser of a phone's width: readable, reachable, light, in six languages, with and without
// JavaScript.
//
// usage: node pages.mjs URL [SHOTS]     SHOTS: a folder for pictures of some pages
import { execFileSync } from "node:child_process";
import { audit, check, finish, fits, languages, launch, open } from "./browser.mjs";

const [base, shots] = process.argv.slice(2);
const LIGHT_BYTES = 100 * 1000;
const PICTURE_BYTES_MAX = 48 * 1024; // IMAGE_PHONE_BYTES_MAX of content/images.h
const paths = ["", "n/frivilligt-arbejde", "n/raadhusets-forhal", "ideas", "follow", "notice", "accessibility",
  "interest/frivilligt-arbejde", "seat/frivilligt-arbejde", "idea"];

const browser = await launch();

async function shot(page, name) {
  if (shots) await page.screenshot({ path: `${shots}/web-${name}.png`, fullPage: true, scale: "css" });
}

// ---- without JavaScript: to join, to see what happened, to take it back ----
async function give(page, path, fields, choice) {
  await page.goto(`${base}/${path}?lang=da`);
  for (const [name, value] of Object.entries(fields)) await page.fill(`[name=${name}]`, value);
  if (choice) await page.check(`[value=${choice}]`);
  await page.waitForTimeout(2500); // a person needs longer
  await page.click("main form button");
}
{
  const page = await open(browser, { javaScriptEnabled: false });
  await page.goto(`${base}/n/frivilligt-arbejde?lang=da`);
  await page.click("text=Jeg er interesseret");
  check(page.url().includes("/interest/frivilligt-arbejde?lang=da"), `the form is at ${page.url()}`);
  await give(page, "interest/frivilligt-arbejde", { name: "Åse <b>Ørsted</b>", contact: "28 12 34" });
  check((await page.textContent("[role=alert]")).includes("Der mangler to."), "a short number is not said");
  check((await page.inputValue("[name=name]")) === "Åse <b>Ørsted</b>", "the name is gone");
  await shot(page, "form-wrong-da");
  await fits(page, "a form that is wrong");
  await page.fill("[name=contact]", "28 12 34 56");
  await page.click("main form button");
  const code = (await page.textContent(".given")).trim();
  check(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/.test(code), `the code is ${code}`);
  await shot(page, "thanks-da");
  await page.goto(`${base}/follow?lang=da`);
  await page.fill("#code", code.toLowerCase().replaceAll("-", " "));
  await page.click("text=Vis svaret");
  check((await page.textContent("h1")) === "Det er nået frem", "the answer is not there");
  await shot(page, "answer-da");
  await page.click("text=Ret det");
  check((await page.textContent("h1")) === "Hvad skal der stå?", "there is no form to correct in");
  await page.waitForTimeout(2500);
  await page.fill("[name=name]", "Åse Ørsted");
  await page.click("main form button");
  check((await page.textContent("h1")) === "Din rettelse er gemt", "the correction is not kept");
  await page.click("main form button");
  await page.click("text=Træk det tilbage");
  check((await page.textContent("h1")) === "Vil du trække det tilbage?", "nobody asks");
  await page.click("text=Ja, træk det tilbage");
  check((await page.textContent("h1")) === "Du har trukket det tilbage", "it is not withdrawn");
  check(!page.url().includes(code.slice(0, 4)), "the code stands in an address");

  const idea = { title: "En bænk ved hvert stoppested", text: "Mange går langsommere,\nend bussen kører." };
  await give(page, "idea", idea, "citizens");
  check((await page.textContent("h1")) === "Tak. Din idé er gemt.", "the idea is not kept");
  execFileSync(process.env.FORHAL_REGISTRY, ["idea", "publish", "4", "--data", process.env.FORHAL_DATA]);
  await page.goto(`${base}/ideas?lang=da`);
  check((await page.textContent("main")).includes(idea.title), "the idea does not hang on the wall");
  await page.click("text=Støt idéen");
  await shot(page, "support-da");
  await page.click("main form button");
  check((await page.textContent("h1")) === "Tak, din støtte er gemt.", "the support is not kept");
  await page.click("text=Se flere idéer");
  check((await page.textContent("main")).includes("1 støtter den"), "the support does not count");
  await page.context().close();
}

// ---- every page in every language ----
{
  const page = await open(browser);
  for (const lang of languages) {
    for (const path of paths) {
      const name = `${path || "/"} in ${lang}`;
      const answer = await page.goto(`${base}/${path}?lang=${lang}`);
      check(answer.ok(), `${name}: ${answer.status()}`);
      check((await page.getAttribute("html", "lang")) === lang, `${name} is in another language`);
      await fits(page, name);
      await audit(page, name);
      if (["da", "ar"].includes(lang)) await shot(page, `${path.replaceAll("/", "-") || "networks"}-${lang}`);
    }
  }
  await page.setViewportSize({ width: 320, height: 640 }); // WCAG 2.1, 1.4.10
  for (const path of paths) {
    await page.goto(`${base}/${path}?lang=da`);
    await fits(page, `${path || "/"} at 320 px`);
  }
  await page.context().close();
}

// ---- pages that only an answer shows, under the same rules ----
{
  const page = await open(browser);
  for (const lang of ["da", "ar"]) {
    await page.goto(`${base}/interest/frivilligt-arbejde?lang=${lang}`);
    await page.click("main form button");
    await audit(page, `an empty form in ${lang}`);
    await page.fill("[name=name]", "Bo");
    await page.fill("[name=contact]", "bo@example.dk");
    await page.waitForTimeout(2500);
    await page.click("main form button");
    await page.waitForSelector(".given");
    const code = (await page.textContent(".given")).trim();
    await audit(page, `the thanks in ${lang}`);
    await fits(page, `the thanks in ${lang}`);
    await page.click("main form button");
    await audit(page, `the answer in ${lang}`);
    await shot(page, `answer-${lang}`);
    await page.click(".actions form:last-child button");
    await audit(page, `the question in ${lang}`);
    await shot(page, `erase-${lang}`);
    await page.goto(`${base}/follow?lang=${lang}`);
    await page.fill("#code", code);
    await page.click("main form button");
    await page.click(".actions form:first-child button");
    await audit(page, `the correction in ${lang}`);
    await fits(page, `the correction in ${lang}`);
    await shot(page, `correct-${lang}`);
  }
  for (const lang of ["da", "ar"]) {
    await page.goto(`${base}/ideas?lang=${lang}`);
    await audit(page, `the wall with an idea in ${lang}`);
    await shot(page, `wall-${lang}`);
    await page.click(".card .button");
    await audit(page, `the support in ${lang}`);
    await fits(page, `the support in ${lang}`);
  }
  await page.goto(`${base}/nothing?lang=da`);
  await audit(page, "a page there is none of");
  await page.context().close();
}

// ---- light ----
for (const path of ["", "n/frivilligt-arbejde"]) {
  const page = await open(browser);
  const asked = [];
  page.on("requestfinished", (request) => asked.push(request.sizes().then((sizes) => ({ ...sizes, type: request.resourceType() }))));
  const sum = async (what = () => true) => (await Promise.all(asked)).filter(what).reduce((bytes, one) => bytes + one.responseBodySize + one.responseHeadersSize, 0);
  await page.goto(`${base}/${path}`, { waitUntil: "networkidle" });
  if (path !== "") {
    const seen = page.locator("article .picture img");
    check((await seen.getAttribute("alt")).startsWith("En lille båd") && (await seen.getAttribute("loading")) === "lazy", "the picture has other words, or is fetched at once");
    await seen.scrollIntoViewIfNeeded();
    check((await seen.evaluate((one) => one.decode().then(() => one.naturalWidth))) <= 800, "the picture is larger than a phone needs");
    await page.waitForLoadState("networkidle");
    const without = await sum((one) => one.type !== "image");
    check((await sum()) > without && without + PICTURE_BYTES_MAX <= LIGHT_BYTES, `with the largest picture ${path} would be ${without + PICTURE_BYTES_MAX} bytes`);
  }
  const bytes = await sum();
  check(bytes > 1000 && bytes <= LIGHT_BYTES, `${path || "/"} is ${bytes} bytes`);
  console.log(`${path || "/"}: ${bytes} bytes in ${asked.length} requests`);
  await page.context().close();
}

// ---- the code behind the '#' ----
{
  const page = await open(browser);
  const seen = [];
  page.on("request", (request) => seen.push(request.url()));
  await page.goto(`${base}/follow?lang=en#K7F2-9QXM-3DPA-W6TH`);
  check((await page.inputValue("#code")) === "K7F2-9QXM-3DPA-W6TH", "the code is not in its field");
  check(!page.url().includes("K7F2"), "the code stays in the address");
  check(seen.every((url) => !url.includes("K7F2")), "the code was asked for");
  await page.context().close();
}

await browser.close();
finish();
