// The reporter's view of a thread, from signed events alone: the twin of policies/fold.py for what her page may see.
// Pure: no DOM, no cryptography, no clock. Held to the Python fold by tests/vectors/status.json.
//
// A record is {id, parents, kind, author, role, void, lane, body}: already verified and opened, `lane` 0 and `body`
// null where this reader has no key. `kind`: "genesis", "event", "keys" or "code-replaced"; `void`: "" or a reason.

import { clearedBy, questionsOf, reviewsOf } from "./asking.js";
import { ASSISTANCE, ASSISTANCE_CHECKS, planOf } from "./plan.js";

const REPORTER = "reporter";
const LANE_NAMES = { 1: "allegation", 2: "retaliation", 3: "assistance" };
const MEMBER_ID = /^[0-9a-f]{32}$/u;
const EVENT_ID = /^[0-9a-f]{64}$/u;
const OF_REPORTERS_ALONE = ["answer", "review-request", "code-replaced", "receipt", "view-cleared"];
const OF_REPORTERS = ["message", "consent-withdraw", ...OF_REPORTERS_ALONE];
const KINDS = { rotate: "keys", "code-replaced": "code-replaced" };

/** Parents before children; among those that are ready the smallest id first. Records without their parents wait. */
export function orderRecords(records) {
  const byId = new Map(records.map((record) => [record.id, record]));
  const missing = new Map();
  const children = new Map();
  const ready = [];
  for (const record of byId.values()) {
    missing.set(record.id, record.parents.length);
    for (const parent of record.parents) {
      children.set(parent, [...(children.get(parent) ?? []), record.id]);
    }
    if (record.parents.length === 0) insert(ready, record.id);
  }
  const ordered = [];
  while (ready.length > 0) {
    const id = ready.shift();
    ordered.push(byId.get(id));
    for (const child of children.get(id) ?? []) {
      missing.set(child, missing.get(child) - 1);
      if (missing.get(child) === 0) insert(ready, child);
    }
  }
  return ordered;
}

function insert(sorted, id) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < id) low = middle + 1;
    else high = middle;
  }
  sorted.splice(low, 0, id);
}

const SPOKEN = ["message", "question", "answer", "review-request"];
// What tells her that a person has read it; stepping back or new keys do not.
const ACKNOWLEDGES = ["message", "question", "status", "review", "plan-shown"];

/**
 * Fold the thread plane of one case. doc: the parsed statuses document.
 * Returns {messages: [{id, lane, author, role, text, sentAt, void, kind, answers}], statuses: [{lane, code, unsettled,
 * outcome}], questions: [{id, lane, state}], reviews: [{id, lane, state, answer, decidedBy}], acknowledged, void: {id: reason},
 * plan: {state, items: [{id, kind, organisation, sector, items, until, said}], events} or null, problems: [{id, kind}],
 * cleared: ids that her page shows no more because she said so}.
 * `said`: "" "withdrawn" "yes" or "no", as the reporter's own key signed it.
 */
export function foldThread(records, doc) {
  const ordered = orderRecords(records);
  const past = new Map();
  for (const record of ordered) {
    const known = new Set(record.parents);
    for (const parent of record.parents) for (const id of past.get(parent)) known.add(id);
    past.set(record.id, known);
  }
  const knew = (record, other) => past.get(record.id).has(other.id);
  const acts = [];
  const problems = [];
  for (const record of ordered) {
    if (record.kind === "genesis" || !record.body) continue;
    const fault = faultOf(record, doc);
    if (fault === null) acts.push(record);
    else problems.push({ id: record.id, kind: fault });
  }
  const voided = judge(ordered, acts, knew, problems);
  const counts = acts.filter((record) => !(record.id in voided));
  const reviews = reviewsOf(counts, knew, problems);
  return {
    messages: acts.filter(({ body }) => SPOKEN.includes(body.type)).map((record) => messageOf(record, voided)),
    statuses: statusesOf(counts, doc, past),
    questions: questionsOf(counts),
    reviews,
    acknowledged: counts.some(({ role, body }) => role !== REPORTER && ACKNOWLEDGES.includes(body.type)),
    void: voided,
    cleared: clearedBy(counts, past),
    plan: planOf(counts, past),
    problems: problems.sort((a, b) => compare(a.id, b.id) || compare(a.kind, b.kind)),
  };
}

/**
 * What the page says (rule E11). folded: from foldThread; receivedOn, today: "YYYY-MM-DD", only to judge lateness.
 * Returns {code, label, text, outcome, acknowledged, overdue, threads: [{lane, code, label, text, unsettled, outcome,
 * review}]}. `outcome`: how it ended, in a sentence; `review`: "", "open" (she may ask for one), or how hers stands.
 */
