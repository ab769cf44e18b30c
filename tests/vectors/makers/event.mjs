import { concat, toHex, xor, zeros } from "../../../crypto/browser/bytes.js";
import { sha256 } from "../../../crypto/browser/domain.js";
import { encodeEventHeader } from "../../../crypto/browser/event_header.js";
import { encodeEvent, parseEvent } from "../../../crypto/browser/events.js";
import { frame } from "../../../crypto/browser/wire.js";
import { sign, verifyKey } from "../../../crypto/browser/signing.js";
import * as cast from "../cast.mjs";
import { caseOf } from "../conversation.mjs";
import { stream } from "../stream.mjs";

const { bad, DEPLOYMENT, INV1, INV2, ok } = cast;
const base64 = (bytes) => Buffer.from(bytes).toString("base64");

/** An event again with other header fields, signed anew; the encoder doesn't judge. */
async function remade(event, fields, seeds) {
  const bytes = encodeEventHeader({ ...event.header, ...fields });
  return frame(bytes, [
    ...seeds.map((seed) => sign("event", seed, bytes, DEPLOYMENT)),
    ...event.wraps,
    event.body,
  ]);
}

async function memberFaults({ header, ...event }) {
  const whole = { header, ...event };
  const seeds = [INV1.verifySeed];
  const twoParents = [header.parents[0], xor(header.parents[0], zeros(32).fill(255))];
  const descending = [...twoParents].sort((a, b) => (toHex(a) < toHex(b) ? 1 : -1));
  const made = {
    "compartment 6": { compartment: 6 },
    "compartment 20": { compartment: 20 },
    "compartment 0": { compartment: 0 },
    "no key named": { keyId: zeros(32) },
    "no log": { logId: zeros(16) },
    "log position 0": { logSeq: 0 },
    "log position beyond 2^53": { logSeq: 2n ** 53n },
    "no parents": { parents: [] },
    "a parent twice": { parents: [header.parents[0], header.parents[0]] },
    "parents descending": { parents: descending },
    "17 parents": { parents: Array.from({ length: 17 }, (_, i) => concat(Uint8Array.of(i), zeros(31))) },
    "a key handed over by kind 2": { keys: [{ compartment: 1, keyId: header.keyId }] },
  };
  const cases = [];
  for (const [name, fields] of Object.entries(made)) {
    cases.push(
      bad(name, "parse_event", { submission: toBlob(name, await remade(whole, fields, seeds)) }, "Malformed"),
    );
  }
  return cases;
}

const blobs = {};
function toBlob(name, bytes) {
  blobs[name] = base64(bytes);
  return { blob: name };
}

function byteFaults(message) {
  const header = 4 + 4;
  const patched = (...patch) => ({ submission: { blob: "message of a member", patch } });
  const faults = [
    ["magic", "Malformed", { at: 0, put: "00" }],
    ["version 2", "Malformed", { at: header, put: "02" }],
    ["suite 2", "Malformed", { at: header + 1, put: "02" }],
    ["kind 1", "Malformed", { at: header + 2, put: "01" }],
    ["kind 6", "Malformed", { at: header + 2, put: "06" }],
    ["a reserved byte", "Malformed", { at: header + 243, put: "01" }],
    ["a body of no bucket", "BadLength", { at: header + 204, put: "00001031" }],
    ["a header length too large", "BadLength", { at: 4, put: "00010000" }],
    ["a byte short", "BadLength", { cut: 1 }],
    ["a byte more", "BadLength", { add: "00" }],
    ["body changed", "BadCommitment", { at: -1, xor: "01" }],
    ["body hash changed", "BadCommitment", { at: header + 208, xor: "01" }],
  ];
  const signatureAt = header + message.headerBytes.length;
  const input = (...patch) => ({ ...patched(...patch), author_vk: toHex(verifyKey(INV1.verifySeed)) });
  return [
    ...faults.map(([name, error, step]) => bad(name, "parse_event", patched(step), error)),
    ok("verify a member", "verify_event", input()),
    bad("signature changed", "verify_event", input({ at: signatureAt, xor: "01" }), "BadSignature"),
    bad("log position changed", "verify_event", input({ at: header + 107, put: "09" }), "BadSignature"),
    bad("parent changed", "verify_event", input({ at: header + 244, xor: "01" }), "BadSignature"),
    bad(
      "another member's key",
      "verify_event",
      { ...input(), author_vk: toHex(verifyKey(INV2.verifySeed)) },
      "BadSignature",
    ),
  ];
}

