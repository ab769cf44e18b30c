import { equal, toBase64, toHex, zeros } from "../../../crypto/browser/bytes.js";
import { sha256 } from "../../../crypto/browser/domain.js";
import { derive } from "../../../crypto/browser/reporter_keys.js";
import * as cast from "../cast.mjs";
import { caseOf, entryOf } from "../conversation.mjs";
import { stream } from "../stream.mjs";

const { containerOf, DEPLOYMENT, documentBytes, ETH1, INV1, INV2, keyringFields, ok, only, VCO1 } = cast;

/** Version 4 no longer lists INV2; version 2 is older than the one that the report names. */
const DOCUMENTS = {
  three: cast.KEYRING_DOCUMENT,
  four: documentBytes(
    keyringFields(
      { version: 4 },
      cast.MEMBERS.filter((member) => member !== INV2),
    ),
  ),
  two: documentBytes(keyringFields({ version: 2 })),
};

async function keyringsOf(blobs) {
  const hashes = {};
  for (const [name, document] of Object.entries(DOCUMENTS)) {
    blobs[`keyring ${name}`] = toBase64(containerOf(document));
    hashes[name] = { hash: toHex(await sha256(document)), blob: `keyring ${name}` };
  }
  return hashes;
}

class Book {
  constructor(entries) {
    this.entries = entries;
  }

  /** One case of the file: what is handed over, in this order. */
  async scene(
    name,
    talk,
    records,
    { rootKey = talk.rootKey, keyrings = ["three", "four", "two"], change = (entry) => entry } = {},
  ) {
    const given = [];
    for (const record of [talk.submission, ...records]) {
      const entry = record.headerBytes ? change(await entryOf(record), record) : record;
      const title = `${name}: ${given.length}`;
      const known = Object.entries(this.entries).find(
        ([, one]) => JSON.stringify(one) === JSON.stringify(entry),
      );
      if (!known) this.entries[title] = entry;
      given.push(known ? known[0] : title);
    }
    const input = {
      entries: given,
      case_id: toHex(talk.caseId),
      root_key: toHex(rootKey),
      root_vk: toHex(cast.ROOT_VK),
      keyrings,
    };
    return only(["browser"], ok(name, "open_thread", input));
  }
}

async function honest(book) {
  const talk = await caseOf("an honest thread");
  const first = await talk.memberMessage(INV1, "We have read it.");
  const status = await talk.status(INV2, "assessing", { parents: [first] });
  const care = await talk.memberMessage(VCO1, "We can help you.", { lane: 3, parents: [first] });
  const reply = await talk.reporterMessage("Thank you.", { parents: [status, care] });
  const newer = await talk.memberMessage(INV1, "Under a newer keyring.", {
    parents: [reply],
    keyringHash: await sha256(DOCUMENTS.four),
  });
  const all = [first, status, care, reply];
  return [
    await book.scene("nothing yet", talk, []),
    await book.scene("a conversation", talk, all),
    await book.scene("in another order", talk, [...all].reverse()),
    await book.scene("a newer keyring", talk, [...all, newer]),
    await book.scene("a keyring that the portal does not give", talk, [...all, newer], {
      keyrings: ["three"],
    }),
    await book.scene("an event kept back", talk, [status, care, reply]),
    await book.scene("another event kept back", talk, [first, care, reply]),
    await book.scene("a text kept back", talk, all, {
      change: (entry, record) => (record === first ? { ...entry, bodies: [null] } : entry),
    }),
    await book.scene("a text changed", talk, all, {
      change: (entry, record) => (record === first ? { ...entry, bodies: [toBase64(status.body)] } : entry),
    }),
    await book.scene("another person's report", talk, all, { rootKey: stream("a stranger")(32) }),
    await book.scene(
      "no report",
      { ...talk, submission: first, caseId: talk.caseId, rootKey: talk.rootKey },
      [],
    ),
    await book.scene(
      "rubbish among the entries",
      talk,
      [{ header: 1 }, null, "x", { header: "AAAA" }, ...all].filter(
        (one) => one !== null && typeof one === "object",
      ),
    ),
  ];
}

