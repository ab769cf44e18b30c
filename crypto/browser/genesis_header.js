import { concat, equal, Reader, toHex, uint } from "./bytes.js";
import {
  COMPARTMENTS,
  HASH_SIZE,
  ID_SIZE,
  KEM_PUBLIC_SIZE,
  KIND_GENESIS,
  KIND_SUPPLEMENT,
  MAX_RECIPIENTS,
  MIN_RECIPIENTS,
  SUITE,
  VERSION,
  WRAP_GENESIS,
  WRAP_REPORTER,
} from "./constants.js";
import { domain, sha256 } from "./domain.js";
import { BadLength, Malformed } from "./errors.js";
import { SEALED_BODY_SIZES } from "./payload.js";

const KEY_IDS = 10;

/** The 32-byte id of any signed header, report or event. */
export const eventId = (headerBytes, deployment) => sha256(domain("event-id", deployment), headerBytes);

/** The bytes that are signed. Fields as `parseGenesisHeader` gives them. */
export function encodeGenesisHeader(header) {
  return concat(
    Uint8Array.of(VERSION, SUITE, header.kind, header.entries.length - 1),
    header.caseId,
    header.signVk,
    header.authVk,
    header.kemPk,
    header.keyringHash,
    header.wrapSetId,
    header.eventSalt,
    ...header.keyIds,
    ...header.bodies.map(({ length, hash }) => concat(uint(length, 4), hash)),
    ...header.entries.map(({ recipientId, kemHash, wrapHash }) => concat(recipientId, kemHash, wrapHash)),
  );
}

function readFields(reader, kind, n) {
  return {
    kind,
    caseId: reader.take(HASH_SIZE),
    signVk: reader.take(HASH_SIZE),
    authVk: reader.take(HASH_SIZE),
    kemPk: reader.take(KEM_PUBLIC_SIZE),
    keyringHash: reader.take(HASH_SIZE),
    wrapSetId: reader.take(ID_SIZE),
    eventSalt: reader.take(HASH_SIZE),
    keyIds: Array.from({ length: KEY_IDS }, () => reader.take(HASH_SIZE)),
    bodies: COMPARTMENTS.map(() => ({ length: reader.uint(4), hash: reader.take(HASH_SIZE) })),
    entries: Array.from({ length: n + 1 }, () => ({
      recipientId: reader.take(ID_SIZE),
      kemHash: reader.take(HASH_SIZE),
      wrapHash: reader.take(HASH_SIZE),
    })),
  };
}

/** Uniform shape: neither the sizes nor the number of the bodies may tell which lane is used. */
function checkShape({ kind, bodies }) {
  const sizes = bodies.map(({ length }) => length);
  if (!sizes.every((size) => SEALED_BODY_SIZES.includes(size)))
    throw new BadLength("a body has the size of a bucket");
  const uniform = sizes[0] === sizes[1] && sizes.slice(2).every((size) => size === SEALED_BODY_SIZES[0]);
  if (kind === KIND_GENESIS && !uniform)
    throw new BadLength("bodies 1 and 2 have one size, 3 to 5 the smallest");
  if (kind === KIND_SUPPLEMENT && sizes.some((size) => size !== sizes[0]))
    throw new BadLength("the five bodies of a supplement have one size");
}

async function checkEntries({ entries, kemPk }) {
  const ids = new Set(entries.map(({ recipientId }) => toHex(recipientId)));
  if (ids.size !== entries.length) throw new Malformed("a recipient stands twice in the header");
  if (!equal(entries[entries.length - 1].kemHash, await sha256(kemPk))) {
    throw new Malformed("the last wrap must be the reporter's own");
  }
}

/**
 * The header of a report (kind 1) or supplement (kind 5): caseId, signVk, authVk, kemPk, keyringHash,
 * wrapSetId, eventSalt, keyIds (K1..K5, share A, share B, T1..T3), bodies ({length, hash}), entries
 * ({recipientId, kemHash, wrapHash}), the last the reporter's own; keyEntries, the ten ids as they stand.
 * Raises Malformed, BadLength.
 */
export async function parseGenesisHeader(bytes) {
  const reader = new Reader(bytes);
  const [version, suite, kind, n] = reader.take(4);
  if (version !== VERSION || suite !== SUITE) throw new Malformed("another version or suite");
  if (kind !== KIND_GENESIS && kind !== KIND_SUPPLEMENT) throw new Malformed("this kind is no report");
  if (n < MIN_RECIPIENTS || n > MAX_RECIPIENTS)
    throw new Malformed("a report is wrapped for 2 to 16 recipients");
  const header = readFields(reader, kind, n);
  // A log-in challenge must never be able to be an event.
  if (equal(header.signVk, header.authVk)) throw new Malformed("the keys to log in and to sign must differ");
  checkShape(header);
  await checkEntries(header);
  reader.end();
  return Object.freeze({ ...header, keyEntries: concat(...header.keyIds) });
}

/** Kind of the wrap at `index`: the reporter's own is the last. */
export const genesisWrapKind = (header, index) =>
  index === header.entries.length - 1 ? WRAP_REPORTER : WRAP_GENESIS;
