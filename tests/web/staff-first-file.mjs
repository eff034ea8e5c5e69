// The first day, with a content file: everything that is wrong with it is said at once and nothing is stored; then it is
// taken with its picture, and all stands in the open data.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const demo = fileURLToPath(new URL("../../assets/content/albertslund-2014.json", import.meta.url));
const picture = fileURLToPath(new URL("../../assets/content/pictures/dinghy.png", import.meta.url));

export default async function ({ base, check, look, signedIn, told }) {
  const page = await signedIn("administrator", "/begin", { name: "Karen" });
  await page.waitForSelector("#content-file");
  const folder = mkdtempSync(join(tmpdir(), "forhal-file-"));
  const submit = page.locator("section[aria-labelledby=from-file] button[type=submit]");
  const ask = (path) => page.context().request.get(`${base}${path}`);
  const isEmpty = async () => (await (await ask("/v1/staff/site")).json()).name === "" && (await (await ask("/v1/staff/networks")).json()).networks.length === 0;
  const give = async (...files) => {
    await page.setInputFiles("#content-file", files);
    await submit.click();
  };
  const file = (name, text) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  try {
    // ---- nothing, no file of ours, two of them, none that can be read ----
    await submit.click();
    await page.waitForSelector(".error-summary:focus >> text=Vælg filen med indholdet");
    await give(picture);
    await page.waitForSelector(".error-summary:focus >> text=Vælg filen med indholdet");
    await give(demo, file("other.json", "{}"));
    await page.waitForSelector(".error-summary:focus >> text=Vælg kun én fil");
    await give(file("broken.json", '{\n  "format": "forhal-content/1",\n  "site": oops\n}\n'));
    await page.waitForSelector(".error-summary:focus >> text=Fejlen er på linje 3");
    await give(file("large.json", `{"format":"${"x".repeat(8 * 1024 * 1024)}"}`));
    await page.waitForSelector(".error-summary:focus >> text=højst 8 MB");
    check(await isEmpty(), "something was stored");

    // ---- all that is wrong, at its place ----
    const content = JSON.parse(readFileSync(demo, "utf8"));
    delete content.site.heading;
    content.networks[2].phase = "nowhere";
    content.networks[7].id = content.networks[6].id;
    content.networks[0].title = "<img src=x onerror=alert(1)>".repeat(4);
    await give(file("wrong.json", JSON.stringify(content)));
    await page.waitForSelector(".content-wrong li");
    const wrong = await page.locator(".content-wrong li").allTextContents();
    for (const place of ["/site/heading", "/networks/2/phase", "/networks/7/id", "/networks/0/title", "/pages/3/blocks/3/file"]) {
      check(wrong.some((one) => one.includes(place)), `${place} is not told of: ${wrong.join(" | ")}`);
    }
    check(wrong.some((one) => one.startsWith("Netværk 3: Fase")), "it is not said in Danish where");
    await look(page, "begin-file");
    check(await isEmpty(), "something was stored");

    // ---- only the picture is missing: it is named, and taken when it comes along ----
    await give(demo);
    await page.waitForSelector(".content-wrong >> text=Det hedder dinghy.png");
    check((await page.locator(".content-wrong li").count()) === 1, "more than the picture is missing");
    check(await isEmpty(), "something was stored");
    await give(demo, picture);
    await told(page, "Indholdet er på plads: 12 netværk og 7 sider");
    await page.waitForSelector("tbody tr");
    check((await page.locator("tbody tr").count()) === 12, "not all networks are there");
    const { body } = await (await ask("/v1/staff/pages/the-story")).json();
    const name = body.blocks.find((one) => one.type === "picture").picture;
    check((await ask(`/v1/staff/pictures/${name}`)).ok(), "the picture is not there");
    const data = await (await ask("/data/networks.json")).text();
    check(data.includes("Frivilligt arbejde"), "the open data lacks them");

    // ---- who comes late with another file changes nothing ----
    const { csrf } = await (await ask("/v1/session")).json();
    const late = await page.context().request.post(`${base}/v1/staff/content`, { headers: { "Forhal-Csrf": csrf }, data: JSON.parse(readFileSync(demo, "utf8")) });
    check(late.status() === 409, `content is replaced: ${late.status()}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