async function hostileMembers(book) {
  const talk = await caseOf("hostile members");
  const stranger = { ...INV1, idBytes: zeros(16).fill(9), id: "09".repeat(16) };
  const signedByOther = { ...INV1, verifySeed: INV2.verifySeed };
  const base = await talk.memberMessage(INV1, "first");
  const fork = await talk.memberMessage(INV1, "second, in the same place", { logSeq: 1 });
  const newer = await talk.memberMessage(INV1, "newer keyring", {
    parents: [base],
    keyringHash: await sha256(DOCUMENTS.four),
  });
  const rolled = await talk.memberMessage(INV1, "older keyring", { parents: [newer] });
  const dismissed = await talk.memberMessage(INV2, "dismissed, names the keyring that lists me", {
    parents: [base],
  });
  const afterwards = await talk.memberMessage(INV2, "dismissed, after the newer keyring", {
    parents: [newer],
  });
  const before = await talk.memberMessage(INV2, "before", {});
  const knowing = await talk.memberMessage(INV1, "knows it", {
    parents: [before],
    keyringHash: await sha256(DOCUMENTS.four),
  });
  const record = await talk.memberMessage(INV1, "a note", { fields: { compartment: 1 } });
  const crossed = await talk.memberMessage(ETH1, "in another lane's place", { fields: { compartment: 18 } });
  return [
    await book.scene("an unknown author", talk, [await talk.memberMessage(stranger, "hello")]),
    await book.scene("a member's name, another's signature", talk, [
      await talk.memberMessage(signedByOther, "hello"),
    ]),
    await book.scene("two events in one place", talk, [base, fork]),
    await book.scene("a keyring rolled back", talk, [base, newer, rolled]),
    await book.scene("a keyring older than the report's", talk, [
      await talk.memberMessage(INV1, "old", { keyringHash: await sha256(DOCUMENTS.two) }),
    ]),
    await book.scene("a dismissed member names an old keyring", talk, [base, newer, dismissed]),
    await book.scene("a dismissed member after the newer keyring", talk, [base, newer, afterwards]),
    await book.scene("what was written before a dismissal stays", talk, [before, knowing]),
    await book.scene("an event of the record plane", talk, [record]),
    await book.scene("a key of another lane", talk, [crossed]),
    await book.scene("a body of another version", talk, [
      await talk.memberEvent(INV1, { v: 2, type: "message", text: "x" }),
    ]),
    await book.scene("an event of another case", talk, [
      await (await caseOf("another case")).memberMessage(INV1, "elsewhere"),
    ]),
  ];
}

async function rotations(book) {
  const talk = await caseOf("rotations");
  const rotation = await talk.rotation(INV1);
  const { rotated } = talk;
  const under = await talk.memberMessage(INV1, "under the new key", {
    parents: [rotation],
    key: rotated.key,
  });
  const reply = await talk.reporterMessage("under the new key", { parents: [under], thread: rotated.key });
  const late = await talk.memberMessage(INV2, "under the old key, knowing better", { parents: [rotation] });
  const beside = await talk.memberMessage(INV2, "under the old key, in good faith");
  const keyless = await talk.rotation(INV2, { oldKey: stream("a key of one's own")(32) });
  const hers = talk.rotated;
  const named = { keyId: talk.genesisHeader.keyIds[7] };
  const keylessNamed = await talk.rotation(INV2, { oldKey: stream("a key of one's own")(32), named });
  const after = await talk.memberMessage(INV2, "under a key of one's own", {
    parents: [keyless],
    key: hers.key,
  });
  const notForHer = await talk.rotation(INV1, { to: talk.next });
  const pretended = await talk.memberEvent(INV1, {
    v: 1,
    type: "rotate",
    lane: 1,
    roster: [],
    exclusions: {},
  });
  const wrongLane = await talk.rotation(INV1, { lane: 2, oldKey: talk.threads.get(2) });
  const injected = (entry, record) =>
    record === rotation ? { ...entry, wraps: [{ index: 2, wrap: toBase64(record.wraps[0]) }] } : entry;
  return [
    await book.scene("a rotation", talk, [rotation, under, reply]),
    await book.scene("under a replaced key, knowing better", talk, [rotation, late]),
    await book.scene("under a replaced key, in good faith", talk, [rotation, beside]),
    await book.scene("a member without the key rotates themselves in", talk, [keyless, after]),
    await book.scene("the same, under the right key's name", talk, [keylessNamed]),
    await book.scene("a rotation that is not for her", talk, [notForHer]),
    await book.scene("a rotation without keys", talk, [pretended]),
    await book.scene("a rotation of another lane", talk, [wrongLane]),
    await book.scene("a wrap injected", talk, [rotation], { change: injected }),
    await book.scene("a wrap kept back", talk, [rotation], {
      change: (entry, record) => (record === rotation ? { ...entry, wraps: [] } : entry),
    }),
  ];
}

