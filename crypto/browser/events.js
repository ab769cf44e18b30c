import { equal, Reader, systemRandom, toHex, zeros } from "./bytes.js";
import {
  HASH_SIZE,
  ID_SIZE,
  KIND_CODE_REPLACED,
  KIND_EVENT,
  LANES,
  MAX_EVENT_HEADER,
  MAX_PARENTS,
  SIGNATURE_SIZE,
  THREAD_OFFSET,
  WRAP_REPORTER,
  WRAP_SIZE,
} from "./constants.js";
import { sha256 } from "./domain.js";
import { BadCommitment, BadLength, Malformed } from "./errors.js";
import { encodeEventHeader, encodeKeyEntries, parseEventHeader } from "./event_header.js";
import { openBody } from "./genesis.js";
import { eventId } from "./genesis_header.js";
import { kemPublic, unwrap, wrap } from "./hpke.js";
import { encodeJson } from "./json.js";
import { eventKeys, packSlots, unpackSlots, wrapInfo } from "./keys.js";
import { padBody } from "./padding.js";
import { sealChunks } from "./payload.js";
import { authorId } from "./reporter_keys.js";
import { sign, verify } from "./signing.js";
import { checkPart, checkWraps, frame, takeHeader } from "./wire.js";

const signatureCount = (header) => (header.kind === KIND_CODE_REPLACED ? 2 : 1);

/**
 * An event from its parts; wraps and body may be null where a session isn't handed them. Raises Malformed,
 * BadLength, BadCommitment.
 */
export async function assembleEvent(headerBytes, signatures, wraps, body) {
  if (headerBytes.length > MAX_EVENT_HEADER) throw new BadLength("the header is too long");
  const header = await parseEventHeader(headerBytes);
  if (signatures.length !== signatureCount(header)) throw new BadLength("another number of signatures");
  if (signatures.some(({ length }) => length !== SIGNATURE_SIZE))
    throw new BadLength("a signature has 64 bytes");
  await checkWraps(wraps, header.wraps);
  await checkPart(body, header.bodyLength, header.bodyHash);
  return Object.freeze({ header, headerBytes, signatures, wraps, body });
}

/** The event in the bytes that were posted. Raises Malformed, BadLength, BadCommitment. */
export async function parseEvent(data) {
  const reader = new Reader(data);
  const headerBytes = takeHeader(reader, MAX_EVENT_HEADER);
  const header = await parseEventHeader(headerBytes);
  const signatures = Array.from({ length: signatureCount(header) }, () => reader.take(SIGNATURE_SIZE));
  const wraps = header.wraps.map(() => reader.take(WRAP_SIZE));
  const body = reader.take(header.bodyLength);
  reader.end();
  return assembleEvent(headerBytes, signatures, wraps, body);
}

export const encodeEvent = ({ headerBytes, signatures, wraps, body }) =>
  frame(headerBytes, [...signatures, ...wraps, body]);

/**
 * The event id, where every signature holds: `authorVk` signed it and, for a replaced code, so did the new
 * sign key. One alone would let a portal swap a mailbox for a case of its own. Raises BadSignature,
 * BadCommitment.
 */
export async function verifyEvent({ header, headerBytes, signatures }, authorVk, deployment) {
  verify("event", authorVk, headerBytes, signatures[0], deployment);
  if (header.compartment === THREAD_OFFSET && !equal(header.authorId, await authorId(authorVk, deployment))) {
    throw new BadCommitment("the author id does not belong to the key that signed");
  }
  if (header.newKeys) {
    verify("event", header.newKeys.signVk, headerBytes, signatures[1], deployment);
    const heir = await authorId(header.newKeys.signVk, deployment);
    if (!header.wraps.every(({ recipientId }) => equal(recipientId, heir)))
      throw new BadCommitment("wrapped to another code");
  }
  return eventId(headerBytes, deployment);
}

/**
 * The object in the body; the commitment decides whether `key` is the one. Raises as `openBody`, and
 * Malformed.
 */
export async function openEvent({ header, body }, key, deployment) {
  if (body === null) throw new Malformed("this body is not at hand");
  return openBody(body, key, header, deployment);
}

function infoOf(header, { kind, recipientId, kemHash }, authorVk, deployment) {
  const { caseId, wrapSetId, keyEntries } = header;
  return wrapInfo({ caseId, kind, wrapSetId, keyEntries, authorVk, recipientId, kemHash }, deployment);
}

/**
 * The five slots of the wrap at `index`, null where zeros. Raises Malformed, BadCommitment, DecryptionFailed.
 */
export async function openEventWrap({ header, wraps }, index, seed, authorVk, deployment) {
  const wrapped = wraps[index] || null;
  if (wrapped === null) throw new Malformed("this wrap is not at hand");
  const entry = header.wraps[index];
  if (!equal(await sha256(kemPublic(seed)), entry.kemHash))
    throw new BadCommitment("this wrap is sealed to another key");
  return unpackSlots(await unwrap(seed, await infoOf(header, entry, authorVk, deployment), wrapped));
}

