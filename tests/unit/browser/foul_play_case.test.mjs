/** A portal or a member plays foul against somebody who comes back with her code: the page catches and says it. */
import assert from "node:assert/strict";
import test from "node:test";

import { toBase64, toHex, zeros } from "../../../crypto/browser/bytes.js";
import { sha256 } from "../../../crypto/browser/domain.js";
import { derive } from "../../../crypto/browser/reporter_keys.js";
import { verify } from "../../../crypto/browser/signing.js";
import { caseAnswers, FLOOR, page, portalOf } from "../../support/reporter_page.mjs";
import * as cast from "../../vectors/cast.mjs";
import { caseOf } from "../../vectors/conversation.mjs";
import { stream } from "../../vectors/stream.mjs";

const { INV1, INV2, VCO1 } = cast;
const FOUR = cast.documentBytes(
  cast.keyringFields(
    { version: 4 },
    cast.MEMBERS.filter((member) => member !== INV2),
  ),
);
const FOUR_HASH = await sha256(FOUR);
const withFour = { [`keyring/${toHex(FOUR_HASH)}`]: cast.containerOf(FOUR) };

async function visit(talk, records, { reporter = talk.reporter, ...changes } = {}) {
  const sent = portalOf(await caseAnswers(talk, records, changes));
  const conversation = new page.Conversation(reporter);
  await conversation.refresh();
  return {
    conversation,
    sent,
    codes: conversation.problems(),
    said: page.doubtsFor(conversation.problems()),
    texts: conversation.messages().map(({ text }) => text),
  };
}

/** The page names it: its code is there, and the sentence for this code is among those that are shown. */
function assertNamed({ codes, said }, code) {
  assert.ok(codes.includes(code), `${code} in ${codes}`);
  const [sentence] = page.doubtsFor([code]);
  assert.ok(sentence && said.includes(sentence), `a sentence for ${code}`);
}

test("an honest conversation raises no doubt, so that a doubt means something", async () => {
  const talk = await caseOf("foul play, honest");
  const first = await talk.memberMessage(INV1, "We have read it.");
  const seen = await visit(talk, [first, await talk.reporterMessage("Thank you.", { parents: [first] })]);
  assert.deepEqual([seen.codes, seen.said], [[], []]);
  assert.deepEqual(seen.texts, ["We have read it.", "Thank you."]);
});

test("an event kept back that another one cites", async () => {
  const talk = await caseOf("foul play, withheld");
  const hidden = await talk.memberMessage(INV1, "Please come on Monday.");
  const after = await talk.memberMessage(INV1, "Or on Tuesday.", { parents: [hidden] });
  const seen = await visit(talk, [after]);
  assertNamed(seen, "Withheld");
  assert.deepEqual(seen.texts, []);
});

test("two events in one place of a member's log", async () => {
  const talk = await caseOf("foul play, fork");
  const one = await talk.memberMessage(INV1, "To you.", { logSeq: 1 });
  const other = await talk.memberMessage(INV1, "To your colleague.", { logSeq: 1 });
  const seen = await visit(talk, [one, other]);
  assertNamed(seen, "Fork");
  assert.deepEqual([...seen.texts].sort(), ["To you.", "To your colleague."]);
});

test("a wrap that the signed header does not name", async () => {
  const talk = await caseOf("foul play, injected");
  const rotation = await talk.rotation(INV1);
  const honest = await visit(talk, [rotation]);
  assert.deepEqual(honest.codes, []);
  const inject = (entry, record) =>
    record === rotation ? { ...entry, wraps: [{ index: 2, wrap: toBase64(record.wraps[0]) }] } : entry;
  const seen = await visit(talk, [rotation], { change: inject });
  assertNamed(seen, "BadCommitment");
  assert.deepEqual(seen.conversation.thread.threads.get(1), talk.threads.get(1));
});

test("a member without the key rotates themselves in", async () => {
  const talk = await caseOf("foul play, rotation");
  const oldKey = stream("a key of one's own")(32);
  const named = { keyId: talk.genesisHeader.keyIds[7] };
  for (const [options, code] of [
    [{ oldKey }, "KeyNotHeld"],
    [{ oldKey, named }, "BadCommitment"],
  ]) {
    const rotation = await talk.rotation(VCO1, options);
    const seen = await visit(talk, [rotation]);
    assertNamed(seen, code);
    assert.deepEqual(seen.conversation.thread.threads.get(1), talk.threads.get(1));
  }
});

test("a dismissed member who names an old keyring", async () => {
  const talk = await caseOf("foul play, dismissed");
  const first = await talk.memberMessage(INV1, "We have read it.");
  const newer = await talk.memberMessage(INV1, "We work on.", { parents: [first], keyringHash: FOUR_HASH });
  const void_ = await talk.memberMessage(INV2, "Withdraw it.", { parents: [first] });
  const rolled = await talk.memberMessage(INV2, "I knew better.", { parents: [newer] });
  const seen = await visit(talk, [first, newer, void_, rolled], {
    keyring: cast.containerOf(FOUR),
    ...withFour,
  });
  const doubtful = seen.conversation.messages().filter((message) => message.doubtful);
  assert.deepEqual(
    doubtful.map(({ text }) => text),
    ["Withdraw it."],
  );
  assertNamed(seen, "KeyringRolledBack");
  assert.ok(!seen.texts.includes("I knew better."));
});