async function replacements(book) {
  const talk = await caseOf("replacements");
  const { next, nextRoot } = talk;
  const first = await talk.memberMessage(INV1, "We have read it.");
  const replaced = await talk.codeReplaced({ parents: [first] });
  const asNew = await talk.reporterMessage("with the new code", { parents: [replaced], reporter: next });
  const asOld = await talk.reporterMessage("with the old code, beside it", { parents: [first] });
  const asOldAfter = await talk.reporterMessage("with the old code, after it", { parents: [replaced] });
  const tooEarly = await talk.reporterMessage("with the new code, before it", {
    parents: [first],
    reporter: next,
  });
  const rotation = await talk.rotation(INV1, { parents: [asNew], to: next });
  const thiefRoot = stream("a thief's code")(32);
  const thief = await derive(thiefRoot, DEPLOYMENT);
  const forged = await talk.codeReplaced({
    parents: [first],
    next: thief,
    reporter: { ...talk.reporter, signSeed: thief.signSeed },
  });
  const stolen = await talk.codeReplaced({ parents: [first], next: thief });
  const thirdRoot = stream("a third code")(32);
  const third = await derive(thirdRoot, DEPLOYMENT);
  const again = await talk.codeReplaced({ parents: [replaced], reporter: next, next: third });
  const thiefSays = await talk.reporterMessage("with the thief's code", { parents: [stolen], reporter: thief });
  const chain = [first, replaced];
  if (equal(next.signVk, thief.signVk)) throw new Error("the codes must differ");
  return [
    await book.scene("a replaced code", talk, [...chain, asNew], { rootKey: nextRoot }),
    await book.scene("replaced twice", talk, [...chain, again], { rootKey: thirdRoot }),
    await book.scene("rotated after it was replaced", talk, [...chain, asNew, rotation], {
      rootKey: nextRoot,
    }),
    await book.scene("the old code beside the new", talk, [...chain, asOld], { rootKey: nextRoot }),
    await book.scene("the old code after the new", talk, [...chain, asOldAfter], { rootKey: nextRoot }),
    await book.scene("the new code before it was made", talk, [...chain, tooEarly], { rootKey: nextRoot }),
    await book.scene("the replaced code's view", talk, chain),
    await book.scene("a mailbox swapped: the old key did not sign", talk, [first, forged], {
      rootKey: thiefRoot,
    }),
    await book.scene("a forged replacement in her thread", talk, [first, forged]),
    await book.scene("a thief was at it too", talk, [...chain, stolen], { rootKey: nextRoot }),
    await book.scene("the thief writes on", talk, [...chain, stolen, thiefSays], { rootKey: nextRoot }),
    await book.scene("the thief's view", talk, [...chain, stolen, thiefSays], { rootKey: thiefRoot }),
  ];
}

async function supplements(book) {
  const talk = await caseOf("something added later");
  const { next, nextRoot } = talk;
  const stranger = await derive(stream("a stranger with a case of their own")(32), DEPLOYMENT);
  const first = await talk.memberMessage(INV1, "first");
  const added = await talk.supplement();
  const after = await talk.reporterMessage("I told you who I am.", { parents: [first, added] });
  const replaced = await talk.codeReplaced({ parents: [after] });
  const late = await talk.supplement();
  const fresh = await talk.supplement({ reporter: next });
  const foreign = await talk.supplement({ reporter: stranger });
  const mixed = await talk.supplement({ reporter: { ...talk.reporter, authVk: stranger.authVk } });
  const elsewhere = await talk.supplement({ caseId: stranger.ownCaseId });
  const resigned = (entry, record) =>
    record === added ? { ...entry, signatures: [toHex(late.signature)] } : entry;
  return [
    await book.scene("something added", talk, [first, added, after]),
    await book.scene("added, in another order", talk, [after, added, first]),
    await book.scene("added, and kept back", talk, [first, after]),
    await book.scene("added under another signature", talk, [first, added], { change: resigned }),
    await book.scene("added under a new code", talk, [first, added, after, replaced, fresh], {
      rootKey: nextRoot,
    }),
    await book.scene("added under a replaced code", talk, [first, added, after, replaced, late], {
      rootKey: nextRoot,
    }),
    await book.scene("added before its code is there", talk, [first, fresh]),
    await book.scene("added by a stranger", talk, [first, foreign]),
    await book.scene("added with a stranger's key to log in", talk, [first, mixed]),
    await book.scene("added to another case", talk, [first, elsewhere]),
  ];
}

export async function makeThread() {
  const blobs = {};
  const entries = {};
  const book = new Book(entries);
  const keyrings = await keyringsOf(blobs);
  const cases = [
    ...(await honest(book)),
    ...(await hostileMembers(book)),
    ...(await rotations(book)),
    ...(await replacements(book)),
    ...(await supplements(book)),
  ];
  return {
    about: "What a reporter's page makes of a thread that it believes nothing of.",
    blobs,
    keyrings,
    entries,
    cases,
  };
}
