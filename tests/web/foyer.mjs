// A foyer for the browser tests: kiosks of the registry under test, each a real forhal-sync and forhal-kiosk with a folder
// of its own. Visits are scripts (docs/scripts.md), so what they leave, entries and counts, is what people would leave.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const VISIT_MS = 120_000;

// `town`: what a test is given. The caller ends it with close().
export function openFoyer({ base, registry }) {
  const programs = dirname(process.env.FORHAL_REGISTRY);
  const folder = mkdtempSync(join(tmpdir(), "forhal-foyer-"));
  const running = [];
  let scripts = 0;
  const start = (program, words, environment = {}) => {
    const quiet = { SDL_VIDEODRIVER: "dummy", SDL_AUDIODRIVER: "dummy" }; // a screen that nobody sees
    const child = spawn(join(programs, program), words, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...quiet, ...environment } });
    child.said = "";
    for (const pipe of [child.stdout, child.stderr]) pipe.on("data", (text) => (child.said += text));
    child.over = new Promise((done) => child.on("exit", done));
    running.push(child);
    return child;
  };
  const kiosk = (name) => {
    const data = join(folder, name);
    return {
      data,
      sync: (environment) => start("forhal-sync", ["run", "--data", data], environment),
      screen: (environment) => start("forhal-kiosk", ["--data", data, "--window", "--size", "540x960"], environment),
      once: () => execFileSync(join(programs, "forhal-sync"), ["once", "--data", data], { stdio: "ignore" }),
      // Somebody does these lines of a script at it.
      visit(lines) {
        const script = join(folder, `visit-${scripts++}.script`);
        writeFileSync(script, `${lines.join("\n")}\n`);
        execFileSync(join(programs, "forhal-kiosk"), ["--data", data, "--script", script], { stdio: ["ignore", "ignore", "inherit"], timeout: VISIT_MS });
      },
    };
  };
  return {
    // One that staff invited; `trust`: ["--ca", FILE]. It has no content before it was there once().
    enrol(name, trust = []) {
      const one = kiosk(`kiosk-${running.length}-${scripts++}`);
      const [code] = /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(registry(["kiosk", "invite", name]));
      execFileSync(join(programs, "forhal-sync"), ["enrol", "--data", one.data, "--registry", base, "--code", code, ...trust], { stdio: "ignore" });
      return one;
    },
    // One that nobody invited: it asks until it is accepted.
    ask: () => start("forhal-sync", ["enrol", "--data", join(folder, `newcomer-${scripts++}`), "--registry", base, "--wait", "600"]),
    async close() {
      for (const child of running) child.kill();
      await Promise.all(running.map((child) => child.over));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
