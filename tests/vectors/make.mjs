/**
 * Writes the vector files; `--check` rebuilds them and compares. A maker says what goes in and which error
 * class must come; what comes out is filled in by running the browser's code, and held against the Python
 * code by its own runner.
 */
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { toHex } from "../../crypto/browser/bytes.js";
import { DEPLOYMENT } from "./cast.mjs";
import { makeCode } from "./makers/code.mjs";
import { makeEvent } from "./makers/event.mjs";
import { makeGenesis } from "./makers/genesis.mjs";
import { makeIntake } from "./makers/intake.mjs";
import { makeKeyring } from "./makers/keyring.mjs";
import { makeManifest } from "./makers/manifest.mjs";
import { makeRootChange } from "./makers/root_change.mjs";
import { makeHpke, makeKeys, makePadding, makePayload } from "./makers/primitives.mjs";
import { makeLogin, makeSignature } from "./makers/signature.mjs";
import { makePacket } from "./makers/packet.mjs";
import { makeSurvey } from "./makers/survey.mjs";
import { makeThread } from "./makers/thread.mjs";
import { OPERATIONS } from "./operations.mjs";
import { bytesOf } from "./values.mjs";

const FOLDER = path.dirname(fileURLToPath(import.meta.url));
const MAKERS = {
  code: makeCode,
  keys: makeKeys,
  hpke: makeHpke,
  padding: makePadding,
  payload: makePayload,
  signature: makeSignature,
  login: makeLogin,
  keyring: makeKeyring,
  intake: makeIntake,
  manifest: makeManifest,
  root_change: makeRootChange,
  packet: makePacket,
  survey: makeSurvey,
  genesis: makeGenesis,
  event: makeEvent,
  thread: makeThread,
};

async function outcome(one, file) {
  const context = { deployment: DEPLOYMENT, bytes: (value) => bytesOf(value, file.blobs), file };
  try {
    return { out: await OPERATIONS[one.op](one.in, context) };
  } catch (error) {
    if (!error.code) throw error;
    return { error: error.code };
  }
}

async function fill(name, file) {
  const names = new Set();
  for (const one of file.cases) {
    if (names.has(one.name)) throw new Error(`${name}: ${one.name} stands twice`);
    names.add(one.name);
    const { out, error } = await outcome(one, file);
    if (error !== one.error)
      throw new Error(`${name}: ${one.name} gives ${error || "no error"}, not ${one.error || "none"}`);
    if (out) one.out = out;
  }
  return `${JSON.stringify({ about: file.about, deployment: toHex(DEPLOYMENT), ...file }, null, 1)}\n`;
}

const check = process.argv.includes("--check");
const stale = [];
for (const [name, make] of Object.entries(MAKERS)) {
  const target = path.join(FOLDER, `${name}.json`);
  const text = await fill(name, await make());
  if (!check) await writeFile(target, text);
  else if ((await readFile(target, "utf8").catch(() => "")) !== text) stale.push(`${name}.json`);
}
if (stale.length > 0) {
  console.error(`Not what make.mjs writes: ${stale.join(", ")}. Run: npm run vectors`);
  process.exit(1);
}