test("a suspended member's words are marked", async () => {
  const talk = await caseOf("foul play, suspended");
  const third = { ...INV2, id: "77".repeat(16), idBytes: zeros(16).fill(0x77) };
  Object.assign(third, { authSeed: zeros(32).fill(1), verifySeed: zeros(32).fill(2) });
  const document = cast.documentBytes(cast.keyringFields({ version: 4 }, [...cast.MEMBERS, third]));
  const hash = await sha256(document);
  const suspension = cast.suspension(INV2, hash, [cast.ETH1, cast.ALT1]);
  const event = await talk.memberMessage(INV2, "Withdraw it.", { keyringHash: hash });
  for (const [suspensions, doubtful] of [
    [[], false],
    [[suspension], true],
  ]) {
    const container = cast.containerOf(document, { suspensions });
    const seen = await visit(talk, [event], { keyring: container, [`keyring/${toHex(hash)}`]: container });
    assert.deepEqual(seen.codes, []);
    assert.equal(seen.conversation.messages()[0].doubtful, doubtful);
  }
});

test("an old keyring shown as the current one", async () => {
  const talk = await caseOf("foul play, keyring");
  const event = await talk.memberMessage(INV1, "Under the newer.", { keyringHash: FOUR_HASH });
  const seen = await visit(talk, [event], withFour);
  assertNamed(seen, "KeyringRolledBack");
  const older = cast.documentBytes(cast.keyringFields({ version: FLOOR - 1 }));
  const refused = {
    KeyringRolledBack: cast.containerOf(older),
    KeyringAltered: cast.KEYRING.map((byte, i) => (i === 40 ? byte ^ 1 : byte)),
    KeyringUnsigned: cast.containerOf(cast.KEYRING_DOCUMENT, { signature: zeros(64) }),
  };
  for (const [code, keyring] of Object.entries(refused)) {
    await assert.rejects(visit(talk, [], { keyring }), (error) => {
      const [sentence] = page.sentencesFor(error, false);
      return error.code === code && sentence !== page.sentencesFor({}, false)[0];
    });
  }
});

test("a keyring that the event does not name is offered for it", async () => {
  const talk = await caseOf("foul play, other keyring");
  const event = await talk.memberMessage(INV1, "Under the newer.", { keyringHash: FOUR_HASH });
  const seen = await visit(talk, [event], { [`keyring/${toHex(FOUR_HASH)}`]: cast.KEYRING });
  assertNamed(seen, "KeyringMissing");
  assert.deepEqual(seen.texts, []);
});

test("a mailbox swapped by a forged replacement", async () => {
  const talk = await caseOf("foul play, swapped");
  const first = await talk.memberMessage(INV1, "We have read it.");
  const thief = await derive(stream("a thief's code")(32), cast.DEPLOYMENT);
  const other = (await caseOf("foul play, another case")).reporter;
  const honest = await talk.codeReplaced({ parents: [first], next: thief });
  const forgeries = [
    await talk.codeReplaced({
      parents: [first],
      next: thief,
      reporter: { ...talk.reporter, signSeed: thief.signSeed },
    }),
    { ...honest, signatures: [honest.signatures[0], honest.signatures[0]] },
    await talk.codeReplaced({
      parents: [first],
      next: thief,
      reporter: { ...talk.reporter, signSeed: other.signSeed },
    }),
  ];
  for (const forged of forgeries) {
    const hers = await visit(talk, [first, forged]);
    assertNamed(hers, "BadSignature");
    assert.deepEqual(hers.texts, ["We have read it."]);
    // Whoever was handed the swapped mailbox sees nothing of the case, and is told.
    await assert.rejects(visit(talk, [first, forged], { reporter: thief }), { code: "NotProven" });
  }
  assertNamed(await visit(talk, [first, honest]), "CodeReplaced");
});

test("somebody else's case behind her code", async () => {
  const talk = await caseOf("foul play, mine");
  const other = await caseOf("foul play, theirs");
  const foreign = await other.memberMessage(INV1, "For somebody else.");
  await assert.rejects(visit(other, [foreign], { reporter: talk.reporter }), { code: "NotProven" });
  const mixed = await visit(talk, [foreign]);
  assertNamed(mixed, "Malformed");
  assert.deepEqual(mixed.texts, []);
});

test("a log-in that offers an event to sign gets no signature of use", async () => {
  const talk = await caseOf("foul play, log-in");
  const event = await talk.reporterMessage("I withdraw it.");
  const eventId = await talk.idOf(event);
  for (const nonce of [toHex(event.headerBytes), toHex(eventId).slice(2), `${toHex(eventId)}00`]) {
    const sent = portalOf(await caseAnswers(talk, [], { challenges: { nonce } }));
    await assert.rejects(new page.Conversation(talk.reporter).refresh());
    assert.deepEqual(
      sent.map(({ path }) => path),
      ["challenges"],
    );
  }
  const { sent } = await visit(talk, [], { challenges: { nonce: toHex(eventId) } });
  const login = sent.find(({ path }) => path === "mailbox/open").body;
  const signature = Uint8Array.from(Buffer.from(login.signature, "hex"));
  for (const kind of ["event", "genesis", "intake", "keyring", "suspend", "member-login"]) {
    for (const vk of [talk.reporter.signVk, talk.reporter.authVk]) {
      for (const message of [eventId, event.headerBytes]) {
        assert.throws(() => verify(kind, vk, message, signature, cast.DEPLOYMENT), { code: "BadSignature" });
      }
    }
  }
});