async function reporterCases(talk, message) {
  const other = stream("a thief")(32);
  const seeds = [talk.reporter.signSeed];
  const made = {
    "reporter names a key": { keyId: talk.genesisHeader.keyIds[7] },
    "reporter names a log": { logId: zeros(16).fill(1) },
    "reporter has a log position": { logSeq: 1 },
    "reporter has a previous event": { logPrev: zeros(32).fill(1) },
  };
  const cases = [];
  for (const [name, fields] of Object.entries(made)) {
    cases.push(
      bad(
        name,
        "parse_event",
        { submission: toBlob(name, await remade(message, fields, seeds)) },
        "Malformed",
      ),
    );
  }
  const vk = toHex(talk.reporter.signVk);
  const disguised = await remade(message, {}, [other]);
  const impostor = {
    submission: toBlob("another's signature", disguised),
    author_vk: toHex(verifyKey(other)),
  };
  return [
    ...cases,
    ok("verify a reporter", "verify_event", {
      submission: { blob: "message of the reporter" },
      author_vk: vk,
    }),
    bad("another key under the reporter's id", "verify_event", impostor, "BadCommitment"),
    ok("open with T", "open_event", {
      submission: { blob: "message of the reporter" },
      key: toHex(talk.threads.get(1)),
    }),
    bad(
      "open with another T",
      "open_event",
      { submission: { blob: "message of the reporter" }, key: toHex(talk.threads.get(2)) },
      "BadCommitment",
    ),
  ];
}

async function replacementCases(talk, event) {
  const seeds = [talk.reporter.signSeed, talk.next.signSeed];
  const submission = { blob: "code replaced" };
  const authorVk = toHex(talk.reporter.signVk);
  const { wraps, newKeys } = event.header;
  const swapped = [talk.next.signSeed, talk.reporter.signSeed];
  const twoFaced = { ...newKeys, authVk: newKeys.signVk };
  const toOther = wraps.map((entry) => ({ ...entry, recipientId: talk.reporter.authorId }));
  const made = [
    ["new key did not sign", "verify_event", await remade(event, {}, [seeds[0], seeds[0]]), "BadSignature"],
    ["old key did not sign", "verify_event", await remade(event, {}, [seeds[1], seeds[1]]), "BadSignature"],
    ["signatures in the other order", "verify_event", await remade(event, {}, swapped), "BadSignature"],
    [
      "wraps to the old code",
      "verify_event",
      await remade(event, { wraps: toOther }, seeds),
      "BadCommitment",
    ],
    ["one signature", "parse_event", await remade(event, {}, seeds.slice(0, 1)), "BadLength"],
    [
      "one new key for both jobs",
      "parse_event",
      await remade(event, { newKeys: twoFaced }, seeds),
      "Malformed",
    ],
    [
      "wraps to another key",
      "parse_event",
      await remade(event, { wraps: wraps.map((entry) => ({ ...entry, kemHash: zeros(32) })) }, seeds),
      "Malformed",
    ],
    [
      "wraps of kind 5",
      "parse_event",
      await remade(event, { wraps: wraps.map((entry) => ({ ...entry, kind: 5 })) }, seeds),
      "Malformed",
    ],
    ["a member replaces a code", "parse_event", await remade(event, { compartment: 17 }, seeds), "Malformed"],
  ];
  const failing = made.map(([name, op, bytes, error]) =>
    bad(name, op, { submission: toBlob(name, bytes), author_vk: authorVk }, error),
  );
  const opened = { submission, index: 0, seed: toHex(talk.next.kemSeed), author_vk: authorVk };
  return [
    ok("parse a replacement", "parse_event", { submission }),
    ok("verify a replacement", "verify_event", { submission, author_vk: authorVk }),
    ok("its wrap", "open_event_wrap", opened),
    bad(
      "its wrap with the old code",
      "open_event_wrap",
      { ...opened, seed: toHex(talk.reporter.kemSeed) },
      "BadCommitment",
    ),
    ok("its body", "open_event", { submission, key: toHex(talk.threads.get(1)) }),
    ...failing,
  ];
}

