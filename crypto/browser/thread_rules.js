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

/**
 * A replaced code is cut off where its replacement stands; what a thief or a race adds beside it waits for a
 * member to adopt it. A code that doesn't lead to hers is cut off altogether.
 */
function codeCuts({ authors, reporters, chain }) {
  const by = (name) => (id) => authors.get(id).reporter === name;
  const cuts = chain.map((at) => ({ at, hits: by(authors.get(at).reporter), why: "code-replaced" }));
  const strays = [...reporters].filter(([, { since }]) => since !== null && !chain.includes(since));
  return [...cuts, ...strays.map(([name, { since }]) => ({ at: since, hits: by(name), why: "code-forked" }))];
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
export function findVoid({ authors, reporters, chain, ancestors }) {
  const cuts = [...codeCuts({ authors, reporters, chain }), ...dismissalCuts({ authors })];
  const found = new Map();
  for (const [id, author] of authors) {
    const cut = cuts.find(({ at, hits }) => at !== id && hits(id) && !ancestors.get(at).has(id));
    if (cut) found.set(id, cut.why);
    else if (isSuspended(author)) found.set(id, "suspended");
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
