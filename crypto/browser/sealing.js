import { concat, fromHex, isZero, systemRandom, toHex, zeros } from "./bytes.js";
import {
  ALLEGATION,
  ASSISTANCE,
  BODY_BUCKETS,
  COMPARTMENTS,
  COORDINATION,
  HASH_SIZE,
  ID_SIZE,
  IDENTITY,
  KEY_SIZE,
  KIND_GENESIS,
  KIND_SUPPLEMENT,
  LANE_NAMES,
  LANES,
  MIN_RECIPIENTS,
  RETALIATION,
  WRAP_GENESIS,
  WRAP_REPORTER,
  WRAP_SIZE,
} from "./constants.js";
import { sha256 } from "./domain.js";
import { LaneTooFewHolders, Malformed, WeakKey } from "./errors.js";
import { encodeGenesisHeader } from "./genesis_header.js";
import { wrap } from "./hpke.js";
import { encodeJson } from "./json.js";
import {
  eventKeys,
  joinShares,
  keyId,
  newRecordKey,
  packSlots,
  shareId,
  threadKey,
  threadKeyId,
  wrapInfo,
} from "./keys.js";
import { bodyBucket, padBody } from "./padding.js";
import { sealChunks } from "./payload.js";
import { sign } from "./signing.js";
import { frame } from "./wire.js";

const ROSTER_LANES = [...LANES, COORDINATION];

/** Lets the page draw and answer between two wraps; phones take their time over each. */
const breathe = () => new Promise((resolve) => setTimeout(resolve, 0));

/** K1..K5, the shares, T1..T3, and their ids in the header's order. */
async function makeKeys(caseId, deployment, random) {
  const fresh = Array.from({ length: 6 }, () => newRecordKey(random));
  const [k1, k2, k3, k5, shareA, shareB] = fresh;
  const records = [k1, k2, k3, joinShares(shareA, shareB), k5];
  const threads = await Promise.all(
    LANES.map((lane) => threadKey(records[lane - 1], lane, caseId, deployment)),
  );
  const ids = await Promise.all([
    ...records.map((key, i) => keyId(key, i + 1, caseId, deployment)),
    shareId(shareA, 1, caseId, deployment),
    shareId(shareB, 2, caseId, deployment),
    ...threads.map((key, i) => threadKeyId(key, i + 1, caseId, deployment)),
  ]);
  return { records, shareA, shareB, threads, ids };
}

function checkRosters(rosters, keyring) {
  const named = [...ROSTER_LANES.map((lane) => rosters.lanes[lane]), rosters.shareA, rosters.shareB];
  if (!named.every(Array.isArray)) throw new Malformed("a roster is missing");
  if (!named.every((roster) => roster.every((id) => keyring.intakeRecipients.includes(id)))) {
    throw new Malformed("a roster names someone who is no intake recipient");
  }
  if (rosters.lanes[ALLEGATION].some((id) => rosters.lanes[ASSISTANCE].includes(id))) {
    throw new Malformed("nobody holds allegation and assistance together");
  }
  if (rosters.shareA.some((id) => rosters.shareB.includes(id)))
    throw new Malformed("nobody may hold both shares");
}

/** What one recipient is due: five slots, null where nothing is. Who is suspended is due nothing. */
function slotsFor(id, keys, rosters, keyring) {
  if (keyring.suspended.has(id)) return COMPARTMENTS.map(() => null);
  return COMPARTMENTS.map((c) => {
    if (c !== IDENTITY) return rosters.lanes[c].includes(id) ? keys.records[c - 1] : null;
    if (rosters.shareA.includes(id)) return keys.shareA;
    return rosters.shareB.includes(id) ? keys.shareB : null;
  });
}

/**
 * A lane with one reader would be that person's to bury. One that says nothing stops no report: one member's bad
 * key would silence everybody. `holders`: ids whose wrap really holds a key.
 */