export function reporterStatus(folded, doc, { receivedOn, today }) {
  const words = doc.reporter;
  const known = new Map(doc.statuses.map((status) => [status.code, status]));
  const threads = folded.statuses.map((found) => threadOf(found, folded, doc, known.get(found.code)));
  let code = folded.acknowledged ? "opened" : "stored";
  let label = words[`${code}_label`];
  let text = words[`${code}_text`];
  let outcome = "";
  const [first] = threads;
  const alike = ["code", "label", "outcome", "unsettled"];
  if (first && threads.every((thread) => alike.every((name) => thread[name] === first[name]))) {
    ({ code, label, text, outcome } = first);
    if (first.unsettled) text = `${text} ${words.unsettled_text}`;
  }
  const days = Math.round((Date.parse(`${today}T00:00:00Z`) - Date.parse(`${receivedOn}T00:00:00Z`)) / 86400000);
  const overdue = days > doc.acknowledge_days && !folded.acknowledged;
  return { code, label, text, outcome, acknowledged: folded.acknowledged, overdue, threads };
}

function threadOf({ lane, code, unsettled, outcome }, folded, doc, status) {
  const words = doc.reporter;
  const asked = folded.questions.filter((question) => question.lane === lane);
  const answered = status.waits && asked.length > 0 && asked.every(({ state }) => state !== "open");
  const closed = status.stage === "closed" && !unsettled;
  const ending = closed && doc.outcomes.find((one) => one.code === outcome);
  const review = folded.reviews.find((one) => one.lane === lane);
  return {
    lane,
    code,
    label: answered ? words.answered_label : status.label,
    text: answered ? words.answered_text : status.text,
    unsettled,
    outcome: ending ? ending.text : "",
    review: review ? review.state : closed ? "open" : "",
  };
}

const compare = (a, b) => (a < b ? -1 : Number(a > b));
const isText = (value) => value === undefined || typeof value === "string";
const isList = (value, pattern) =>
  Array.isArray(value) && value.every((item) => typeof item === "string" && pattern.test(item));

const isMessage = (body) => typeof body.text === "string" && isText(body.sent_at) && isText(body.role);
const isEvent = (value) => typeof value === "string" && EVENT_ID.test(value);

const CHECKS = {
  message: isMessage,
  question: isMessage,
  answer: (body) => isEvent(body.question) && typeof body.declined === "boolean" && isMessage(body),
  "review-request": (body, doc) =>
    doc.review.grounds.some(({ code }) => code === body.ground) && isText(body.text) && isText(body.sent_at),
  review: (body) =>
    isEvent(body.request) &&
    (body.result === "upheld" || body.result === "reopened") &&
    isText(body.text) &&
    isText(body.sent_at) &&
    isText(body.role),
  status: (body, doc) =>
    doc.statuses.some(({ code, settable }) => settable && code === body.status) &&
    isText(body.note) &&
    isText(body.sent_at) &&
    isText(body.outcome) &&
    isText(body.decision),
  removal: (body) => typeof body.member === "string" && MEMBER_ID.test(body.member) && isText(body.reason_code),
  adopt: (body) => isList(body.events, EVENT_ID) && body.events.length > 0,
  "view-cleared": (body) => isText(body.sent_at),
  recuse: () => true,
  withdraw: (body) => typeof body.member === "string" && MEMBER_ID.test(body.member),
  rotate: (body) => Number.isInteger(body.lane) && body.lane >= 1 && body.lane <= 5 && isList(body.roster, MEMBER_ID),
  "code-replaced": () => true,
  ...ASSISTANCE_CHECKS,
};

function faultOf(record, doc) {
  const { body, role, lane } = record;
  const type = typeof body.type === "string" && Object.hasOwn(doc.acts, body.type) ? body.type : null;
  if (type === null) return "unknown-type";
  if (!Object.hasOwn(CHECKS, type) || (Object.hasOwn(ASSISTANCE_CHECKS, type) && lane !== ASSISTANCE)) return "wrong-plane";
  if (record.kind !== (KINDS[type] ?? "event")) return "wrong-kind";
  const may =
    role === REPORTER
      ? OF_REPORTERS.includes(type)
      : !OF_REPORTERS_ALONE.includes(type) &&
        Object.hasOwn(doc.actions, role) &&
        doc.actions[role].thread.includes(type) &&
        doc.actions[role].lanes.includes(LANE_NAMES[lane]);
  if (!may) return "not-allowed";
  return CHECKS[type](body, doc) ? null : "malformed";
}

const messageOf = ({ id, lane, author, role, body }, voided) => {
  const kind = body.declined ? "declined" : body.type;
  const said = { text: body.text ?? "", sentAt: body.sent_at ?? "", void: voided[id] ?? "" };
  return { id, lane, author, role, ...said, kind, answers: body.question ?? "" };
};

