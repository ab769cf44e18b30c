import { equal, toHex } from "./bytes.js";
import { KIND_KEYS, LANES, THREAD_OFFSET, WRAP_REPORTER } from "./constants.js";
import { BadCommitment, Malformed, ProtocolError } from "./errors.js";
import { openEvent, openEventWrap } from "./events.js";
import { openReporterKeys } from "./genesis.js";
import { threadKeyId } from "./keys.js";

const FIRST_THREAD = 7;
/** Which compartment each of a report's ten key ids belongs to: K1 to K5, two shares of K4, T1 to T3. */
const REPORT_SLOTS = [1, 2, 3, 4, 5, 4, 4, 17, 18, 19];

export class KeyNotHeld extends ProtocolError {
  static code = "KeyNotHeld";
}

export class SupersededKey extends ProtocolError {
  static code = "SupersededKey";
}

/** Wraps to her, opened: [{slots}] of the entries that name her present author id. */
async function ownWraps(record, vk, { reporter, deployment }) {
  const opened = [];
  for (const [index, entry] of record.header.wraps.entries()) {
    if (entry.kind === WRAP_REPORTER && equal(entry.recipientId, reporter.authorId)) {
      opened.push(await openEventWrap(record, index, reporter.kemSeed, vk, deployment));
    }
  }
  return opened;
}

/** T of each lane in one wrap, each held against the header's key entries. Raises BadCommitment. */
async function readGeneration(slots, header, deployment) {
  if (slots.slice(LANES.length).some((slot) => slot !== null))
    throw new Malformed("a wrap of thread keys holds nothing else");
  const generation = new Map();
  for (const lane of LANES.filter((one) => slots[one - 1] !== null)) {
    const key = slots[lane - 1];
    const keyId = await threadKeyId(key, lane, header.caseId, deployment);
    const named = header.keys.some(
      (entry) => entry.compartment === lane + THREAD_OFFSET && equal(entry.keyId, keyId),
    );
    if (!named) throw new BadCommitment("a wrap holds a key that its header does not name");
    generation.set(lane, { key, keyId });
  }
  return generation;
}

async function genesisGeneration(genesis, reporter, deployment) {
  const { threads, used } = await openReporterKeys(genesis, reporter.kemSeed, deployment);
  const generation = new Map(
    [...threads].map(([lane, key]) => [lane, { key, keyId: genesis.header.keyIds[FIRST_THREAD + lane - 1] }]),
  );
  return { generations: [generation], used };
}

/** Her own hand-over: its body names the lanes in use, which the new code could not learn otherwise. */
async function replacedGenerations(record, vk, context) {
  const generations = [];
  for (const slots of await ownWraps(record, vk, context)) {
    generations.push(await readGeneration(slots, record.header, context.deployment));
  }
  const { body } = await openByTrying(record, keyChest(generations), context.deployment);
  const { lanes } = body;
  if (!Array.isArray(lanes) || !lanes.every((lane) => LANES.includes(lane)))
    throw new Malformed("no lanes are named");
  return { generations, used: new Set(lanes) };
}

/**
 * The thread keys that she holds before any rotation: from the genesis, or from the event that made her
 * present code, which both of her codes signed. Returns {generations, used}. Raises ProtocolError.
 */
export async function firstKeys(genesis, replacement, context) {
  if (replacement === null) return genesisGeneration(genesis, context.reporter, context.deployment);
  return replacedGenerations(replacement.record, replacement.vk, context);
}

/**
 * What she holds: by key id, in the order of coming; which keys rotations have put out of use; and which
 * rotations named which keys.
 */
export function keyChest(generations) {
  const held = new Map();
  const superseded = new Map();
  const named = new Map();
  const add = (generation) => {
    for (const [lane, { key, keyId }] of generation) held.set(toHex(keyId), { lane, key, keyId });
  };
  generations.forEach(add);
  return { generations: [...generations], held, superseded, named, add };
}

