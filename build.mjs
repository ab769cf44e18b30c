/**
 * Builds the scripts and styles of the reporter's pages: portal/static/src → portal/static/built, with hashed names, and assets.json,
 * which maps each logical name to its file. The result is committed, so that running Amparo needs no Node; the same input
 * gives the same bytes.
 *
 * `node build.mjs --check` builds in memory and compares; `--weigh` also prints what each file weighs with brotli.
 */
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

import { build } from "esbuild";

const ROOT = path.dirname(fileURLToPath(import.meta.url));
const SOURCE = path.join(ROOT, "portal", "static", "src");
const TARGET = path.join(ROOT, "portal", "static", "built");
/** The console needs no bundler: it gets the colours as they are. */
const TOKENS = path.join(ROOT, "design", "tokens.css");
const CONSOLE_TOKENS = path.join(ROOT, "investigator_console", "static", "tokens.css");
/**
 * What the pages name. Each is built on its own: a page's first part and its later parts share files, two pages do not, or a
 * first visit would ask for a dozen of them.
 */
const ENTRIES = ["report.js", "case.js", "answer.js", "leave.js", "style.css", "icon.svg"];
/** Modules that pages fetch a moment later, and have to know by name. */
const LATER = ["submit.js", "opening.js", "en.js", "es.js", "fr.js"];

async function bundle() {
  const results = await Promise.all(ENTRIES.map(partsOf));
  const files = new Map(results.flatMap((result) => [...filesOf(result)]));
  const names = Object.assign({}, ...results.map(({ metafile }) => namesOf(metafile)));
  files.set("assets.json", Buffer.from(`${JSON.stringify(Object.fromEntries(Object.entries(names).sort()), null, 2)}\n`));
  return files;
}

async function consoleTokens() {
  return Buffer.concat([Buffer.from("/* Built by build.mjs from design/tokens.css: change that one. */\n"), await readFile(TOKENS)]);
}

function partsOf(entry) {
  return build({
    absWorkingDir: ROOT,
    // Names hold a hash of where a module lies: a linked folder of packages must give the same ones.
    preserveSymlinks: true,
    entryPoints: [path.join(SOURCE, entry)],
    outdir: TARGET,
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    bundle: true,
    splitting: true,
    loader: { ".svg": "copy" },
    format: "esm",
    target: ["es2020", "chrome80", "firefox78"],
    minify: true,
    charset: "utf8",
    legalComments: "none",
    metafile: true,
    write: false,
  });
}

function filesOf({ outputFiles, metafile }) {
  const files = new Map(outputFiles.map((file) => [path.basename(file.path), Buffer.from(file.contents)]));
  inlineHelpers(files, metafile);
  for (const [name, bytes] of files) {
    if (name.endsWith(".css")) files.set(name, Buffer.from(forBrowsersOf2020(bytes.toString())));
  }
  return files;
}

/**
 * Browsers of 2020 know `margin-block-start`, and not yet `margin-block`, nor `inset-block-start`. The pages are written from
 * top to bottom in every language, so that the block's start is the top.
 */
function forBrowsersOf2020(css) {
  const sides = (property) =>
    property === "inset-block" ? ["top", "bottom"] : [`${property}-start`, `${property}-end`];
  return css
    .replace(/(?<=[{;])((?:margin|padding|inset)-(?:block|inline)):([^;}]+)/g, (_, property, value) => {
      const [start, end = start] = value.trim().split(/ (?![^(]*\))/);
      return sides(property)
        .map((side, at) => `${side}:${at === 0 ? start : end}`)
        .join(";");
    })
    .replace(/(?<=[{;])inset-block-start:/g, "top:")
    .replace(/(?<=[{;])inset-block-end:/g, "bottom:");
}

/**
 * esbuild puts its own helper for class fields into a file of its own: 180 bytes for which every page would send a request
 * more. It goes into the files that use it, in a function, so that its names meet no others.
 */
function inlineHelpers(files, { outputs }) {
  const helpers = Object.entries(outputs).filter(
    ([name, { inputs, entryPoint }]) => name.endsWith(".js") && !entryPoint && Object.keys(inputs).length === 0,
  );
  for (const [output] of helpers) {
    const name = path.basename(output);
    const [, code, inner, outer] = /^([^]*)export\{(\w+) as (\w+)\};\s*$/.exec(files.get(name).toString());
    files.delete(name);
    for (const [user, bytes] of files) {
      const bound = new RegExp(`import\\{${outer} as ([\\w$]+)\\}from"\\./${name}";`);
      const text = bytes
        .toString()
        .replace(`import"./${name}";`, "")
        .replace(bound, (_, known) => `var ${known}=(()=>{${code}return ${inner}})();`);
      if (text.includes(name)) throw new Error(`${user} uses ${name} in a way that the build does not know`);
      if (user.endsWith(".js")) files.set(user, Buffer.from(text));
    }
  }
}

/** {"report.js": "report-ABC.js"}: what the templates ask for, and what it is called. */
function namesOf({ outputs }) {
  const entries = Object.entries(outputs).filter(([, { entryPoint }]) => entryPoint);
  const names = entries.map(([output, { entryPoint }]) => [path.basename(entryPoint), path.basename(output)]);
  return Object.fromEntries(names.filter(([name]) => [...ENTRIES, ...LATER].includes(name)));
}

async function standing() {
  const names = await readdir(TARGET).catch(() => []);
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(path.join(TARGET, name))])),
  );
}

function differences(built, there) {
  const names = [...new Set([...built.keys(), ...there.keys()])].sort();
  return names.filter(
    (name) => !built.has(name) || !there.has(name) || !built.get(name).equals(there.get(name)),
  );
}

function weigh(files) {
  const parameters = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  for (const [name, bytes] of files) {
    console.log(
      `${name}\t${bytes.length}\t${brotliCompressSync(bytes, { params: parameters }).length} brotli`,
    );
  }
}

const built = await bundle();
const tokens = await consoleTokens();
if (process.argv.includes("--weigh")) weigh(built);
if (process.argv.includes("--check")) {
  const different = differences(built, await standing());
  const known = await readFile(CONSOLE_TOKENS).catch(() => Buffer.alloc(0));
  if (!known.equals(tokens)) different.push(path.relative(ROOT, CONSOLE_TOKENS));
  if (different.length > 0) {
    console.error(`Not what the sources build: ${different.join(", ")}. Run: npm run build`);
    process.exit(1);
  }
} else {
  await rm(TARGET, { recursive: true, force: true });
  await mkdir(TARGET, { recursive: true });
  await Promise.all([...built].map(([name, bytes]) => writeFile(path.join(TARGET, name), bytes)));
  await writeFile(CONSOLE_TOKENS, tokens);
}
