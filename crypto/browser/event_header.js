import { concat, equal, isZero, Reader, toHex, uint } from "./bytes.js";
import {
  EVENT_COMPARTMENTS,
  HASH_SIZE,
  ID_SIZE,
  KEM_PUBLIC_SIZE,
  KIND_CODE_REPLACED,
  KIND_EVENT,
  KIND_KEYS,
  MAX_KEY_ENTRIES,
  MAX_PARENTS,
  MAX_WRAPS,
  SUITE,
  THREAD_OFFSET,
  VERSION,
  WRAP_GENESIS,
  WRAP_REPORTER,
  WRAP_THREAD_ONLY,
} from "./constants.js";
import { sha256 } from "./domain.js";
import { BadLength, Malformed } from "./errors.js";
import { SEALED_BODY_SIZES } from "./payload.js";

const KINDS = [KIND_EVENT, KIND_KEYS, KIND_CODE_REPLACED];
const LOG_SEQ_SIZE = 8;

export const encodeKeyEntries = (keys) =>
  concat(...keys.map(({ compartment, keyId }) => concat(Uint8Array.of(compartment), keyId)));

/** The bytes that are signed. Fields as `parseEventHeader` gives them. */
export function encodeEventHeader(header) {
  const { parents, keys, wraps, newKeys } = header;
  return concat(
    Uint8Array.of(VERSION, SUITE, header.kind, header.compartment),
    header.caseId,
    header.keyId,
    header.authorId,
    header.logId,
    uint(header.logSeq, LOG_SEQ_SIZE),
    header.logPrev,
    header.keyringHash,
    header.eventSalt,
    uint(header.bodyLength, 4),
    header.bodyHash,
    Uint8Array.of(parents.length, keys.length, wraps.length, 0),
    ...parents,
    encodeKeyEntries(keys),
    ...(wraps.length > 0 ? [header.wrapSetId] : []),
    ...wraps.map((entry) =>
      concat(Uint8Array.of(entry.kind), entry.recipientId, entry.kemHash, entry.wrapHash),
    ),
    ...(newKeys ? [newKeys.authVk, newKeys.signVk, newKeys.kemPk] : []),
  );
}

function readFixed(reader) {
  const [version, suite, kind, compartment] = reader.take(4);
  if (version !== VERSION || suite !== SUITE) throw new Malformed("another version or suite");
  if (!KINDS.includes(kind) || !EVENT_COMPARTMENTS.includes(compartment))
    throw new Malformed("no such kind of event");
  return {
    kind,
    compartment,
    caseId: reader.take(HASH_SIZE),
    keyId: reader.take(HASH_SIZE),
    authorId: reader.take(ID_SIZE),
    logId: reader.take(ID_SIZE),
    logSeq: reader.uint(LOG_SEQ_SIZE),
    logPrev: reader.take(HASH_SIZE),
    keyringHash: reader.take(HASH_SIZE),
    eventSalt: reader.take(HASH_SIZE),
    bodyLength: reader.uint(4),
    bodyHash: reader.take(HASH_SIZE),
  };
}

function readLists(reader) {
  const [parents, keys, wraps, reserved] = reader.take(4);
  if (reserved !== 0) throw new Malformed("a reserved byte is not zero");
  if (parents < 1 || parents > MAX_PARENTS) throw new Malformed("an event has 1 to 16 parents");
  if (keys > MAX_KEY_ENTRIES || wraps > MAX_WRAPS)
    throw new Malformed("an event has at most 64 key entries and wraps");
  return {
    parents: Array.from({ length: parents }, () => reader.take(HASH_SIZE)),
    keys: Array.from({ length: keys }, () => ({
      compartment: reader.uint(1),
      keyId: reader.take(HASH_SIZE),
    })),
    wrapSetId: wraps > 0 ? reader.take(ID_SIZE) : null,
    wraps: Array.from({ length: wraps }, () => ({
      kind: reader.uint(1),
      recipientId: reader.take(ID_SIZE),
      kemHash: reader.take(HASH_SIZE),
      wrapHash: reader.take(HASH_SIZE),
    })),
  };
}

function readNewKeys(reader) {
  return {
    authVk: reader.take(HASH_SIZE),
    signVk: reader.take(HASH_SIZE),
    kemPk: reader.take(KEM_PUBLIC_SIZE),
  };
}

function checkLists({ parents, keys, wraps }) {
  const names = parents.map(toHex);
  if (names.some((name, i) => i > 0 && name <= names[i - 1]))
    throw new Malformed("parents are ascending and distinct");
  const sound = keys.every(
    ({ compartment }) => compartment !== THREAD_OFFSET && EVENT_COMPARTMENTS.includes(compartment),
  );
  if (!sound) throw new Malformed("a key entry names no compartment");
  if (!wraps.every(({ kind }) => kind > WRAP_GENESIS && kind <= WRAP_THREAD_ONLY))
    throw new Malformed("no such wrap");
}

/** A reporter's event names no key and no log, so that the portal does not learn whom she writes to. */
function checkAuthor({ kind, compartment, keyId, logId, logSeq, logPrev }) {
  if (compartment === THREAD_OFFSET) {
    const bare = isZero(keyId) && isZero(logId) && logSeq === 0 && isZero(logPrev);
    if (!bare || kind === KIND_KEYS)
      throw new Malformed("a reporter's event names no key and no log, and grants nothing");
  } else if (isZero(keyId) || isZero(logId) || logSeq < 1 || logSeq > Number.MAX_SAFE_INTEGER) {
    throw new Malformed("a member's event names its key and its place in a log");
  }
}

async function checkKind({ kind, compartment, keys, wraps, newKeys }) {
  if (kind === KIND_EVENT && keys.length + wraps.length > 0)
    throw new Malformed("only kinds 3 and 4 hand over keys");
  if (kind !== KIND_EVENT && (keys.length === 0 || wraps.length === 0))
    throw new Malformed("no keys to hand over");
  if (newKeys === null) return;
  const kemHash = await sha256(newKeys.kemPk);
  const own = wraps.every((entry) => entry.kind === WRAP_REPORTER && equal(entry.kemHash, kemHash));
  if (compartment !== THREAD_OFFSET || !own)
    throw new Malformed("a reporter replaces a code, and wraps to the new one");
  if (equal(newKeys.authVk, newKeys.signVk))
    throw new Malformed("the keys to log in and to sign must differ");
}

/**
 * An event's header: kind, compartment, caseId, keyId, authorId, logId, logSeq, logPrev, keyringHash,
 * eventSalt, bodyLength, bodyHash, parents, keys ({compartment, keyId}), wrapSetId, wraps ({kind,
 * recipientId, kemHash, wrapHash}), newKeys ({authVk, signVk, kemPk}, kind 4 only), keyEntries as they stand.
 * Raises Malformed, BadLength.
 */
export async function parseEventHeader(bytes) {
  const reader = new Reader(bytes);
  const fixed = readFixed(reader);
  const lists = readLists(reader);
  const newKeys = fixed.kind === KIND_CODE_REPLACED ? readNewKeys(reader) : null;
  reader.end();
  const header = { ...fixed, ...lists, newKeys };
  if (!SEALED_BODY_SIZES.includes(header.bodyLength)) throw new BadLength("a body has the size of a bucket");
  checkLists(header);
  checkAuthor(header);
  await checkKind(header);
  return Object.freeze({ ...header, keyEntries: encodeKeyEntries(header.keys) });
}
