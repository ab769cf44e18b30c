import assert from "node:assert/strict";
import test from "node:test";

import { fromUtf8, toHex, utf8 } from "../../../crypto/browser/bytes.js";
import { COMPARTMENTS } from "../../../crypto/browser/constants.js";
import { sha256 } from "../../../crypto/browser/domain.js";
import { BadCommitment, LaneTooFewHolders } from "../../../crypto/browser/errors.js";
import {
  openGenesisBody,
  openReporterKeys,
  openWrap,
  parseSubmission,
} from "../../../crypto/browser/genesis.js";
import { parseList } from "../../../crypto/browser/intake.js";
import { parseKeyring } from "../../../crypto/browser/keyring.js";
import * as cast from "../../vectors/cast.mjs";
import { BODIES, castReport } from "../../vectors/report.mjs";

const { ALT1, DEPLOYMENT, ETH1, ETH2, INV1, INV2, RECIPIENTS, VCO1, VCO2 } = cast;
const rosters = (lanes) => ({
  lanes: { ...cast.ROSTERS.lanes, ...lanes },
  shareA: cast.ROSTERS.share_a,
  shareB: cast.ROSTERS.share_b,
});
const slotsOf = (submission, member) =>
  openWrap(submission, RECIPIENTS.indexOf(member), member.kemSeed, DEPLOYMENT);
const isEmpty = (slots) => slots.every((slot) => slot === null);

test("sealing tells how far it is, and lets the page live between wraps", async () => {
  const seen = [];
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 0);
  await castReport({ onProgress: (done, total) => seen.push([done, total]) });
  clearInterval(timer);
  const total = RECIPIENTS.length + 1;
  assert.deepEqual(
    seen,
    Array.from({ length: total }, (_, i) => [i + 1, total]),
  );
  assert.ok(turns >= RECIPIENTS.length / 2, `the event loop turned ${turns} times`);
});

test("what is reported and who may not see it does not show in the size or the number of wraps", async () => {
  const said = BODIES[1];
  const quiet = { used: false, exclusions: said.exclusions };
  const retaliation = { ...BODIES, 1: quiet, 2: { ...said, categories: ["RET"] } };
  const excluded = { ...BODIES, 1: { ...said, exclusions: { teams: ["local-psea"], members: [VCO2.id] } } };
  const reports = await Promise.all([
    castReport(),
    castReport({ bodies: retaliation, rosters: rosters({ 1: [] }) }),
    castReport({ bodies: excluded, rosters: rosters({ 5: [INV1.id, INV2.id] }) }),
  ]);
  const shapes = await Promise.all(
    reports.map(async ({ bytes }) => {
      const { header } = await parseSubmission(bytes);
      return [bytes.length, header.entries.length, ...header.bodies.map(({ length }) => length)].join();
    }),
  );
  assert.equal(new Set(shapes).size, 1);
});

test("with all that the case code gives, no body of the report opens", async () => {
  const { bytes, reporter } = await castReport();
  const submission = await parseSubmission(bytes);
  const { threads } = await openReporterKeys(submission, reporter.kemSeed, DEPLOYMENT);
  const keys = [...threads.values(), reporter.authSeed, reporter.signSeed, reporter.kemSeed];
  for (const c of COMPARTMENTS) {
    for (const key of keys) {
      await assert.rejects(openGenesisBody(submission, c, key, DEPLOYMENT), BadCommitment);
    }
  }
});

test("who is routed gets their keys, and who is not gets a wrap of zeros", async () => {
  const { bytes } = await castReport({ rosters: rosters({ 3: [VCO1.id, VCO2.id], 5: [INV1.id, INV2.id] }) });
  const submission = await parseSubmission(bytes);
  const given = async (member) => (await slotsOf(submission, member)).map((slot) => slot !== null);
  assert.deepEqual(await given(INV1), [true, false, false, false, true]);
  assert.deepEqual(await given(VCO1), [false, false, true, false, false]);
  assert.deepEqual(await given(ETH1), [false, true, false, true, false]);
  const excluded = await castReport({
    rosters: { ...rosters({ 2: [ETH1.id, ETH2.id] }), shareB: [] },
  });
  assert.ok(isEmpty(await slotsOf(await parseSubmission(excluded.bytes), ALT1)));
});

test("a suspended member gets zeros and is not counted as a holder", async () => {
  const extra = { ...INV2, id: "77".repeat(16), idBytes: new Uint8Array(16).fill(0x77) };
  const third = { ...extra, authSeed: new Uint8Array(32).fill(1), verifySeed: new Uint8Array(32).fill(2) };
  const document = cast.documentBytes(cast.keyringFields({}, [...cast.MEMBERS, third]));
  const hash = await sha256(document);
  const container = cast.containerOf(document, { suspensions: [cast.suspension(INV2, hash, [ETH1, ALT1])] });
  const keyring = await parseKeyring(container, cast.ROOT_VK, DEPLOYMENT);
  assert.deepEqual([...keyring.suspended], [INV2.id]);
  const records = keyring.intakeRecipients.map((id) =>
    [...cast.MEMBERS, third].find((member) => member.id === id),
  );
  const intake = parseList(cast.listOf(records.map((member) => cast.intakeRecord(member))), keyring);
  const { bytes } = await castReport({
    keyring,
    intake,
    rosters: rosters({ 1: [INV1.id, INV2.id, third.id] }),
  });
  const submission = await parseSubmission(bytes);
  const index = keyring.intakeRecipients.indexOf(INV2.id);
  assert.ok(isEmpty(await openWrap(submission, index, INV2.kemSeed, DEPLOYMENT)));
  const two = castReport({ keyring, intake, rosters: rosters({ 1: [INV1.id, INV2.id] }) });
  await assert.rejects(two, (error) => error instanceof LaneTooFewHolders && error.lane === 1);
});

test("one key that nothing can be sealed to does not stop a report of others", async () => {
  const { keyring } = await castReport();
  const spoilt = (member) => (member === ALT1 ? { kemPk: cast.weakKem(member) } : {});
  const list = cast.listOf(RECIPIENTS.map((member) => cast.intakeRecord(member, spoilt(member))));
  const { bytes } = await castReport({ intake: parseList(list, keyring) });
  const submission = await parseSubmission(bytes);
  assert.ok((await slotsOf(submission, INV1))[0]);
});

test("every script comes back as it was typed, and half a character as a mark", async () => {
  const story = "شيء رأيته \u200d👩\u200d👧 e\u0301 \u0000 \ud83d end";
  const { bytes } = await castReport({ bodies: { ...BODIES, 1: { ...BODIES[1], story } } });
  const submission = await parseSubmission(bytes);
  const [key] = await slotsOf(submission, INV1);
  const body = await openGenesisBody(submission, 1, key, DEPLOYMENT);
  assert.equal(body.story, fromUtf8(utf8(story)));
  assert.equal(body.binds, toHex((await castReport()).reporter.binding));
});
