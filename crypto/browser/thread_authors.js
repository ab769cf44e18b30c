import { equal, toHex } from "./bytes.js";
import {
  KIND_CODE_REPLACED,
  KIND_EVENT,
  KIND_KEYS,
  KIND_SUPPLEMENT,
  THREAD_OFFSET,
  WRAP_REPORTER,
} from "./constants.js";
import { KeyringAltered, KeyringRolledBack, Malformed, ProtocolError } from "./errors.js";
import { verifyEvent } from "./events.js";
import { verifySubmission } from "./genesis.js";
import { parseKeyring } from "./keyring.js";
import { isThread } from "./keys.js";
import { authorId } from "./reporter_keys.js";
import { problem } from "./thread_graph.js";

const named = (code) =>
  class extends ProtocolError {
    static code = code;
  };

export const UnknownAuthor = named("UnknownAuthor");
export const WrongPlane = named("WrongPlane");
export const KeyringMissing = named("KeyringMissing");

/**
 * Keyring versions by hash, fetched once each. The hash names one document, so the portal can't offer
 * another.
 */
export function keyringLoader({ fetchKeyring, fetchVouched = async () => new Set(), rootVk, deployment }) {
  const loaded = new Map();
  const parse = async (container) => {
    try {
      return await parseKeyring(container, rootVk, deployment);
    } catch (error) {
      if (!(error instanceof KeyringAltered)) throw error;
      const vouched = await fetchVouched().catch(() => new Set());
      return parseKeyring(container, rootVk, deployment, { vouched });
    }
  };
  const load = async (hash) => {
    let container;
    try {
      container = await fetchKeyring(hash);
    } catch {
      throw new KeyringMissing("the portal does not give the keyring that an event names");
    }
    const keyring = await parse(container);
    if (toHex(keyring.hash) !== hash)
      throw new KeyringMissing("the portal gives another keyring than the event names");
    return keyring;
  };
  return (hash) => {
    if (!loaded.has(hash)) loaded.set(hash, load(hash));
    return loaded.get(hash);
  };
}

function checkPlane({ header }, isReporter) {
  const { kind, compartment, wraps } = header;
  const sound = isReporter
    ? compartment === THREAD_OFFSET && (kind === KIND_EVENT || kind === KIND_CODE_REPLACED)
    : isThread(compartment) && (kind === KIND_EVENT || kind === KIND_KEYS);
  if (!sound) throw new WrongPlane("this event does not belong to the conversation");
  if (kind === KIND_KEYS && !wraps.some((entry) => entry.kind === WRAP_REPORTER)) {
    throw new WrongPlane("keys that are not for the reporter");
  }
}

/** A supplement bears all three public keys of its code: another's among them would lead answers elsewhere. */
async function verifyOwn(record, reporter, deployment) {
  const { header } = record;
  if (!["authVk", "kemPk"].every((key) => equal(header[key], reporter[key])))
    throw new UnknownAuthor("the keys are not those of the code that signed");
  await verifySubmission(record, deployment, reporter.signVk);
}

/**
 * Who signed an event, judged in its own causal past and by the keyring that it names. Raises ProtocolError.
 */
async function judge(record, state) {
  const { header } = record;
  const past = state.ancestors.get(record.id);
  const keyring = await state.load(toHex(header.keyringHash));
  const highest = Math.max(...[...past].map((id) => state.versions.get(id) || 0));
  if (keyring.version < highest)
    throw new KeyringRolledBack("the event names an older keyring than its past");
  const name = toHex(header.authorId);
  const reporter = state.reporters.get(name);
  if (reporter && (reporter.since === null || past.has(reporter.since))) {
    if (header.kind === KIND_SUPPLEMENT) await verifyOwn(record, reporter, state.deployment);
    else {
      checkPlane(record, true);
      await verifyEvent(record, reporter.signVk, state.deployment);
    }
    return { keyring, reporter: name, vk: reporter.signVk };
  }
  const member = keyring.members.get(name);
  if (!member) throw new UnknownAuthor("the author is not in the keyring that the event names");
  checkPlane(record, false);
  await verifyEvent(record, member.verifyVk, state.deployment);
  return { keyring, member, vk: member.verifyVk };
}

/** The next link from the first code to hers; her old author id points at what replaced it. */
async function follow(record, author, state) {
  const { newKeys } = record.header;
  const name = toHex(await authorId(newKeys.signVk, state.deployment));
  if (state.reporters.has(name)) throw new Malformed("a code is replaced by one that was used before");
  state.reporters.set(name, { ...newKeys, since: record.id, from: author.reporter });
}

/**
 * The authors of ordered events: a Map of event id to {keyring, reporter | member, vk}, and of author id to
 * the reporter's keys in the chain. What fails is a problem and stays out of both.
 */
export async function judgeAuthors(ordered, ancestors, { load, deployment, problems }) {
  const [genesis, ...events] = ordered;
  const first = toHex(await authorId(genesis.header.signVk, deployment));
  const { signVk, authVk, kemPk } = genesis.header;
  const state = {
    ancestors,
    deployment,
    load,
    versions: new Map(),
    reporters: new Map([[first, { signVk, authVk, kemPk, since: null, from: null }]]),
  };
  try {
    state.versions.set(genesis.id, (await load(toHex(genesis.header.keyringHash))).version);
  } catch (error) {
    problems.push(problem(error, genesis.id));
  }
  const authors = new Map([[genesis.id, { reporter: first, vk: signVk }]]);
  for (const record of events) {
    try {
      const author = await judge(record, state);
      if (record.header.newKeys) await follow(record, author, state);
      state.versions.set(record.id, author.keyring.version);
      authors.set(record.id, author);
    } catch (error) {
      problems.push(problem(error, record.id));
    }
  }
  return { authors, reporters: state.reporters };
}

/**
 * The ids of the code replacements that lead from genesis to her key, newest first; null where none leads
 * there.
 */
export function chainTo(reporter, reporters) {
  const links = [];
  let name = toHex(reporter.authorId);
  const own = reporters.get(name);
  if (!own || !["signVk", "authVk", "kemPk"].every((key) => equal(own[key], reporter[key]))) return null;
  for (; reporters.get(name).since !== null; name = reporters.get(name).from)
    links.push(reporters.get(name).since);
  return links;
}
