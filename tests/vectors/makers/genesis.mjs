import { concat, equal, toHex, utf8, zeros } from "../../../crypto/browser/bytes.js";
import { sha256 } from "../../../crypto/browser/domain.js";
import {
  genesisContext,
  openReporterKeys,
  openWrap,
  parseSubmission,
} from "../../../crypto/browser/genesis.js";
import { encodeGenesisHeader } from "../../../crypto/browser/genesis_header.js";
import { wrap } from "../../../crypto/browser/hpke.js";
import { eventKeys, packSlots, wrapInfo } from "../../../crypto/browser/keys.js";
import { padBody } from "../../../crypto/browser/padding.js";
import { sealChunks } from "../../../crypto/browser/payload.js";
import { derive } from "../../../crypto/browser/reporter_keys.js";
import { sign } from "../../../crypto/browser/signing.js";
import { frame } from "../../../crypto/browser/wire.js";
import * as cast from "../cast.mjs";
import {
  BODIES,
  castReport,
  castSupplement,
  EXCLUSIONS as exclusions,
  LATER,
  LATER_ROSTERS,
  laterBodies,
  ROOT_KEY,
  SAID,
} from "../report.mjs";
import { stream } from "../stream.mjs";
import { differences } from "../values.mjs";

const { ALT1, ALT2, bad, DEPLOYMENT, ETH1, INV1, INV2, ok, STAT1, VCO1 } = cast;
const base64 = (bytes) => Buffer.from(bytes).toString("base64");
const REPORTER_INDEX = cast.RECIPIENTS.length;

/** A faulty report, written as what differs from the good one. */
const asPatch = (report, bytes) => ({ blob: "report", patch: differences(report.bytes, bytes) });

/** The report again with changed header fields, wraps or bodies; hashes and signature are made to fit. */
async function remade(report, { fields = {}, wraps = {}, bodies = {}, seed = report.reporter.signSeed }) {
  const { header, wraps: oldWraps, bodies: oldBodies } = await parseSubmission(report.bytes);
  const newWraps = oldWraps.map((old, i) => wraps[i] || old);
  const newBodies = oldBodies.map((old, i) => bodies[i + 1] || old);
  const entries = await Promise.all(
    header.entries.map(async (entry, i) => ({ ...entry, wrapHash: await sha256(newWraps[i]) })),
  );
  const described = await Promise.all(
    newBodies.map(async (body) => ({ length: body.length, hash: await sha256(body) })),
  );
  const bytes = encodeGenesisHeader({ ...header, entries, bodies: described, ...fields });
  return frame(bytes, [sign("genesis", seed, bytes, DEPLOYMENT), ...newWraps, ...newBodies]);
}

async function layoutFaults(report) {
  const { header } = await parseSubmission(report.bytes);
  const at = (offset) => 8 + offset;
  const entry = (i) => at(1_896 + 80 * i);
  const size = 1_896 + 80 * (REPORTER_INDEX + 1);
  const wrapsAt = at(size + 64);
  const patched = (...patch) => ({ submission: { blob: "report", patch } });
  const faults = [
    ["magic", "Malformed", { at: 0, put: "414d5032" }],
    ["version 2", "Malformed", { at: at(0), put: "02" }],
    ["suite 2", "Malformed", { at: at(1), put: "02" }],
    ["kind 2", "Malformed", { at: at(2), put: "02" }],
    ["one recipient", "Malformed", { at: at(3), put: "01" }],
    ["17 recipients", "Malformed", { at: at(3), put: "11" }],
    ["a key both to log in and to sign", "Malformed", { at: at(68), put: toHex(header.signVk) }],
    ["a recipient twice", "Malformed", { at: entry(1), put: toHex(header.entries[0].recipientId) }],
    ["the last wrap to another key", "Malformed", { at: entry(REPORTER_INDEX) + 16, xor: "01" }],
    ["a body of no bucket", "BadLength", { at: at(1_716), put: "00001031" }],
    ["a larger body 3", "BadLength", { at: at(1_716 + 72), put: "00004030" }],
    ["a larger body 1 alone", "BadLength", { at: at(1_716), put: "00004030" }],
    ["a header length too large", "BadLength", { at: 4, put: "00010000" }],
    ["a byte short", "BadLength", { cut: 1 }],
    ["a byte more", "BadLength", { add: "00" }],
    ["nothing but magic", "BadLength", { cut: report.bytes.length - 4 }],
    ["a wrap changed", "BadCommitment", { at: wrapsAt, xor: "01" }],
    [
      "a wrap injected in place of another",
      "BadCommitment",
      { at: wrapsAt, put: toHex(report.bytes.slice(wrapsAt + 1_296, wrapsAt + 2_592)) },
    ],
    ["the reporter's wrap changed", "BadCommitment", { at: wrapsAt + 1_296 * REPORTER_INDEX, xor: "01" }],
    ["a body changed", "BadCommitment", { at: -1, xor: "01" }],
  ];
  return faults.map(([name, error, step]) => bad(name, "parse_submission", patched(step), error));
}