async function rotationCases(talk, event) {
  const seeds = [INV1.verifySeed];
  const submission = { blob: "rotation" };
  const authorVk = toHex(verifyKey(INV1.verifySeed));
  const own = event.header.wraps.findIndex(({ kind }) => kind === 4);
  const opened = { submission, index: own, seed: toHex(talk.reporter.kemSeed), author_vk: authorVk };
  const { keys, wraps } = event.header;
  const made = [
    ["keys without wraps", await remade({ ...event, wraps: [] }, { wraps: [], wrapSetId: null }, seeds)],
    ["wraps without keys", await remade(event, { keys: [] }, seeds)],
    [
      "a key of no compartment",
      await remade(event, { keys: [{ ...keys[0], compartment: 16 }, keys[1]] }, seeds),
    ],
    [
      "a wrap of kind 1",
      await remade(event, { wraps: wraps.map((entry, i) => (i ? entry : { ...entry, kind: 1 })) }, seeds),
    ],
  ];
  const altered = event.wraps.map((wrap, i) =>
    i === own ? wrap.map((byte, k) => (k === 1_290 ? byte ^ 1 : byte)) : wrap,
  );
  const hashes = await Promise.all(altered.map((wrap) => sha256(wrap)));
  const forged = await remade(
    { ...event, wraps: altered },
    { wraps: wraps.map((entry, i) => ({ ...entry, wrapHash: hashes[i] })) },
    seeds,
  );
  return [
    ok("parse a rotation", "parse_event", { submission }),
    ok("the reporter's wrap", "open_event_wrap", opened),
    ok("an investigator's wrap", "open_event_wrap", { ...opened, index: 0, seed: toHex(INV1.kemSeed) }),
    bad("no such wrap", "open_event_wrap", { ...opened, index: wraps.length }, "Malformed"),
    bad(
      "another author",
      "open_event_wrap",
      { ...opened, author_vk: toHex(verifyKey(INV2.verifySeed)) },
      "DecryptionFailed",
    ),
    bad(
      "a wrap changed",
      "open_event_wrap",
      { ...opened, submission: toBlob("a wrap changed", forged) },
      "DecryptionFailed",
    ),
    ...made.map(([name, bytes]) =>
      bad(name, "parse_event", { submission: toBlob(name, bytes) }, "Malformed"),
    ),
  ];
}

export async function makeEvent() {
  const talk = await caseOf("events");
  const message = await talk.memberMessage(INV1, "We have read it.");
  const own = await talk.reporterMessage("Thank you.");
  const rotation = await talk.rotation(INV1);
  const replaced = await talk.codeReplaced();
  toBlob("message of a member", encodeEvent(message));
  toBlob("message of the reporter", encodeEvent(own));
  toBlob("rotation", encodeEvent(rotation));
  toBlob("code replaced", encodeEvent(replaced));
  const cases = [
    ok("parse a member's message", "parse_event", { submission: { blob: "message of a member" } }),
    ok("parse a reporter's message", "parse_event", { submission: { blob: "message of the reporter" } }),
    ok("open a member's message", "open_event", {
      submission: { blob: "message of a member" },
      key: toHex(talk.threads.get(1)),
    }),
    ...byteFaults(await parseEvent(encodeEvent(message))),
    ...(await memberFaults(message)),
    ...(await reporterCases(talk, own)),
    ...(await replacementCases(talk, replaced)),
    ...(await rotationCases(talk, rotation)),
  ];
  return { about: "Events: messages, a rotation, a replaced code.", blobs, cases };
}