async function sealWraps(header, recipients, authorVk, deployment, random) {
  const [entries, wraps] = [[], []];
  for (const { kind, recipientId, kemPk, slots } of recipients) {
    const entry = { kind, recipientId, kemHash: await sha256(kemPk) };
    const sealed = await wrap(
      kemPk,
      await infoOf(header, entry, authorVk, deployment),
      packSlots(slots),
      random,
    );
    entries.push({ ...entry, wrapHash: await sha256(sealed) });
    wraps.push(sealed);
  }
  return { entries, wraps };
}

/**
 * Any event, sealed and signed. `author`: {id, vk, seeds}, two seeds (old, new) for a replaced code. `key`:
 * the record or thread key that seals `body` (an object). `fields`: kind, compartment, caseId, keyId, logId,
 * logSeq, logPrev, keyringHash, parents (sorted here), keys, newKeys. `recipients`: {kind, recipientId,
 * kemPk, slots} of each wrap.
 */
export async function sealEvent({
  fields,
  author,
  key,
  body,
  recipients = [],
  deployment,
  random = systemRandom,
}) {
  const draft = {
    logId: zeros(ID_SIZE),
    logSeq: 0,
    logPrev: zeros(HASH_SIZE),
    keyId: zeros(HASH_SIZE),
    keys: [],
    newKeys: null,
    ...fields,
    authorId: author.id,
    parents: citedParents(fields.parents),
    eventSalt: random(HASH_SIZE),
    wrapSetId: recipients.length > 0 ? random(ID_SIZE) : null,
  };
  draft.keyEntries = encodeKeyEntries(draft.keys);
  const { entries, wraps } = await sealWraps(draft, recipients, author.vk, deployment, random);
  const keys = await eventKeys(key, draft, deployment);
  const sealed = await sealChunks(keys.key, keys.commit, padBody(encodeJson(body)));
  const headerBytes = encodeEventHeader({
    ...draft,
    wraps: entries,
    bodyLength: sealed.length,
    bodyHash: await sha256(sealed),
  });
  const signatures = author.seeds.map((seed) => sign("event", seed, headerBytes, deployment));
  return assembleEvent(headerBytes, signatures, wraps, sealed);
}

/** Ascending and distinct; of more heads than fit, the smallest ids. */
function citedParents(heads) {
  const order = (a, b) => a.reduce((sign, byte, i) => sign || byte - b[i], 0);
  return [...heads].sort(order).slice(0, MAX_PARENTS);
}

/**
 * Her side of the signature and the log: no log, no named thread, so the portal doesn't learn whom she writes
 * to.
 */
const reporterAuthor = (reporter) => ({
  id: reporter.authorId,
  vk: reporter.signVk,
  seeds: [reporter.signSeed],
});

/** A reporter's message, as bytes to post: an act of type "message". As `sealReporterAct`. */
export const sealMessage = ({ text, sentAt, ...place }) =>
  sealReporterAct({ body: { type: "message", text }, sentAt, ...place });

/**
 * What a reporter says, as bytes to post. `body`: type and fields; `thread`: T of the lane she writes to; `parents`: the
 * thread plane's heads; `sentAt`: ISO minute, a claim. Raises BadLength where the body is too long.
 */
export async function sealReporterAct({
  body,
  sentAt,
  thread,
  caseId,
  reporter,
  parents,
  keyringHash,
  deployment,
  random = systemRandom,
}) {
  const event = await sealEvent({
    fields: { kind: KIND_EVENT, compartment: THREAD_OFFSET, caseId, keyringHash, parents },
    author: reporterAuthor(reporter),
    key: thread,
    body: { v: 1, ...body, sent_at: sentAt },
    deployment,
    random,
  });
  return encodeEvent(event);
}

/**
 * A replaced code, as bytes to post: the old keys sign away to the new ones, and every T generation that she
 * holds is wrapped to the new code, one a wrap. `generations` and `used` as `openThread` gives them; sealed
 * under the newest T of the lowest used lane. Raises Malformed where nothing is held.
 */
export async function sealCodeReplaced({
  reporter,
  next,
  generations,
  used,
  caseId,
  parents,
  keyringHash,
  deployment,
  random = systemRandom,
}) {
  const lanes = [...used].sort();
  const newest = [...generations].reverse().find((generation) => generation.has(lanes[0]));
  if (newest === undefined) throw new Malformed("there is no thread to hand over");
  const { authVk, signVk, kemPk, authorId: recipientId } = next;
  const entries = generations.flatMap((generation) =>
    [...generation].map(([lane, { keyId }]) => [toHex(keyId), { compartment: lane + THREAD_OFFSET, keyId }]),
  );
  const slots = (generation) => [
    ...LANES.map((lane) => (generation.has(lane) ? generation.get(lane).key : null)),
    null,
    null,
  ];
  const event = await sealEvent({
    fields: {
      kind: KIND_CODE_REPLACED,
      compartment: THREAD_OFFSET,
      caseId,
      keyringHash,
      parents,
      keys: [...new Map(entries).values()],
      newKeys: { authVk, signVk, kemPk },
    },
    author: { ...reporterAuthor(reporter), seeds: [reporter.signSeed, next.signSeed] },
    key: newest.get(lanes[0]).key,
    body: { v: 1, type: "code-replaced", lanes },
    recipients: generations.map((one) => ({ kind: WRAP_REPORTER, recipientId, kemPk, slots: slots(one) })),
    deployment,
    random,
  });
  return encodeEvent(event);
}