async function signatureFaults(report) {
  const { header } = await parseSubmission(report.bytes);
  const other = await derive(stream("another reporter")(32), DEPLOYMENT);
  const entries = header.entries.map((entry, i) =>
    i === REPORTER_INDEX ? { ...entry, recipientId: other.authorId } : entry,
  );
  const made = {
    "another case": await remade(report, { fields: { caseId: other.ownCaseId } }),
    "another reporter's wrap": await remade(report, { fields: { entries } }),
    "signed by another key": await remade(report, { seed: other.signSeed }),
  };
  const verified = (...patch) => ({ submission: { blob: "report", patch } });
  const remadeAs = (name, error) =>
    bad(name, "verify_submission", { submission: asPatch(report, made[name]) }, error);
  const signatureAt = 8 + 1_896 + 80 * (REPORTER_INDEX + 1);
  return [
    ok("verify", "verify_submission", verified()),
    bad("signature changed", "verify_submission", verified({ at: signatureAt, xor: "01" }), "BadSignature"),
    bad("keyring hash changed", "verify_submission", verified({ at: 8 + 1_316, xor: "01" }), "BadSignature"),
    bad("key id changed", "verify_submission", verified({ at: 8 + 1_396, xor: "01" }), "BadSignature"),
    remadeAs("signed by another key", "BadSignature"),
    remadeAs("another case", "BadCommitment"),
    remadeAs("another reporter's wrap", "BadCommitment"),
  ];
}

/** The last wrap again, with other slots under the same seal. */
async function ownWrapWith(report, slots) {
  const { header } = await parseSubmission(report.bytes);
  const { reporter } = report;
  const { caseId, wrapSetId, keyEntries, signVk, entries } = header;
  const { recipientId, kemHash } = entries[REPORTER_INDEX];
  const info = await wrapInfo(
    { caseId, kind: 4, wrapSetId, keyEntries, authorVk: signVk, recipientId, kemHash },
    DEPLOYMENT,
  );
  return remade(report, {
    wraps: { [REPORTER_INDEX]: await wrap(reporter.kemPk, info, packSlots(slots), stream("own wrap")) },
  });
}

async function keyCases(report) {
  const { reporter } = report;
  const submission = await parseSubmission(report.bytes);
  const { threads } = await openReporterKeys(submission, reporter.kemSeed, DEPLOYMENT);
  const [t1, t2, t3] = threads.values();
  const flag = (byte) => concat(Uint8Array.of(byte), zeros(31));
  const made = {
    "T of another lane": [t2, t1, t3, null, flag(1)],
    "a thread key missing": [t1, null, t3, null, flag(1)],
    "a record key smuggled": [t1, t2, t3, t1, flag(1)],
    "a lane that is none": [t1, t2, t3, null, flag(8)],
  };
  const altered = submission.wraps[0].map((byte, i) => (i === 1_290 ? byte ^ 1 : byte));
  const resealed = asPatch(report, await remade(report, { wraps: { 0: altered } }));
  const own = { submission: { blob: "report" }, index: REPORTER_INDEX, seed: toHex(reporter.kemSeed) };
  const ownWith = async (name, error) =>
    bad(
      name,
      "open_keys",
      { ...own, submission: asPatch(report, await ownWrapWith(report, made[name])) },
      error,
    );
  const opened = (member, submission = { blob: "report" }) => {
    const index = cast.RECIPIENTS.indexOf(member);
    return { submission, index, seed: toHex(member.kemSeed) };
  };
  return [
    ok("wrap of an investigator", "open_wrap", opened(INV1)),
    ok("wrap of victim care", "open_wrap", opened(VCO1)),
    ok("wrap of ethics: retaliation and share A", "open_wrap", opened(ETH1)),
    ok("wrap of oversight: share B", "open_wrap", opened(ALT1)),
    ok("wrap of the reporter", "open_wrap", {
      ...opened(INV1),
      index: REPORTER_INDEX,
      seed: toHex(reporter.kemSeed),
    }),
    bad("wrap to another", "open_wrap", { ...opened(INV1), seed: toHex(INV2.kemSeed) }, "BadCommitment"),
    bad("wrap to nobody: no key was published", "open_wrap", opened(ALT2), "BadCommitment"),
    bad("no such wrap", "open_wrap", { ...opened(INV1), index: REPORTER_INDEX + 1 }, "Malformed"),
    bad("a wrap altered and signed", "open_wrap", opened(INV1, resealed), "DecryptionFailed"),
    ok("the reporter's keys", "open_keys", own),
    await ownWith("T of another lane", "BadCommitment"),
    await ownWith("a thread key missing", "Malformed"),
    await ownWith("a record key smuggled", "Malformed"),
    await ownWith("a lane that is none", "Malformed"),
  ];
}

