import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { fromBase64, fromHex } from "../../../crypto/browser/bytes.js";
import { derive } from "../../../crypto/browser/reporter_keys.js";
import { openThread } from "../../../crypto/browser/thread.js";
import { stream } from "../../vectors/stream.mjs";

const file = JSON.parse(readFileSync(new URL("../../vectors/thread.json", import.meta.url), "utf8"));
const deployment = fromHex(file.deployment);
const scene = file.cases.find(({ name }) => name === "a rotation").in;
const entries = scene.entries.map((name) => file.entries[name]);
const containers = new Map(
  Object.values(file.keyrings).map(({ hash, blob }) => [hash, fromBase64(file.blobs[blob])]),
);
const reporter = await derive(fromHex(scene.root_key), deployment);

const open = (changes = {}) =>
  openThread({
    entries,
    caseId: scene.case_id,
    reporter,
    rootVk: fromHex(scene.root_vk),
    deployment,
    fetchKeyring: async (hash) => containers.get(hash),
    ...changes,
  });

test("a portal that says anything at all gets problems, never an exception", async () => {
  const rubbish = [
    null,
    undefined,
    7,
    "x",
    {},
    [null],
    [[]],
    [{}],
    [{ header: null }],
    [{ header: "AQEB" }],
    [{ header: "!" }],
  ];
  for (const one of rubbish) {
    const thread = await open({ entries: one });
    assert.equal(thread.opened, false);
    assert.ok(thread.problems.length > 0);
  }
  for (const caseId of [null, 5, "", "zz", "00".repeat(32)])
    assert.equal((await open({ caseId })).opened, false);
});

test("a keyring that is refused, missing or another one shuts out its events only", async () => {
  const answers = [
    async () => {
      throw new Error("503");
    },
    async () => null,
    async () => new Uint8Array(8),
    async () => [...containers.values()][1],
  ];
  for (const fetchKeyring of answers) {
    const thread = await open({ fetchKeyring });
    assert.equal(thread.opened, true);
    assert.deepEqual(
      thread.records.map(({ kind }) => kind),
      ["genesis"],
    );
  }
});

/** Changes one bit of one text somewhere in the portal's answer. */
function damaged(random) {
  const copy = JSON.parse(JSON.stringify(entries));
  const entry = copy[random(1)[0] % copy.length];
  const fields = [
    [entry, "header"],
    [entry.signatures, 0],
    ...entry.bodies.map((_, i) => [entry.bodies, i]),
    ...entry.wraps.map((_, i) => [entry.wraps[i], "wrap"]),
  ].filter(([place, name]) => typeof place[name] === "string");
  const [place, name] = fields[random(1)[0] % fields.length];
  const text = place[name];
  const at = (random(1)[0] * 256 + random(1)[0]) % text.length;
  place[name] = text.slice(0, at) + (text[at] === "a" ? "b" : "a") + text.slice(at + 1);
  return copy;
}

test("no change of one letter goes unnoticed, none raises, none adds a word", async () => {
  const random = stream("damaged threads");
  const honest = await open();
  assert.deepEqual(honest.problems, []);
  const said = new Set(honest.records.map(({ body }) => JSON.stringify(body)));
  for (let i = 0; i < 40; i += 1) {
    const thread = await open({ entries: damaged(random) });
    assert.ok(thread.problems.length > 0, `change ${i}`);
    assert.ok(thread.records.every(({ body }) => said.has(JSON.stringify(body))));
  }
});

test("the order of arrival and repeats change nothing", async () => {
  const honest = await open();
  const shuffled = await open({ entries: [...entries].reverse().concat(entries) });
  assert.deepEqual(shuffled.records, honest.records);
  assert.deepEqual(shuffled.heads, honest.heads);
});

test("a rotation hands her the key to write under, and she keeps the old one to read", async () => {
  const thread = await open();
  assert.equal(thread.generations.length, 2);
  assert.deepEqual(thread.threads.get(1), thread.generations[1].get(1).key);
  assert.deepEqual(thread.threads.get(2), thread.generations[0].get(2).key);
});
