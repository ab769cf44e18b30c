import { equal, fromBase64, fromHex, toHex, zeros } from "./bytes.js";
import {
  COMPARTMENTS,
  ID_SIZE,
  KIND_GENESIS,
  KIND_SUPPLEMENT,
  SIGNATURE_SIZE,
  WRAP_SIZE,
} from "./constants.js";
import { Malformed } from "./errors.js";
import { parseEventHeader } from "./event_header.js";
import { assembleEvent } from "./events.js";
import { assembleSubmission } from "./genesis.js";
import { eventId, parseGenesisHeader } from "./genesis_header.js";
import { authorId } from "./reporter_keys.js";
import { checkPart } from "./wire.js";

/** Whatever a hostile portal or member sends becomes one of these; nothing here raises. */
export function problem(error, id = null) {
  return Object.freeze({
    code: error.code || "Malformed",
    eventId: id,
    message: String(error.message || error),
  });
}

const asList = (value) => (Array.isArray(value) ? value : []);

function placeWraps(given, count) {
  const wraps = Array.from({ length: count }, () => null);
  for (const { index, wrap } of asList(given)) {
    if (!Number.isInteger(index) || index < 0 || index >= count)
      throw new Malformed("there is no wrap at this index");
    wraps[index] = fromBase64(wrap);
  }
  return wraps;
}

/** A part that isn't the one that the signed header names counts as kept back; the header still stands. */
async function fitting(part, size, hash, lost) {
  try {
    await checkPart(part, size, hash);
    return part;
  } catch (error) {
    lost.push(error);
    return null;
  }
}

async function fittingWraps(given, entries, lost) {
  const wraps = [];
  for (const [index, wrap] of placeWraps(given, entries.length).entries()) {
    wraps.push(await fitting(wrap, WRAP_SIZE, entries[index].wrapHash, lost));
  }
  return wraps;
}

async function readParts(entry, headerBytes, deployment, lost) {
  const signatures = asList(entry.signatures).map((signature) => fromHex(signature, SIGNATURE_SIZE));
  const bodies = asList(entry.bodies).map((body) => (body === null ? null : fromBase64(body)));
  const kind = headerBytes[2];
  if (kind === KIND_GENESIS || kind === KIND_SUPPLEMENT) {
    const header = await parseGenesisHeader(headerBytes);
    const wraps = await fittingWraps(entry.wraps, header.entries, lost);
    if (signatures.length !== 1) throw new Malformed("a report has one signature");
    // She holds no record key: whatever bodies come are of no use here.
    const none = COMPARTMENTS.map(() => null);
    const record = await assembleSubmission(headerBytes, signatures[0], wraps, none);
    // In the graph a supplement is an event of the reporter's, who keeps no log.
    const event = { authorId: await authorId(header.signVk, deployment), logId: zeros(ID_SIZE), wraps: [] };
    return { ...record, header: kind === KIND_GENESIS ? record.header : { ...header, ...event }, parents: [] };
  }
  const header = await parseEventHeader(headerBytes);
  if (bodies.length > 1) throw new Malformed("an event has one body");
  const wraps = await fittingWraps(entry.wraps, header.wraps, lost);
  const body = bodies.length > 0 ? await fitting(bodies[0], header.bodyLength, header.bodyHash, lost) : null;
  return {
    ...(await assembleEvent(headerBytes, signatures, wraps, body)),
    parents: header.parents.map(toHex),
  };
}

/** One record with its own id; `entry` is the portal's JSON and may be anything. Raises ProtocolError. */
async function readEntry(entry, caseId, deployment, problems) {
  const headerBytes = fromBase64(entry.header);
  const idBytes = await eventId(headerBytes, deployment);
  const lost = [];
  const record = await readParts(entry, headerBytes, deployment, lost);
  if (!equal(record.header.caseId, caseId)) throw new Malformed("this event belongs to another case");
  const receivedOn = typeof entry.received_on === "string" ? entry.received_on : "";
  problems.push(...lost.map((error) => problem(error, toHex(idBytes))));
  return { ...record, idBytes, id: toHex(idBytes), receivedOn };
}

/** The records that can be read, a Map by id, and a problem for each that can't. */
export async function readEntries(entries, caseId, deployment, problems) {
  const records = new Map();
  for (const entry of asList(entries)) {
    try {
      const record = await readEntry(entry, caseId, deployment, problems);
      records.set(record.id, record);
    } catch (error) {
      problems.push(problem(error, entry && typeof entry.event_id === "string" ? entry.event_id : null));
    }
  }
  return records;
}

/**
 * A supplement names no parents: it builds on the entry that introduced the key that signs it, of several on
 * the one with the smallest id. Without one it stays apart and is named as kept back.
 */
export function placeSupplements(records, genesis) {
  const introductions = [...records.values()]
    .filter(({ header }) => header.newKeys)
    .map(({ id, header }) => ({ id, signVk: header.newKeys.signVk }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  introductions.unshift({ id: genesis.id, signVk: genesis.header.signVk });
  for (const record of records.values()) {
    if (record.header.kind !== KIND_SUPPLEMENT) continue;
    const found = introductions.find(({ signVk }) => equal(signVk, record.header.signVk));
    record.parents = found ? [found.id] : [];
  }
}

/**
 * Records in the order for display: parents first, among those that are ready the smallest id. Returns
 * {ordered, parked, ancestors}: what can't be reached from `first` is parked, since an event it builds on is
 * kept back; `ancestors` maps an id to the Set of ids in its causal past.
 */
export function orderRecords(records, first) {
  const children = new Map();
  const waiting = new Map();
  for (const record of records.values()) {
    waiting.set(record.id, record.parents.length);
    for (const parent of record.parents) children.set(parent, [...(children.get(parent) || []), record.id]);
  }
  const ancestors = new Map([[first.id, new Set()]]);
  const [ordered, ready] = [[], [first.id]];
  while (ready.length > 0) {
    const record = records.get(ready.sort().shift());
    ordered.push(record);
    for (const id of children.get(record.id) || []) {
      waiting.set(id, waiting.get(id) - 1);
      if (waiting.get(id) === 0 && id !== first.id) {
        ancestors.set(
          id,
          new Set(records.get(id).parents.flatMap((parent) => [parent, ...ancestors.get(parent)])),
        );
        ready.push(id);
      }
    }
  }
  return { ordered, parked: [...records.values()].filter(({ id }) => !ancestors.has(id)), ancestors };
}