function checkHolders(holders, rosters, bodies) {
  for (const lane of ROSTER_LANES) {
    const roster = rosters.lanes[lane];
    const count = roster.filter((id) => holders.has(id)).length;
    if ((lane === COORDINATION || bodies[lane].used) && count < MIN_RECIPIENTS) {
      throw new LaneTooFewHolders(`${LANE_NAMES[lane]} could be opened by ${count}`, { lane });
    }
  }
  // Either share alone opens nothing: each needs somebody who can stand in.
  for (const roster of bodies[IDENTITY].used ? [rosters.shareA, rosters.shareB] : []) {
    const count = roster.filter((id) => holders.has(id)).length;
    if (count < MIN_RECIPIENTS)
      throw new LaneTooFewHolders(`a share of the identity has ${count} holders`, { lane: IDENTITY });
  }
}

/**
 * The wraps of every intake recipient in keyring order; who gets nothing gets zeros under the same seal, so
 * that neither the portal nor the recipient can tell. One key that can't be sealed to gets random bytes and
 * must not stop the report.
 */
async function wrapForMembers({ keys, rosters, keyring, intake, random, onProgress, info }) {
  const [entries, wraps, holders] = [[], [], new Set()];
  for (const [done, id] of keyring.intakeRecipients.entries()) {
    const slots = slotsFor(id, keys, rosters, keyring);
    const key = intake.get(id) || null;
    const recipientId = fromHex(id, ID_SIZE);
    const kemHash = key === null ? zeros(HASH_SIZE) : await sha256(key.kemPk);
    let sealed = null;
    try {
      if (key !== null)
        sealed = await wrap(
          key.kemPk,
          await info(WRAP_GENESIS, recipientId, kemHash),
          packSlots(slots),
          random,
        );
    } catch (error) {
      if (!(error instanceof WeakKey)) throw error;
    }
    if (sealed === null) sealed = random(WRAP_SIZE);
    else holders.add(id);
    wraps.push(sealed);
    entries.push({ recipientId, kemHash, wrapHash: await sha256(sealed) });
    onProgress(done + 1, keyring.intakeRecipients.length + 1);
    await breathe();
  }
  for (const id of keyring.suspended) holders.delete(id);
  return { entries, wraps, holders };
}

/**
 * T1..T3 and the bitmap of used lanes (bit lane − 1); never a record key, so the code alone does not open the
 * report.
 */
async function wrapForReporter({ keys, bodies, reporter, random, info }) {
  const bitmap = zeros(KEY_SIZE);
  bitmap[0] = LANES.reduce((bits, lane) => bits | (bodies[lane].used ? 1 << (lane - 1) : 0), 0);
  const kemHash = await sha256(reporter.kemPk);
  const slots = packSlots([...keys.threads, null, isZero(bitmap) ? null : bitmap]);
  const sealed = await wrap(
    reporter.kemPk,
    await info(WRAP_REPORTER, reporter.authorId, kemHash),
    slots,
    random,
  );
  return { entry: { recipientId: reporter.authorId, kemHash, wrapHash: await sha256(sealed) }, sealed };
}

function encodeBodies({ kind, bodies, rosters, reporter, keyring, manifestHash, path, language }) {
  const whole = COMPARTMENTS.map((c) => ({
    v: 1,
    lane: LANE_NAMES[c],
    used: false,
    ...bodies[c],
    ...(c === COORDINATION ? { used: true } : {}),
    binds: toHex(reporter.binding),
    ...(c === IDENTITY
      ? { roster_a: rosters.shareA, roster_b: rosters.shareB }
      : { roster: rosters.lanes[c] }),
    policies: keyring.policies,
    manifest: toHex(manifestHash),
    path,
    language,
  })).map(encodeJson);
  // Any of a supplement's bodies may be the one for which it was made: all of them share one bucket.
  if (kind === KIND_SUPPLEMENT) {
    const bucket = Math.max(...whole.map((data) => bodyBucket(data.length)));
    return whole.map((data) => padBody(data, bucket));
  }
  // The same bucket for both, or the size would say whether a report is about retaliation.
  const shared = Math.max(...[ALLEGATION, RETALIATION].map((c) => bodyBucket(whole[c - 1].length)));
  return whole.map((data, i) => padBody(data, i + 1 <= RETALIATION ? shared : BODY_BUCKETS[0]));
}

