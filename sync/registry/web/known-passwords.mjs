// Writes the passwords that were stolen most often as C, hashed: sync/registry/staff/known_passwords.h.
// usage: node known-passwords.mjs FILE
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

const list = JSON.parse(readFileSync(new URL("node_modules/@zxcvbn-ts/language-common/src/passwords.json", import.meta.url), "utf8"));
if (!Array.isArray(list) || list.length < 10_000) throw new Error(`a list of ${list.length} passwords is none`);
// Only the letters A to Z are made small, as the program does it.
const small = (text) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
const hashes = new Set(list.map((text) => createHash("sha256").update(small(text)).digest("hex").slice(0, 16)));
const lines = [...hashes].sort().map((hash) => `    0x${hash},`);
writeFileSync(process.argv[2], [
  '#include "sync/registry/staff/known_passwords.h"', "", "const uint64_t known_password_hashes[] = {", ...lines, "};",
  `const size_t known_password_hashes_count = ${hashes.size};`, "",
].join("\n"));
