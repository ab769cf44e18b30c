import { fromHex, toHex } from "./bytes.js";
import {
  HASH_SIZE,
  KIND_CODE_REPLACED,
  KIND_EVENT,
  KIND_GENESIS,
  KIND_KEYS,
  KIND_SUPPLEMENT,
} from "./constants.js";
import { Malformed, ProtocolError } from "./errors.js";
import { verifySubmission } from "./genesis.js";
import { readRemoved } from "./removed.js";
import { chainTo, judgeAuthors, keyringLoader } from "./thread_authors.js";
import { orderRecords, placeSupplements, problem, readEntries } from "./thread_graph.js";
import {
  acceptRotation,
  currentThreads,
  firstKeys,
  isRotation,
  keyChest,
  openRecord,
  SupersededKey,
} from "./thread_keys.js";
import { findForks, findVoid, strayReplacements } from "./thread_rules.js";

const KIND_NAMES = {
  [KIND_GENESIS]: "genesis",
  [KIND_EVENT]: "event",
  [KIND_KEYS]: "keys",
  [KIND_CODE_REPLACED]: "code-replaced",
  [KIND_SUPPLEMENT]: "supplement",
};
const SEALED = { lane: 0, body: null };

class NotYours extends ProtocolError {
  static code = "NotYours";
}

class Withheld extends ProtocolError {
  static code = "Withheld";
}

async function findGenesis(records, deployment, problems) {
  for (const record of [...records.values()].filter(({ header }) => header.kind === KIND_GENESIS)) {
    try {
      await verifySubmission(record, deployment);
      return record;
    } catch (error) {
      problems.push(problem(error, record.id));
    }
  }
  return null;
}

/** {lane, body} of one event; a rotation hands over its key only once it has opened. Raises ProtocolError. */
async function openOne(record, author, chest, context) {
  const opened = await openRecord(record, author, chest, context);
  if (opened.body.v !== 1 || typeof opened.body.type !== "string")
    throw new Malformed("an event says what it is");
  if (isRotation(record)) await acceptRotation(record, author, opened, chest, context);
  else if (opened.body.type === "rotate") throw new Malformed("a rotation without keys");
  return opened;
}

/**
 * What each event says, in order, by id. An event that fails stays as sealed: it shows that somebody wrote,
 * and says nothing. One under a key that its author knew to be replaced is invalid and left out.
 */
async function openAll(ordered, authors, chest, context) {
  const opened = new Map([[ordered[0].id, SEALED]]);
  for (const record of ordered.slice(1).filter(({ id }) => authors.has(id))) {
    // She keeps no record key: what she added herself is closed to her, as the report is.
    if (record.header.kind === KIND_SUPPLEMENT) {
      opened.set(record.id, SEALED);
      continue;
    }
    // What two members had removed is gone, and no sign that the portal keeps something back.
    if (record.body === null && context.removed.ids.has(record.id)) {
      opened.set(record.id, SEALED);
      continue;
    }
    try {
      opened.set(record.id, await openOne(record, authors.get(record.id), chest, context));
    } catch (error) {
      context.problems.push(problem(error, record.id));
      if (!(error instanceof SupersededKey)) opened.set(record.id, SEALED);
    }
  }
  return opened;
}

/**
 * The records that stand, as the policies' fold reads them; where a parent doesn't stand, that parent's
 * parents do.
 */
function foldable(ordered, { authors, opened, voids }) {
  const standing = new Map();
  return ordered.flatMap(({ id, parents, header, receivedOn }) => {
    const known = new Set(parents.flatMap((parent) => standing.get(parent)));
    if (!opened.has(id)) {
      standing.set(id, known);
      return [];
    }
    standing.set(id, [id]);
    const { member = null, reporter } = authors.get(id);
    const { lane, body } = opened.get(id);
    return [
      {
        id,
        parents: [...known].sort(),
        kind: KIND_NAMES[header.kind],
        author: member === null ? reporter : member.id,
        role: member === null ? "reporter" : member.role,
        groups: member === null ? [] : member.groups,
        void: voids.get(id) || "",
        lane,
        body,
        receivedOn,
      },
    ];
  });
}

