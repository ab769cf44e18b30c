import { isZero, toHex } from "./bytes.js";
import { problem } from "./thread_graph.js";

/**
 * One author, one place in one log, two events: somebody writes two histories. Both stay and both are shown.
 */
export function findForks(ordered, authors) {
  const places = new Map();
  const problems = [];
  for (const { id, header } of ordered.slice(1)) {
    if (!authors.has(id) || isZero(header.logId)) continue;
    const place = `${toHex(header.authorId)} ${toHex(header.logId)} ${header.logSeq}`;
    if (places.has(place))
      problems.push(problem({ code: "Fork", message: `stands where ${places.get(place)} stands` }, id));
    else places.set(place, id);
  }
  return problems;
}

/** Of the replacements of one code, those that no other of them knows: more than one is a fork. */
const firstOf = (replaced, ancestors) =>
  replaced.filter(({ id }) => !replaced.some((other) => ancestors.get(id).has(other.id)));

/** What one code signed and has no effect: its events that its replacement doesn't know, and both of a fork. */
function voidOf(own, first, ancestors) {
  const isFirst = (id) => first.some((one) => one.id === id);
  const isOutside = (id) => first.some((one) => one.id !== id && !ancestors.get(one.id).has(id));
  return own.flatMap((id) => {
    if (isFirst(id)) return first.length > 1 ? [[id, "code-forked"]] : [];
    return isOutside(id) ? [[id, "code-replaced"]] : [];
  });
}

/**
 * Rule R1, as the consoles judge it: a code's events outside the past of its replacement wait for a member to
 * adopt them, and so does all that a code brings which came in by such an event.
 */
function retired({ authors, reporters, ancestors }) {
  const found = new Map();
  const ids = (name) => [...authors].filter(([, { reporter }]) => reporter === name).map(([id]) => id);
  // The Map holds the codes in causal order: whoever brings a code stands before it.
  for (const [name, { since }] of reporters) {
    const own = ids(name);
    const inherited = since === null ? "" : found.get(since) || "";
    const replaced = [...reporters.values()]
      .filter((one) => one.from === name)
      .map((one) => ({ id: one.since }));
    const faults = voidOf(own, firstOf(replaced, ancestors), ancestors);
    for (const [id, why] of inherited ? own.map((one) => [one, inherited]) : faults) found.set(id, why);
  }
  return found;
}

/** A keyring that no longer names a member cuts off that member, wherever an event names this keyring. */
function dismissalCuts({ authors }) {
  const gone = ({ member, keyring }, newer) =>
    Boolean(member) && keyring.version < newer.version && !newer.members.has(member.id);
  return [...authors]
    .filter(([, { keyring }]) => keyring)
    .map(([at, { keyring }]) => ({ at, hits: (id) => gone(authors.get(id), keyring), why: "dismissed" }));
}

const isSuspended = ({ member, keyring }) => Boolean(member) && keyring.suspended.has(member.id);

/**
 * A Map of event id to why an authentic event has no effect unless a member adopts it: "code-replaced",
 * "code-forked", "dismissed", "suspended". What stands in the causal past of the cut stays good.
 */
export function findVoid({ authors, reporters, ancestors }) {
  const cuts = dismissalCuts({ authors });
  const found = retired({ authors, reporters, ancestors });
  for (const [id, author] of authors) {
    const cut = cuts.find(({ at, hits }) => at !== id && hits(id) && !ancestors.get(at).has(id));
    if (isSuspended(author)) found.set(id, "suspended");
    else if (cut) found.set(id, cut.why);
  }
  return found;
}

/**
 * The code replacements that don't lead to her key: her own code was replaced, or somebody replaced an older
 * one twice.
 */
export function strayReplacements({ authors, reporters, chain }, ownName) {
  const strays = [...reporters.values()]
    .map(({ since }) => since)
    .filter((id) => id !== null && !chain.includes(id));
  return strays.map((id) =>
    authors.get(id).reporter === ownName
      ? problem({ code: "CodeReplaced", message: "your code was replaced" }, id)
      : problem({ code: "Fork", message: "another code claims this case" }, id),
  );
}