// Rule E5: every value not superseded by someone who knew it; while there are several, the policy's safest counts.
function statusesOf(acts, doc, past) {
  const rank = new Map(doc.statuses.map(({ code, protects }) => [code, protects]));
  const found = acts.filter(({ body }) => body.type === "status");
  const lanes = [...new Set(found.map(({ lane }) => lane))].sort((a, b) => a - b);
  return lanes.map((lane) => {
    const mine = found.filter((record) => record.lane === lane);
    const last = mine.filter(({ id }) => !mine.some((other) => past.get(other.id).has(id)));
    const codes = [...new Set(last.map(({ body }) => body.status))].sort((a, b) => rank.get(b) - rank.get(a));
    const endings = new Set(last.filter(({ body }) => body.status === codes[0]).map(({ body }) => body.outcome ?? ""));
    return { lane, code: codes[0], unsettled: codes.length > 1, outcome: endings.size === 1 ? [...endings][0] : "" };
  });
}

const targetOf = ({ body, author }) => (body.type === "removal" ? body.member : author);

// Rule E6, as in policies/authority.py: removals first, then what members adopted.
function judge(ordered, acts, knew, problems) {
  const given = Object.fromEntries(ordered.filter((record) => record.void).map(({ id, void: why }) => [id, why]));
  const removals = acts.filter(({ body }) => body.type === "removal" || body.type === "recuse");
  const { stand, mutual } = standing(removals.filter(({ id }) => !(id in given)), knew);
  let voided = { ...given, ...removedBy(ordered, acts, stand, knew) };
  const taken = adopted(ordered, acts, voided);
  if (removals.some(({ id }) => taken.has(id))) {
    const all = removals.filter((record) => stand.includes(record) || taken.has(record.id));
    voided = { ...given, ...removedBy(ordered, acts, all, knew) };
  }
  for (const id of taken) delete voided[id];
  for (const [id, reason] of Object.entries(voided)) problems.push({ id, kind: `void-${reason}` });
  for (const { id } of mutual) problems.push({ id, kind: "mutual-removal" });
  return voided;
}

function standing(removals, knew) {
  const attackers = new Map(
    removals.map((act) => [
      act,
      removals.filter(
        (other) =>
          other !== act &&
          act.body.type === "removal" &&
          other.lane === act.lane &&
          targetOf(other) === act.author &&
          !knew(other, act),
      ),
    ]),
  );
  const stands = new Set();
  const falls = new Set();
  for (let moved = true; moved; ) {
    moved = false;
    for (const act of removals) {
      if (stands.has(act) || falls.has(act)) continue;
      if (attackers.get(act).some((other) => stands.has(other))) moved = Boolean(falls.add(act));
      else if (attackers.get(act).every((other) => falls.has(other))) moved = Boolean(stands.add(act));
    }
  }
  return {
    stand: removals.filter((act) => !falls.has(act)),
    mutual: removals.filter((act) => !stands.has(act) && !falls.has(act)),
  };
}

function removedBy(ordered, acts, stand, knew) {
  const outside = new Map();
  const lanes = new Map(acts.map(({ id, lane }) => [id, lane]));
  for (const act of stand) {
    for (const record of ordered) {
      const here = !lanes.has(record.id) || lanes.get(record.id) === act.lane;
      const theirs = record.author === targetOf(act) && record.role !== REPORTER && here;
      if (theirs && !stand.includes(record) && !knew(act, record)) {
        outside.set(record, [...(outside.get(record) ?? []), act]);
      }
    }
  }
  const grants = acts.filter((record) => record.body.type === "rotate" && !outside.has(record));
  const back = (record, removal) =>
    grants.some(
      (grant) =>
        grant.body.lane === removal.lane &&
        grant.body.roster.includes(record.author) &&
        grant.author !== record.author &&
        knew(grant, removal) &&
        knew(record, grant),
    );
  const gone = [...outside].filter(([record, why]) => !why.every((removal) => back(record, removal)));
  return Object.fromEntries(gone.map(([{ id }]) => [id, "removed"]));
}

// Nobody adopts their own; naming a hash is proof of having seen it.
function adopted(ordered, acts, voided) {
  const authors = new Map(ordered.map(({ id, author }) => [id, author]));
  const adopts = acts.filter(({ id, body }) => body.type === "adopt" && !(id in voided));
  const named = adopts.flatMap(({ author, body }) => body.events.map((id) => ({ id, author })));
  return new Set(named.filter(({ id, author }) => id in voided && authors.get(id) !== author).map(({ id }) => id));
}