async function bodyCases(report) {
  const submission = await parseSubmission(report.bytes);
  const slots = await openWrap(submission, cast.RECIPIENTS.indexOf(INV1), INV1.kemSeed, DEPLOYMENT);
  const keys = await eventKeys(slots[0], await genesisContext(submission.header, 1, DEPLOYMENT), DEPLOYMENT);
  const sealed = (plain) => sealChunks(keys.key, keys.commit, plain);
  const dirty = padBody(utf8('{"v":1}'));
  dirty[4_000] = 1;
  const made = {
    "a body altered and signed": [
      submission.bodies[0].map((byte, i) => (i === 100 ? byte ^ 1 : byte)),
      "DecryptionFailed",
    ],
    "padding that is not zeros": [await sealed(dirty), "BadPadding"],
    "a body that is no JSON": [await sealed(padBody(utf8("{'v':1}"))), "Malformed"],
    "a body that is a list": [await sealed(padBody(utf8('[{"v":1}]'))), "Malformed"],
    "a body with a key twice": [await sealed(padBody(utf8('{"v":1,"story":"a","story":"b"}'))), "Malformed"],
    "a body with half a character": [await sealed(padBody(utf8('{"v":1,"story":"\\ud83d"}'))), "Malformed"],
    "a body with a number too large": [
      await sealed(padBody(utf8('{"v":1,"n":9007199254740993}'))),
      "Malformed",
    ],
    "a body nested deeply": [
      await sealed(padBody(utf8(`{"v":${"[".repeat(40)}${"]".repeat(40)}}`))),
      "Malformed",
    ],
  };
  const input = (c, key, submission = { blob: "report" }) => ({ submission, c, key: toHex(key) });
  const faults = [];
  for (const [name, [body, error]] of Object.entries(made)) {
    const submission = asPatch(report, await remade(report, { bodies: { 1: body } }));
    faults.push(bad(name, "open_genesis_body", input(1, slots[0], submission), error));
  }
  return [
    ok("body 1", "open_genesis_body", input(1, slots[0])),
    ok("body 5", "open_genesis_body", input(5, slots[4])),
    bad("body 2 with the key of body 1", "open_genesis_body", input(2, slots[0]), "BadCommitment"),
    ...faults,
  ];
}

function sealCases() {
  const base = {
    root_key: toHex(ROOT_KEY),
    keyring: { blob: "keyring" },
    root_vk: toHex(cast.ROOT_VK),
    intake: { blob: "intake" },
    today: cast.TODAY,
    bodies: BODIES,
    rosters: cast.ROSTERS,
    manifest_hash: "00".repeat(32),
    path: "browser",
    language: "en",
    seed: toHex(ROOT_KEY),
  };
  const lanes = (changes) => ({
    ...base,
    rosters: { ...cast.ROSTERS, lanes: { ...cast.ROSTERS.lanes, ...changes } },
  });
  const story = (size) => ({ ...base, bodies: { ...BODIES, 1: { ...BODIES[1], story: "x".repeat(size) } } });
  const retaliation = {
    ...BODIES,
    1: { used: false, exclusions },
    2: { ...SAID, categories: ["RET"], exclusions },
  };
  return [
    ok("seal", "seal_report", base),
    ok("seal retaliation alone", "seal_report", { ...lanes({ 1: [] }), bodies: retaliation }),
    ok("seal a long story", "seal_report", story(50_000)),
    bad("a story too long", "seal_report", story(262_140), "BadLength"),
    bad("one reader", "seal_report", lanes({ 1: [INV1.id] }), "LaneTooFewHolders"),
    bad("used, and no reader", "seal_report", lanes({ 1: [] }), "LaneTooFewHolders"),
    ok("one reader for a lane that says nothing", "seal_report", lanes({ 3: [VCO1.id] })),
    ok("nobody for a lane that says nothing", "seal_report", lanes({ 3: [] })),
    ok("one key missing in a lane that says nothing", "seal_report", lanes({ 2: [ETH1.id, ALT2.id] })),
    bad(
      "two readers, one without a key",
      "seal_report",
      { ...lanes({ 2: [ETH1.id, ALT2.id] }), bodies: retaliation },
      "LaneTooFewHolders",
    ),
    bad(
      "two readers, one with a weak key",
      "seal_report",
      { ...base, intake: { blob: "weak intake" } },
      "LaneTooFewHolders",
    ),
    bad(
      "a reader who is no recipient",
      "seal_report",
      lanes({ 1: [INV1.id, INV2.id, STAT1.id] }),
      "Malformed",
    ),
    bad(
      "allegation and assistance in one hand",
      "seal_report",
      lanes({ 1: [INV1.id, VCO1.id] }),
      "Malformed",
    ),
    bad(
      "both shares in one hand",
      "seal_report",
      { ...base, rosters: { ...cast.ROSTERS, share_b: [ETH1.id] } },
      "Malformed",
    ),
    bad("no such path", "seal_report", { ...base, path: "mail" }, "Malformed"),
  ];
}