/** What nobody cites yet, among the events that stand: a new event cites these. */
function headsOf(ordered, opened) {
  const standing = ordered.filter(({ id }) => opened.has(id));
  const cited = new Set(standing.flatMap(({ parents }) => parents));
  return standing.filter(({ id }) => !cited.has(id)).map(({ idBytes }) => idBytes);
}

/**
 * The conversation of one case, from what the portal hands its reporter, believing none of it.
 *
 * `entries`, `caseId` (hex): of POST mailbox/open. `fetchKeyring(hash hex)`: the container of that version;
 * `fetchVouched()`: a Set of hashes of keyrings that a former root signed and this one answers for.
 * Never raises for what the portal or a member sends: it becomes {code, eventId, message} in `problems`.
 * Codes beyond the error classes: NotYours, Withheld, Fork, UnknownAuthor, WrongPlane, KeyringMissing,
 * KeyNotHeld, SupersededKey, CodeReplaced.
 *
 * Returns {opened, records, problems, parked, threads, generations, used, heads, genesis, keyringVersion,
 * caseId, removed}. `records` in display order, as the policies' fold reads them: {id, parents, kind, author, role,
 * groups, void, lane, body, receivedOn}, lane 0 and body null where she has no key. `threads`: Map of lane to
 * the T to write under; `generations`: all T that she holds; `used`: Set of lanes; `heads`: ids to cite;
 * `parked`: ids whose parents are kept back; `genesis`: {id, receivedOn}; `keyringVersion`: the highest that
 * an event names; `removed`: of `readRemoved`; nobody reads its lanes any more, so `threads` has none of them.
 */
export async function openThread({
  entries,
  orders = [],
  caseId,
  reporter,
  rootVk,
  deployment,
  fetchKeyring,
  fetchVouched,
}) {
  const problems = [];
  try {
    const records = await readEntries(entries, fromHex(caseId, HASH_SIZE), deployment, problems);
    const genesis = await findGenesis(records, deployment, problems);
    if (genesis === null) throw new NotYours("the portal shows no report of yours");
    const context = {
      reporter,
      deployment,
      problems,
      load: keyringLoader({ fetchKeyring, fetchVouched, rootVk, deployment }),
    };
    context.removed = await readRemoved(orders, fromHex(caseId, HASH_SIZE), context);
    return await openRecords(records, genesis, context);
  } catch (error) {
    problems.push(problem(error));
    return {
      opened: false,
      records: [],
      problems,
      parked: [],
      threads: new Map(),
      generations: [],
      used: new Set(),
      heads: [],
      removed: { ids: new Set(), lanes: new Set(), day: "" },
    };
  }
}

async function openRecords(records, genesis, context) {
  const { reporter, problems } = context;
  placeSupplements(records, genesis);
  const { ordered, parked, ancestors } = orderRecords(records, genesis);
  for (const { id } of parked)
    problems.push(problem(new Withheld("an event that this one builds on is kept back"), id));
  const { authors, reporters } = await judgeAuthors(ordered, ancestors, context);
  const chain = chainTo(reporter, reporters);
  if (chain === null) throw new NotYours("nothing leads from this report to your code");
  const newest = chain.length > 0 ? records.get(chain[0]) : null;
  const replacement = newest && { record: newest, vk: authors.get(newest.id).vk };
  const { generations, used } = await firstKeys(genesis, replacement, context);
  const chest = keyChest(generations);
  const opened = await openAll(ordered, authors, chest, { ...context, ancestors, genesis });
  const links = { authors, reporters, chain, ancestors };
  problems.push(...findForks(ordered, authors), ...strayReplacements(links, toHex(reporter.authorId)));
  return {
    opened: true,
    records: foldable(ordered, { authors, opened, voids: findVoid(links) }),
    problems,
    parked: parked.map(({ id }) => id),
    threads: new Map([...currentThreads(chest)].filter(([lane]) => !context.removed.lanes.has(lane))),
    removed: context.removed,
    generations: chest.generations,
    used,
    heads: headsOf(ordered, opened),
    genesis: { id: genesis.id, receivedOn: genesis.receivedOn },
    keyringVersion: Math.max(
      0,
      ...[...authors.values()].map(({ keyring }) => (keyring ? keyring.version : 0)),
    ),
    caseId: toHex(genesis.header.caseId),
  };
}
