#!/bin/sh
# The list of parts (`make sbom`) names every library that a program is linked with, and every package of npm's.
#
# usage: sbom.sh      environment: FORHAL_BUILD (build); the list is of the release build where there is one
set -eu
cd "$(dirname "$0")/../.."
build=${FORHAL_BUILD:-build}
command -v node >/dev/null || { echo "skipped: Node is not here"; exit 0; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
node board/dev/sbom.mjs "$build" "$work/forhal.cdx.json"
node board/dev/sbom.mjs "$build" "$work/again.json" >/dev/null
cmp "$work/forhal.cdx.json" "$work/again.json"
for program in forhal-kiosk forhal-sync forhal-registry; do
    objdump -p "$build/$program" | awk '/NEEDED/ { print $2 }'
done | sort -u >"$work/needed"
node - "$work/forhal.cdx.json" "$work/needed" <<'CHECK'
const { readFileSync } = require("node:fs");
const [file, needed] = process.argv.slice(2);
const bom = JSON.parse(readFileSync(file, "utf8"));
const lock = JSON.parse(readFileSync("sync/registry/web/package-lock.json", "utf8"));
let failed = 0;
const check = (good, words) => {
  if (good) return;
  failed++;
  console.error(`FAILED ${words}`);
};
check(bom.bomFormat === "CycloneDX" && bom.specVersion === "1.5" && bom.version === 1, "its head");
const files = new Set(bom.components.flatMap((one) => (one.properties ?? []).filter((of) => of.name === "forhal:files").flatMap((of) => of.value.split(" "))));
const libraries = readFileSync(needed, "utf8").trim().split("\n");
check(libraries.length > 15, `only ${libraries.length} libraries are linked`);
for (const library of libraries) check(files.has(library), `${library} is not in it`);
for (const [path, one] of Object.entries(lock.packages)) {
  if (path === "") continue;
  const name = path.slice(path.lastIndexOf("node_modules/") + 13);
  const part = bom.components.find((part) => part.name === name && part.version === one.version && part.purl.startsWith("pkg:npm/"));
  check(part !== undefined, `${name} ${one.version} is not in it`);
  check(part?.hashes?.[0].content.length === 128, `${name} has no hash`);
}
const refs = bom.components.map((one) => one["bom-ref"]);
check(new Set(refs).size === refs.length, "a part is named twice");
for (const one of bom.components) check(one.version && /^pkg:(deb\/debian|npm)\//.test(one.purl), `${one.name}: its purl`);
const shipped = bom.dependencies[0].dependsOn;
for (const name of ["preact", "dkfds", "%40zxcvbn-ts/language-common"]) check(shipped.some((ref) => ref.startsWith(`pkg:npm/${name}@`)), `${name} is shipped, and not said to be`);
check(!shipped.some((ref) => ref.includes("playwright")), "what only tests is said to be shipped");
console.log(`${libraries.length} libraries, ${refs.length} parts, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
CHECK
