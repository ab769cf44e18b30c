import { equal, isZero, Reader, zeros } from "./bytes.js";
import {
  COMMIT_SIZE,
  COMPARTMENTS,
  COORDINATION,
  GENESIS_FIXED,
  ID_SIZE,
  IDENTITY,
  KEY_SIZE,
  KIND_GENESIS,
  LANES,
  MAX_BODY,
  MAX_RECIPIENTS,
  SIGNATURE_SIZE,
  WRAP_ENTRY_SIZE,
  WRAP_SIZE,
} from "./constants.js";
import { sha256 } from "./domain.js";
import { BadCommitment, BadLength, Malformed } from "./errors.js";
import { eventId, genesisWrapKind, parseGenesisHeader } from "./genesis_header.js";
import { kemPublic, unwrap } from "./hpke.js";
import { decodeJson } from "./json.js";
import { eventKeys, threadKeyId, unpackSlots, wrapInfo } from "./keys.js";
import { unpadBody } from "./padding.js";
import { openChunks } from "./payload.js";
import { authorId, ownCaseId } from "./reporter_keys.js";
import { verify } from "./signing.js";
import { checkPart, checkWraps, takeHeader } from "./wire.js";

export { sealReport, sealSupplement } from "./sealing.js";
export { eventId } from "./genesis_header.js";

/** T1 to T3 follow K1 to K5 and the two shares. */
const FIRST_THREAD = 7;
const MAX_GENESIS_HEADER = GENESIS_FIXED + WRAP_ENTRY_SIZE * (MAX_RECIPIENTS + 1);

/**
 * A report from its parts; wraps and bodies may be null where a session isn't handed them, whatever is there
 * must fit the header's hashes. Raises Malformed, BadLength, BadCommitment.
 */
export async function assembleSubmission(headerBytes, signature, wraps, bodies) {
  const header = await parseGenesisHeader(headerBytes);
  if (signature.length !== SIGNATURE_SIZE) throw new BadLength("a signature has 64 bytes");
  await checkWraps(wraps, header.entries);
  if (bodies.length !== COMPARTMENTS.length) throw new BadLength("a report has five bodies");
  for (const [i, { length, hash }] of header.bodies.entries()) await checkPart(bodies[i], length, hash);
  return Object.freeze({ header, headerBytes, signature, wraps, bodies });
}

/** The report in the bytes that were posted. Raises Malformed, BadLength, BadCommitment. */
export async function parseSubmission(data) {
  const reader = new Reader(data);
  const headerBytes = takeHeader(reader, MAX_GENESIS_HEADER);
  const header = await parseGenesisHeader(headerBytes);
  const signature = reader.take(SIGNATURE_SIZE);
  const wraps = header.entries.map(() => reader.take(WRAP_SIZE));
  const bodies = header.bodies.map(({ length }) => reader.take(length));
  reader.end();
  return assembleSubmission(headerBytes, signature, wraps, bodies);
}

/**
 * The event id of a report that the key in its header signed and that names this key's own case. `signVk`:
 * the key that must have signed, where it is known otherwise. Raises BadSignature, BadCommitment.
 */
export async function verifySubmission({ header, headerBytes, signature }, deployment, signVk = null) {
  verify("genesis", header.signVk, headerBytes, signature, deployment);
  if (header.kind === KIND_GENESIS && !equal(header.caseId, await ownCaseId(header.signVk, deployment))) {
    throw new BadCommitment("the case id does not belong to the key that signed");
  }
  if (signVk !== null && !equal(signVk, header.signVk))
    throw new BadCommitment("not the current key of the case");
  const own = header.entries[header.entries.length - 1];
  if (!equal(own.recipientId, await authorId(header.signVk, deployment))) {
    throw new BadCommitment("the last wrap must be the reporter's own");
  }
  return eventId(headerBytes, deployment);
}

/**
 * The five slots of the wrap at `index`, null where zeros. Raises Malformed, BadCommitment, DecryptionFailed.
 */
export async function openWrap({ header, wraps }, index, seed, deployment) {
  const wrapped = wraps[index] || null;
  if (wrapped === null) throw new Malformed("this wrap is not at hand");
  const { recipientId, kemHash } = header.entries[index];
  if (!equal(await sha256(kemPublic(seed)), kemHash))
    throw new BadCommitment("this wrap is sealed to another key");
  const { caseId, wrapSetId, keyEntries, signVk } = header;
  const kind = genesisWrapKind(header, index);
  const info = await wrapInfo(
    { caseId, kind, wrapSetId, keyEntries, authorVk: signVk, recipientId, kemHash },
    deployment,
  );
  return unpackSlots(await unwrap(seed, info, wrapped));
}

/**
 * The reporter's own wrap: `threads` (a Map of lane to T) and the Set of `used` lanes. Each key is held
 * against the id in the signed header. Raises as `openWrap`, and BadCommitment for another report's key.
 */
export async function openReporterKeys(submission, seed, deployment) {
  const { header } = submission;
  const slots = await openWrap(submission, header.entries.length - 1, seed, deployment);
  const threads = new Map();
  for (const lane of LANES) {
    const key = slots[lane - 1];
    if (key === null) throw new Malformed("the reporter's wrap holds all three thread keys");
    const id = await threadKeyId(key, lane, header.caseId, deployment);
    if (!equal(id, header.keyIds[FIRST_THREAD + lane - 1]))
      throw new BadCommitment("not the key that the header names");
    threads.set(lane, key);
  }
  const flags = slots[COORDINATION - 1] || zeros(KEY_SIZE);
  if (slots[IDENTITY - 1] !== null || !isZero(flags.subarray(1)) || flags[0] >> LANES.length !== 0) {
    throw new Malformed("the reporter's wrap holds thread keys and the used lanes, nothing else");
  }
  return { threads, used: new Set(LANES.filter((lane) => flags[0] & (1 << (lane - 1)))) };
}

/** What the key of body `compartment` (1 to 5) depends on: the reporter as author, no log. */
export async function genesisContext(header, compartment, deployment) {
  if (!COMPARTMENTS.includes(compartment)) throw new Malformed("a report has bodies 1 to 5");
  return {
    caseId: header.caseId,
    compartment,
    keyId: header.keyIds[compartment - 1],
    authorId: await authorId(header.signVk, deployment),
    logId: zeros(ID_SIZE),
    logSeq: 0,
    eventSalt: header.eventSalt,
  };
}

/**
 * The object in body `compartment`, opened with K. Raises Malformed, BadCommitment, DecryptionFailed,
 * BadPadding.
 */
export async function openGenesisBody({ header, bodies }, compartment, key, deployment) {
  const context = await genesisContext(header, compartment, deployment);
  const sealed = bodies[compartment - 1];
  if (sealed === null) throw new Malformed("this body is not at hand");
  return openBody(sealed, key, context, deployment);
}

/**
 * The object in one sealed body; the commitment decides whether `key` is the one. Raises as above, and
 * BadLength.
 */
export async function openBody(sealed, key, context, deployment) {
  if (sealed.length <= COMMIT_SIZE || sealed.length > MAX_BODY) throw new BadLength("this is no sealed body");
  const keys = await eventKeys(key, context, deployment);
  return decodeJson(unpadBody(await openChunks(keys.key, keys.commit, sealed)));
}
