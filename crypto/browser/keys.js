import { concat, systemRandom, uint, xor, zeros } from "./bytes.js";
import { ID_SIZE, IDENTITY, KEY_SIZE, SLOT_COUNT, SLOTS_SIZE, THREAD_OFFSET } from "./constants.js";
import { domain, hkdf, sha256 } from "./domain.js";
import { BadLength } from "./errors.js";

export const newRecordKey = (random = systemRandom) => random(KEY_SIZE);

/**
 * The id of a key is its commitment: whoever hands over another key is found out. `compartment`: 1 to 5, 17
 * to 19.
 */
export const keyId = (key, compartment, caseId, deployment) =>
  hkdf(key, concat(domain("key-id", deployment), caseId, Uint8Array.of(compartment)), KEY_SIZE);

/** The id of share A (`which` 1) or B (2) of the identity key. */
export const shareId = (share, which, caseId, deployment) =>
  hkdf(share, concat(domain("share", deployment), caseId, Uint8Array.of(IDENTITY, which)), KEY_SIZE);

/** T[lane] of K[lane]: opens the conversation and never the report. */
export const threadKey = (recordKey, lane, caseId, deployment) =>
  hkdf(recordKey, concat(domain("thread", deployment), caseId, Uint8Array.of(lane)), KEY_SIZE);

/** The id of T[lane]: its compartment is the lane's plus 16. */
export const threadKeyId = (thread, lane, caseId, deployment) =>
  keyId(thread, lane + THREAD_OFFSET, caseId, deployment);

/** K[4] of its two shares: either alone says nothing. */
export const joinShares = (shareA, shareB) => xor(shareA, shareB);

/**
 * One body's key and commitment, 32 bytes each. `header` gives eventSalt, caseId, compartment, keyId,
 * authorId, logId and logSeq as they stand in the signed header. Of a genesis: its author's id, log zeros and
 * 0.
 */
export async function eventKeys(key, header, deployment) {
  const info = concat(
    domain("event", deployment),
    header.caseId,
    Uint8Array.of(header.compartment),
    header.keyId,
    header.authorId,
    header.logId,
    uint(header.logSeq, 8),
  );
  const both = await hkdf(key, info, 2 * KEY_SIZE, header.eventSalt);
  return { key: both.slice(0, KEY_SIZE), commit: both.slice(KEY_SIZE) };
}

/**
 * HPKE `info` of a wrap: a wrap cut out of one header opens under no other. `keyEntries`: the header's key
 * entries as they stand; `authorVk`: the key that signs the header.
 */
export async function wrapInfo(
  { caseId, kind, wrapSetId, keyEntries, authorVk, recipientId, kemHash },
  deployment,
) {
  return concat(
    domain("wrap", deployment),
    caseId,
    Uint8Array.of(kind),
    wrapSetId,
    await sha256(keyEntries),
    authorVk,
    recipientId,
    kemHash,
  );
}

/** Five slots of 32 bytes; null becomes zeros. */
export const packSlots = (slots) => concat(...slots.map((slot) => slot || zeros(KEY_SIZE)));

/** Five slots; zeros become null. */
export function unpackSlots(plaintext) {
  if (plaintext.length !== SLOTS_SIZE) throw new BadLength("a wrap holds five slots of 32 bytes");
  return Array.from({ length: SLOT_COUNT }, (_, i) => {
    const slot = plaintext.slice(i * KEY_SIZE, (i + 1) * KEY_SIZE);
    return slot.some((byte) => byte !== 0) ? slot : null;
  });
}

export const isThread = (compartment) => compartment > THREAD_OFFSET && compartment <= THREAD_OFFSET + 3;

/** The 16-byte id of one vault's log of one case: the cases of one member can't be linked by it. */
export const logId = (logSecret, caseId, deployment) =>
  hkdf(logSecret, concat(domain("log-id", deployment), caseId), ID_SIZE);

/** One file's key and commitment from its random key. `salt`: 32 bytes, `fileId`: 16. */
export async function fileKeys(key, salt, caseId, fileId, deployment) {
  const both = await hkdf(key, concat(domain("file", deployment), caseId, fileId), 2 * KEY_SIZE, salt);
  return { key: both.slice(0, KEY_SIZE), commit: both.slice(KEY_SIZE) };
}
