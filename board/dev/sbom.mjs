// What the programs are made of, for whoever watches for weaknesses: a CycloneDX 1.5 file of the Debian packages that
// they are linked with, and of npm's packages, from package-lock.json, by hash.
//
// usage: node sbom.mjs BUILD FILE      BUILD: the folder of the three programs
//
// npm's own `npm sbom` came with npm 10, and Debian has 9; it knows nothing of Debian's packages either.
import { execFileSync } from "node:child_process";
import { readFileSync, realpathSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const [build, file] = process.argv.slice(2);
const programs = ["forhal-kiosk", "forhal-sync", "forhal-registry"];
const run = (program, ...words) => execFileSync(program, words, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
const attempt = (otherwise, ...words) => {
  try {
    return run(...words);
  } catch {
    return otherwise;
  }
};

// ---- Debian ----

// Every library that is loaded with a program, by its file: which programs it is.
function librariesOf() {
  const found = new Map();
  for (const program of programs) {
    for (const [, path] of run("ldd", join(build, program)).matchAll(/(?:=>\s*|^\s*)(\/\S+)/gm)) {
      found.set(path, [...(found.get(path) ?? []), program]);
    }
  }
  return found;
}

// dpkg knows a file by the name it was unpacked under: with or without /usr, and not by a link to it.
function packageOf(path) {
  const real = realpathSync(path);
  for (const name of [path, real, real.replace(/^\/usr\//, "/"), path.replace(/^\/usr\//, "/"), `/usr${path}`]) {
    const line = attempt("", "dpkg-query", "--search", name);
    if (line !== "") return line.split("\n")[0].replace(/: \/.*$/, "").split(",")[0].trim();
  }
  throw new Error(`no package has ${path}`);
}

function debian() {
  const packages = new Map();
  for (const [path, by] of librariesOf()) {
    const name = packageOf(path);
    const one = packages.get(name) ?? { files: new Set(), by: new Set() };
    one.files.add(basename(path));
    for (const program of by) one.by.add(program);
    packages.set(name, one);
  }
  return [...packages].map(([full, { files, by }]) => {
    const [name, version, arch, source] = run("dpkg-query", "--show", "--showformat=${Package}\t${Version}\t${Architecture}\t${source:Package}", full).split("\t");
    const purl = `pkg:deb/debian/${encodeURIComponent(name)}@${encodeURIComponent(version)}?arch=${arch}`;
    return {
      type: "library", "bom-ref": purl, name, version, purl, scope: "required",
      properties: [
        { name: "debian:source", value: source },
        { name: "forhal:files", value: [...files].sort().join(" ") },
        { name: "forhal:programs", value: [...by].sort().join(" ") },
      ],
    };
  });
}

// ---- npm ----

function npm() {
  const lock = JSON.parse(readFileSync(join(root, "sync/registry/web/package-lock.json"), "utf8"));
  const found = new Map();
  for (const [path, one] of Object.entries(lock.packages)) {
    if (path === "") continue;
    const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    const purl = `pkg:npm/${name.replace("@", "%40")}@${one.version}`;
    const [algorithm, digest] = (one.integrity ?? "").split(/-(.*)/s);
    found.set(purl, {
      type: "library", "bom-ref": purl, name, version: one.version, purl,
      scope: one.dev || one.optional ? "excluded" : "required", // excluded: it makes or tests the pages, and is in none
      ...(algorithm === "sha512" ? { hashes: [{ alg: "SHA-512", content: Buffer.from(digest, "base64").toString("hex") }] } : {}),
      ...(one.license ? { licenses: [{ expression: one.license }] } : {}),
    });
  }
  return [...found.values()];
}

const version = attempt("unknown", "git", "describe", "--always", "--dirty");
const seconds = Number(attempt("0", "git", "log", "-1", "--format=%ct"));
const by = (one, other) => (one.purl < other.purl ? -1 : one.purl > other.purl ? 1 : 0);
const components = [...debian(), ...npm()].sort(by);
const bom = {
  bomFormat: "CycloneDX", specVersion: "1.5", version: 1,
  metadata: {
    timestamp: new Date(seconds * 1000).toISOString(),
    component: { type: "application", "bom-ref": "forhal", name: "forhal", version, licenses: [{ license: { id: "MPL-2.0" } }] },
  },
  components,
  dependencies: [{ ref: "forhal", dependsOn: components.filter((one) => one.scope === "required").map((one) => one["bom-ref"]) }],
};
writeFileSync(file, `${JSON.stringify(bom, null, 2)}\n`);
console.log(`${components.length} parts in ${file}`);
