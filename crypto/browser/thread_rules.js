import { isZero, toHex } from "./bytes.js";
import { problem } from "./thread_graph.js";

const report = (code, message, id) => problem({ code, message }, id);

/** One author, one place in one log, two events: somebody writes two histories. Both stay and both are shown. */
export function findForks(ordered, authors) {
  const places = new Map();
  const problems = [];
  for (const { id, header } of ordered.slice(1)) {
    if (!authors.has(id) || isZero(header.logId)) continue;
    const place = `${toHex(header.authorId)} ${toHex(header.logId)} ${header.logSeq}`;
    if (places.has(place)) problems.push(report("Fork", `stands where ${places.get(place)} stands`, id));
    else places.set(place, id);
  }
  return problems;
}

/**
 * Events of a replaced code that its replacement doesn't know: a thief's, or a race; a member decides by adopting. And what
 * comes from a code that doesn't lead to hers.
 */
function replacedCodes({ authors, reporters, chain }) {
  const byReporter = (name) => (id) => authors.get(id).reporter === name;
  const cuts = chain.map((at) => ({ at, hits: byReporter(authors.get(at).reporter), why: "code-replaced" }));
  const strays = [...reporters].filter(([, { since }]) => since !== null && !chain.includes(since));
  cuts.push(...strays.map(([name, { since }]) => ({ at: since, hits: byReporter(name), why: "another-code" })));
  return { cuts, strays: strays.map(([, { since }]) => since) };
}

/** A removal cuts off the removed member; a keyring that no longer names a member cuts off that member. */
function memberCuts({ events, authors }) {
  const removals = events
    .filter(({ type, memberId, body }) => type === "removal" && memberId !== body.member)
    .map(({ eventId, body }) => ({ at: eventId, hits: (id) => memberOf(authors, id) === body.member, why: "removed" }));
  const dismissals = [...authors]
    .filter(([, { keyring }]) => keyring)
    .map(([at, { keyring }]) => ({ at, hits: (id) => isDismissed(authors.get(id), keyring), why: "dismissed" }));
  return [...removals, ...dismissals];
}

const memberOf = (authors, id) => (authors.get(id).member ? authors.get(id).member.id : null);

const isDismissed = ({ member, keyring }, newer) =>
  Boolean(member) && keyring.version < newer.version && !newer.members.has(member.id);

/**
 * Marks events that a replaced code, a removal or a dismissal leaves outside its causal past: they are shown and have no
 * effect until a member adopts them. Returns problems.
 */
export function markVoid({ events, authors, reporters, chain, ancestors, reporter }) {
  const { cuts, strays } = replacedCodes({ authors, reporters, chain });
  const all = [...cuts, ...memberCuts({ events, authors })];
  const cutOf = new Map(
    events.map(({ eventId: id }) => [id, all.find(({ at, hits }) => at !== id && hits(id) && !ancestors.get(at).has(id))]),
  );
  // Who is cut off can't adopt their own events back.
  const adopting = events.filter(({ type, eventId: id }) => type === "adopt" && !cutOf.get(id));
  const adopted = new Set(adopting.flatMap(({ body }) => body.events));
  const problems = [];
  for (const event of events.filter(({ eventId: id }) => cutOf.get(id) && !adopted.has(id))) {
    event.voided = cutOf.get(event.eventId).why;
    problems.push(report("Void", `without effect: ${event.voided}`, event.eventId));
  }
  for (const id of strays) {
    const mine = authors.get(id).reporter === toHex(reporter.authorId);
    problems.push(report(mine ? "CodeReplaced" : "Fork", mine ? "your code was replaced" : "another code claims this case", id));
  }
  return problems;
}