/** What is added later: its own keys, sealed for the same people, signed by the code that is in force. */
async function supplementCases(bytes, { reporter }) {
  const submission = { blob: "supplement" };
  const other = await derive(stream("another reporter")(32), DEPLOYMENT);
  const place = (member) => ({ index: cast.RECIPIENTS.indexOf(member), seed: toHex(member.kemSeed) });
  const { header, wraps } = await parseSubmission(bytes);
  const shares = await Promise.all(
    [ETH1, ALT1].map(
      async (member) =>
        (await openWrap({ header, wraps }, place(member).index, member.kemSeed, DEPLOYMENT))[3],
    ),
  );
  const whole = shares[0].map((byte, i) => byte ^ shares[1][i]);
  const sizeOf = (c) => 8 + 1_716 + 36 * (c - 1);
  const input = {
    root_key: toHex(ROOT_KEY),
    case_id: toHex(reporter.ownCaseId),
    keyring: { blob: "keyring" },
    root_vk: toHex(cast.ROOT_VK),
    intake: { blob: "intake" },
    today: cast.TODAY,
    bodies: laterBodies(LATER),
    rosters: LATER_ROSTERS,
    manifest_hash: "00".repeat(32),
    path: "browser",
    language: "en",
    seed: toHex(ROOT_KEY),
  };
  const long = laterBodies({ 3: { used: true, answers: { what: "x".repeat(5_000) } } });
  const verified = (signVk) => ({ submission, sign_vk: toHex(signVk) });
  const patched = (...patch) => ({ submission: { blob: "supplement", patch } });
  return [
    ok("a supplement", "parse_submission", { submission }),
    bad("one larger body", "parse_submission", patched({ at: sizeOf(4), put: "00004030" }), "BadLength"),
    ok("signed by the code in force", "verify_supplement", verified(reporter.signVk)),
    bad("signed by a code no longer in force", "verify_supplement", verified(other.signVk), "BadCommitment"),
    bad(
      "a supplement moved to another case",
      "verify_supplement",
      { ...patched({ at: 8 + 4, put: toHex(other.ownCaseId) }), sign_vk: toHex(reporter.signVk) },
      "BadSignature",
    ),
    ok("a supplement's share A", "open_wrap", { submission, ...place(ETH1) }),
    ok("a supplement's share B", "open_wrap", { submission, ...place(ALT1) }),
    ok("a supplement's wrap to victim care", "open_wrap", { submission, ...place(VCO1) }),
    ok("who she is, with both shares", "open_genesis_body", { submission, c: 4, key: toHex(whole) }),
    bad(
      "who she is, with one share",
      "open_genesis_body",
      { submission, c: 4, key: toHex(shares[0]) },
      "BadCommitment",
    ),
    ok("seal a supplement", "seal_supplement", input),
    ok("seal a long supplement", "seal_supplement", { ...input, bodies: long }),
    bad(
      "an identity with one holder of a share",
      "seal_supplement",
      { ...input, rosters: cast.ROSTERS },
      "LaneTooFewHolders",
    ),
  ];
}

export async function makeGenesis() {
  const report = await castReport();
  const supplement = await castSupplement();
  const weak = cast.listOf(
    cast.RECIPIENTS.map((member) =>
      cast.intakeRecord(member, member === INV2 ? { kemPk: cast.weakKem(member) } : {}),
    ),
  );
  const blobs = {
    report: base64(report.bytes),
    supplement: base64(supplement),
    keyring: base64(cast.KEYRING),
    intake: base64(cast.INTAKE),
    "weak intake": base64(weak),
  };
  const again = await castReport();
  if (!equal(again.bytes, report.bytes)) throw new Error("sealing is not repeatable");
  const cases = [
    ok("parse", "parse_submission", { submission: { blob: "report" } }),
    ...(await layoutFaults(report)),
    ...(await signatureFaults(report)),
    ...(await keyCases(report)),
    ...(await bodyCases(report)),
    ...sealCases(),
    ...(await supplementCases(supplement, report)),
  ];
  return { about: "Reports: sealing, parsing, who can open what.", blobs, cases };
}