async function sealBodies(padded, keys, context, deployment) {
  const seal = async (plain, i) => {
    const header = { ...context, compartment: i + 1, keyId: keys.ids[i] };
    const { key, commit } = await eventKeys(keys.records[i], header, deployment);
    return sealChunks(key, commit, plain);
  };
  return Promise.all(padded.map(seal));
}

/**
 * A report, sealed: the bytes to post.
 *
 * `bodies`: {1..5: fields}, each with `used` and what the reporter said; the common fields are added here.
 * `rosters`: {lanes: {1, 2, 3, 5: hex ids}, shareA, shareB}. `reporter`: her derived keys. `keyring`:
 * verified. `intake`: Map of hex id to intake key. `manifestHash`: 32 bytes, zeros where the pages are
 * unsigned. `path`: "browser" or "server". `onProgress(done, total)` counts wraps. Raises LaneTooFewHolders
 * (`lane`), BadLength (too long), Malformed.
 */
export const sealReport = (report) =>
  seal({ ...report, kind: KIND_GENESIS, caseId: report.reporter.ownCaseId });

/**
 * What is added to a report later, e.g. who she is, sealed: the bytes to post to her mailbox. `caseId`: 32
 * bytes; `reporter`: the keys of the code in force, another than the first after a replacement. Everything
 * else as in `sealReport`.
 */
export const sealSupplement = (addition) => seal({ ...addition, kind: KIND_SUPPLEMENT });

async function seal({
  kind,
  caseId,
  bodies,
  rosters,
  reporter,
  keyring,
  intake,
  deployment,
  manifestHash = zeros(HASH_SIZE),
  path = "browser",
  language = "en",
  random = systemRandom,
  onProgress = () => {},
}) {
  checkRosters(rosters, keyring);
  if (path !== "browser" && path !== "server") throw new Malformed("the path is browser or server");
  const padded = encodeBodies({ kind, bodies, rosters, reporter, keyring, manifestHash, path, language });
  if (kind === KIND_GENESIS && padded.slice(RETALIATION).some((plain) => plain.length !== BODY_BUCKETS[0])) {
    throw new Malformed("assistance, identity and coordination take 4 KiB each");
  }
  const [eventSalt, wrapSetId] = [random(HASH_SIZE), random(ID_SIZE)];
  const keys = await makeKeys(caseId, deployment, random);
  const keyEntries = concat(...keys.ids);
  const info = (kind, recipientId, kemHash) =>
    wrapInfo(
      { caseId, kind, wrapSetId, keyEntries, authorVk: reporter.signVk, recipientId, kemHash },
      deployment,
    );
  const members = await wrapForMembers({ keys, rosters, keyring, intake, random, onProgress, info });
  checkHolders(members.holders, rosters, bodies);
  const own = await wrapForReporter({ keys, bodies, reporter, random, info });
  const context = { caseId, authorId: reporter.authorId, logId: zeros(ID_SIZE), logSeq: 0, eventSalt };
  const sealed = await sealBodies(padded, keys, context, deployment);
  const header = encodeGenesisHeader({
    kind,
    caseId,
    signVk: reporter.signVk,
    authVk: reporter.authVk,
    kemPk: reporter.kemPk,
    keyringHash: keyring.hash,
    wrapSetId,
    eventSalt,
    keyIds: keys.ids,
    bodies: await Promise.all(
      sealed.map(async (body) => ({ length: body.length, hash: await sha256(body) })),
    ),
    entries: [...members.entries, own.entry],
  });
  onProgress(members.entries.length + 1, members.entries.length + 1);
  const signature = sign("genesis", reporter.signSeed, header, deployment);
  return frame(header, [signature, ...members.wraps, own.sealed, ...sealed]);
}
