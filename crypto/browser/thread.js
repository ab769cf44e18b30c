import { fromHex, toHex } from "./bytes.js";
import { HASH_SIZE, KIND_GENESIS } from "./constants.js";
import { Malformed, ProtocolError } from "./errors.js";
import { verifySubmission } from "./genesis.js";
import { chainTo, judgeAuthors, keyringLoader } from "./thread_authors.js";
import { orderRecords, problem, readEntries } from "./thread_graph.js";
import { acceptRotation, currentThreads, firstKeys, isRotation, keyChest, openRecord } from "./thread_keys.js";
import { findForks, markVoid } from "./thread_rules.js";

const named = (code) =>
  class extends ProtocolError {
    static code = code;
  };

const NotYours = named("NotYours");
const Withheld = named("Withheld");
const NotAllowed = named("NotAllowed");

const isText = (value) => typeof value === "string";
/** What a body must hold; an unknown type is a problem, never a guess. */
const MEMBER_BODIES = {
  message: ({ text }) => isText(text),
  status: ({ status, note }) => isText(status) && (note === undefined || isText(note)),
  removal: ({ member }) => isText(member),
  adopt: ({ events }) => Array.isArray(events) && events.every(isText),
  rotate: () => true,
};
const REPORTER_BODIES = { message: ({ text }) => isText(text), "code-replaced": () => true };

function checkBody(body, author) {
  const known = author.reporter ? REPORTER_BODIES : MEMBER_BODIES;
  const check = Object.prototype.hasOwnProperty.call(known, body.type) ? known[body.type] : null;
  if (body.v !== 1 || check === null || !check(body)) throw new Malformed("the event says nothing that is known here");
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

function show(record, author, opened) {
  const { member = null } = author;
  return {
    eventId: record.id,
    by: member === null ? "reporter" : "member",
    memberId: member === null ? null : member.id,
    role: member === null ? null : member.role,
    groups: member === null ? [] : member.groups,
    lane: opened.lane,
    type: opened.body.type,
    body: opened.body,
    receivedOn: record.receivedOn,
    voided: null,
  };
}

/** Opens events in order, taking new keys as rotations come. */
async function openAll(ordered, authors, chest, context) {
  const shown = [];
  for (const record of ordered.slice(1).filter(({ id }) => authors.has(id))) {
    const author = authors.get(record.id);
    try {
      const opened = await openRecord(record, author, chest, context);
      checkBody(opened.body, author);
      if (author.member && !context.mayAct(author.member, opened.body.type, opened.lane)) {
        throw new NotAllowed("the author's role does not allow this");
      }
      if (isRotation(record)) await acceptRotation(record, author, opened, chest, context);
      else if (opened.body.type === "rotate") throw new Malformed("a rotation without keys");
      shown.push(show(record, author, opened));
    } catch (error) {
      context.problems.push(problem(error, record.id));
    }
  }
  return shown;
}

/** What nobody cites yet, among the events that hold; a new event cites these. */
function headsOf(ordered, authors) {
  const standing = ordered.filter(({ id }) => authors.has(id));
  const cited = new Set(standing.flatMap(({ parents }) => parents));
  return standing.filter(({ id }) => !cited.has(id)).map(({ idBytes }) => idBytes);
}

const closed = (problems) => ({ opened: false, events: [], problems, threads: new Map(), generations: [], used: new Set(), heads: [] });

/**
 * The conversation of one case, from what the portal hands its reporter, believing none of it.
 *
 * `entries`, `caseId` (hex): of POST mailbox/open. `fetchKeyring(hash hex)`: the container of that version.
 * `mayAct(member, type, lane)`: the roles policy. Never raises for what the portal or a member sends: it becomes
 * {code, eventId, message} in `problems`; codes beyond the error classes: NotYours, Withheld, Fork, UnknownAuthor,
 * WrongPlane, KeyringMissing, KeyNotHeld, SupersededKey, NotAllowed, CodeReplaced.
 *
 * Returns {opened, events, problems, parked (ids), threads (Map of lane to T to write under), generations, used (Set of lanes),
 * heads (ids to cite), genesis ({eventId, receivedOn}), keyringVersion (highest named), descends(id, from)}. An event is
 * {eventId, by "reporter"|"member", memberId, role, groups, lane, type, body, receivedOn, voided (null or why)}.
 */
export async function openThread({ entries, caseId, reporter, rootVk, deployment, fetchKeyring, mayAct = () => true }) {
  const problems = [];
  try {
    const records = await readEntries(entries, fromHex(caseId, HASH_SIZE), deployment, problems);
    const genesis = await findGenesis(records, deployment, problems);
    if (genesis === null) throw new NotYours("the portal shows no report of yours");
    const context = { reporter, deployment, problems, mayAct, load: keyringLoader({ fetchKeyring, rootVk, deployment }) };
    return await openRecords(records, genesis, context);
  } catch (error) {
    problems.push(problem(error));
    return closed(problems);
  }
}

async function openRecords(records, genesis, context) {
  const { reporter, problems } = context;
  const { ordered, parked, ancestors } = orderRecords(records, genesis);
  for (const { id } of parked) problems.push(problem(new Withheld("an event that this one builds on is kept back"), id));
  const { authors, reporters } = await judgeAuthors(ordered, ancestors, context);
  const chain = chainTo(reporter, reporters);
  if (chain === null) throw new NotYours("nothing leads from this report to your code");
  const newest = chain.length > 0 ? records.get(chain[0]) : null;
  const replacement = newest && { record: newest, vk: authors.get(newest.id).vk };
  const { generations, used } = await firstKeys(genesis, replacement, context);
  const chest = keyChest(generations);
  const events = await openAll(ordered, authors, chest, { ...context, ancestors });
  problems.push(...findForks(ordered, authors), ...markVoid({ events, ordered, authors, reporters, chain, ancestors, reporter }));
  const versions = [...authors.values()].map(({ keyring }) => (keyring ? keyring.version : 0));
  return {
    opened: true,
    events,
    problems,
    parked: parked.map(({ id }) => id),
    threads: currentThreads(chest),
    generations: chest.generations,
    used,
    heads: headsOf(ordered, authors),
    genesis: { eventId: genesis.id, receivedOn: genesis.receivedOn },
    keyringVersion: Math.max(...versions),
    descends: (id, from) => (ancestors.get(id) || new Set()).has(from),
    caseId: toHex(genesis.header.caseId),
  };
}