/** The key that a member's event names. Raises KeyNotHeld, SupersededKey. */
function keyFor({ id, header }, chest, ancestors) {
  const name = toHex(header.keyId);
  const found = chest.held.get(name);
  if (!found || found.lane !== header.compartment - THREAD_OFFSET)
    throw new KeyNotHeld("sealed under a key you do not hold");
  // In ignorance of a rotation the old key is honest; after it, somebody lets a removed person read on.
  if ((chest.superseded.get(name) || []).some((rotation) => ancestors.get(id).has(rotation))) {
    throw new SupersededKey("sealed under a key that its author knew to be replaced");
  }
  return found;
}

/**
 * A reporter's event names no key: each is tried, the commitment decides. Raises KeyNotHeld, ProtocolError.
 */
async function openByTrying(record, chest, deployment) {
  for (const { lane, key } of chest.held.values()) {
    try {
      return { lane, body: await openEvent(record, key, deployment) };
    } catch (error) {
      if (!(error instanceof BadCommitment)) throw error;
    }
  }
  throw new KeyNotHeld("sealed under a key you do not hold");
}

/** {lane, body} of an event. Raises ProtocolError. */
export async function openRecord(record, author, chest, { ancestors, deployment }) {
  if (record.body === null) throw new Malformed("the text was destroyed, or is kept back");
  if (author.reporter) return openByTrying(record, chest, deployment);
  const { lane, key } = keyFor(record, chest, ancestors);
  return { lane, body: await openEvent(record, key, deployment) };
}

/** The key entries that no header of the event's past names: what a rotation brings. */
function freshEntries({ id, header }, chest, { ancestors, genesis }) {
  const past = ancestors.get(id);
  return header.keys.filter(({ compartment, keyId }) => {
    const inReport = genesis.header.keyIds.some(
      (one, i) => REPORT_SLOTS[i] === compartment && equal(one, keyId),
    );
    const rotations = chest.named.get(`${compartment} ${toHex(keyId)}`) || [];
    return !inReport && !rotations.some((rotation) => past.has(rotation));
  });
}

/**
 * Takes the new key of a rotation whose body opened under the key that she held: a member without that key
 * can't rotate themselves in. It is held to all that the consoles hold it to: a rotation that only this page
 * accepted would have her write under a key that no reader has. Raises Malformed, KeyNotHeld, BadCommitment,
 * DecryptionFailed.
 */
export async function acceptRotation(record, author, { lane, body }, chest, context) {
  if (body.type !== "rotate" || body.lane !== lane) throw new Malformed("this rotation is of another lane");
  const fresh = freshEntries(record, chest, context);
  const brought = fresh.map(({ compartment }) => compartment).sort((a, b) => a - b);
  if (brought.length !== 2 || brought[0] !== lane || brought[1] !== lane + THREAD_OFFSET)
    throw new Malformed("a rotation brings both keys of its own lane, and nothing else");
  const known = fresh.some(({ keyId }) => chest.held.has(toHex(keyId)));
  const wraps = await ownWraps(record, author.vk, context);
  if (wraps.length === 0 && !known) throw new KeyNotHeld("the new key was not given to your code");
  const generations = [];
  for (const slots of wraps) {
    const generation = await readGeneration(slots, record.header, context.deployment);
    if (generation.size !== 1 || !generation.has(lane))
      throw new Malformed("a rotation gives one lane's key");
    generations.push(generation);
  }
  for (const generation of generations) {
    chest.add(generation);
    chest.generations.push(generation);
  }
  for (const { compartment, keyId } of fresh) {
    const name = `${compartment} ${toHex(keyId)}`;
    chest.named.set(name, [...(chest.named.get(name) || []), record.id]);
  }
  const old = toHex(record.header.keyId);
  chest.superseded.set(old, [...(chest.superseded.get(old) || []), record.id]);
}

export const isRotation = ({ header }) => header.kind === KIND_KEYS;

/** T of each lane to write under: of the keys not put out of use, the one that came last. */
export function currentThreads(chest) {
  const threads = new Map();
  for (const [name, { lane, key }] of chest.held) if (!chest.superseded.has(name)) threads.set(lane, key);
  return threads;
}
