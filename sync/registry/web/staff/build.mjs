// Builds the staff page: bundle, stylesheet, fonts and icons, under names that hold their hash, and from them one C
// file (staff/assets.h), so that they are a part of the program.
//
// usage: node build.mjs FOLDER      makes FOLDER/staff_assets.c; what it was made of lies beside it
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import esbuild from "esbuild";
import { PurgeCSS } from "purgecss";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const web = dirname(here);
const out = process.argv[2];
if (!out) throw new Error("usage: build.mjs FOLDER");
const assets = join(resolve(out), "assets");
rmSync(assets, { recursive: true, force: true });
mkdirSync(assets, { recursive: true });

// An icon of dkfds is imported as its lines, which a component draws: no page is put together from text.
const icons = {
  name: "icons",
  setup(build) {
    build.onResolve({ filter: /^icon:/ }, (found) => ({ path: found.path.slice(5), namespace: "icon" }));
    build.onLoad({ filter: /.*/, namespace: "icon" }, (found) => {
      const text = readFileSync(join(web, "node_modules/dkfds/dist/img/svg-icons", `${found.path}.svg`), "utf8");
      const box = /viewBox="([^"]*)"/.exec(text)[1];
      const paths = [...text.matchAll(/ d="([^"]*)"/g)].map((hit) => hit[1]);
      return { contents: JSON.stringify({ box, paths }), loader: "json" };
    });
  },
};

// dkfds as SCSS with our colours; of what it says only what our sources name stays.
function sources(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((one) => /\.tsx?$/.test(one.name))
    .map((one) => join(one.parentPath ?? one.path, one.name));
}
const styled = sass.compile(join(here, "style.scss"), {
  loadPaths: [join(web, "node_modules")],
  quietDeps: true,
});
const [purged] = await new PurgeCSS().purge({
  content: sources(here).map((path) => ({ raw: readFileSync(path, "utf8"), extension: "ts" })),
  css: [{ raw: styled.css }],
  defaultExtractor: (text) => text.match(/[A-Za-z][A-Za-z0-9_-]*/g) ?? [],
  safelist: { standard: ["html", "body"], greedy: [/^::/, /::before/, /::after/] },
});
const style = {
  name: "style",
  setup(build) {
    build.onResolve({ filter: /^staff:style$/ }, () => ({ path: "style", namespace: "style" }));
    build.onLoad({ filter: /.*/, namespace: "style" }, () => ({
      contents: purged.css, loader: "css", resolveDir: web,
    }));
  },
};

const made = await esbuild.build({
  absWorkingDir: web,
  entryPoints: { staff: "./staff/main.tsx", style: "staff:style", mark: "./staff/mark.svg" },
  outdir: assets,
  bundle: true,
  splitting: true,
  format: "esm",
  target: ["chrome109", "firefox115", "safari16.4"],
  minify: true,
  legalComments: "none",
  charset: "utf8",
  jsx: "automatic",
  jsxImportSource: "preact",
  define: { "process.env.NODE_ENV": '"production"' },
  entryNames: "[name]-[hash]",
  chunkNames: "part-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".svg": "copy", ".woff2": "copy" },
  plugins: [icons, style],
  metafile: true,
  logLevel: "warning",
  tsconfig: join(here, "tsconfig.json"),
});

// ---- the same as C ----
const types = {
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml; charset=utf-8",
  woff2: "font/woff2",
};
const bytes = (array, name) => {
  const lines = [];
  for (let at = 0; at < array.length; at += 64) lines.push([...array.subarray(at, at + 64)].join(","));
  return `static const unsigned char ${name}[] = {${lines.join(",\n")}};\n`;
};
const entry = (wanted) => {
  const found = Object.keys(made.metafile.outputs).map((path) => relative(assets, join(web, path)));
  const name = found.find((path) => path.startsWith(`${wanted}-`));
  if (!name) throw new Error(`nothing is called ${wanted}`);
  return name;
};
let code = '/* Made by sync/registry/web/staff/build.mjs. */\n#include "sync/registry/web/staff_assets.h"\n\n';
let table = "";
let sum = 0;
readdirSync(assets).sort().forEach((name, number) => {
  const plain = readFileSync(join(assets, name));
  const type = types[name.slice(name.lastIndexOf(".") + 1)];
  if (!type) throw new Error(`${name}: of which type is it?`);
  const packed = gzipSync(plain, { level: 9 });
  packed[9] = 255; // the operating system, which is nobody's business
  const smaller = packed.length < plain.length * 0.95;
  code += bytes(plain, `plain_${number}`);
  if (smaller) code += bytes(packed, `packed_${number}`);
  const gzip = smaller ? `packed_${number}, sizeof(packed_${number})` : "NULL, 0";
  table += `    {"${name}", "${type}", plain_${number}, sizeof(plain_${number}), ${gzip}},\n`;
  sum += smaller ? packed.length : plain.length;
});
code += `\nconst struct staff_asset staff_assets[] = {\n${table}};\n`;
code += "const size_t staff_assets_count = sizeof(staff_assets) / sizeof(staff_assets[0]);\n";
code += `const char staff_script[] = "${entry("staff")}";\nconst char staff_style[] = "${entry("style")}";\n`;
code += `const char staff_mark[] = "${entry("mark")}";\n`;
writeFileSync(join(out, "staff_assets.c"), code);
if (process.env.STAFF_SIZES) {
  for (const [path, { bytes: count }] of Object.entries(made.metafile.outputs)) console.log(`${count}\t${path}`);
  console.log(`${sum}\tin all, compressed`);
}
