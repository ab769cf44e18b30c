import { foldThread, reporterStatus } from "../../../policies/browser/status.js";
import { facts } from "./facts.js";
import { _ } from "./text.js";

/**
 * What the page shows of a verified thread: `{status: {label, text, outcome, note, overdue}, cleared, helped, messages, questions,
 * reviews, problems}`, without what she had her page forget. `thread`: of `openThread`; `today`: "YYYY-MM-DD", only to judge lateness.
 */
export function foldCase(thread, today) {
  const folded = foldThread(thread.records, facts.statuses);
  const status = reporterStatus(folded, facts.statuses, { receivedOn: thread.genesis.receivedOn, today });
  const days = new Map(thread.records.map(({ id, receivedOn }) => [id, receivedOn]));
  const gone = new Set(folded.cleared);
  const here = ({ id }) => !gone.has(id);
  return {
    status: { ...status, note: noteOf(thread.records.filter(here), folded, status) },
    cleared: gone.size > 0,
    helped: folded.plan !== null,
    messages: folded.messages.filter(here).map((message) => ({
      own: message.role === "reporter",
      role: message.role,
      text: wordsOf(message),
      day: days.get(message.id),
      doubtful: message.void !== "",
    })),
    plan: folded.plan && folded.plan.events.some((id) => !gone.has(id)) ? folded.plan : null,
    questions: questionsOf(folded, thread, days).filter(here),
    reviews: reviewsOf(folded, status, thread, days, today),
    path: pathOf(thread, folded),
    problems: folded.problems.map(({ kind }) => kind).filter((kind) => !kind.startsWith("void-")),
  };
}

const WITHOUT_WORDS = {
  declined: () => _("I do not want to answer."),
  "review-request": () => _("I do not agree: ask for a review"),
};

const wordsOf = ({ kind, text }) => (text === "" && kind in WITHOUT_WORDS ? WITHOUT_WORDS[kind]() : text);

/** Open questions in conversations whose key she holds. */
function questionsOf(folded, thread, days) {
  const texts = new Map(folded.messages.map(({ id, text }) => [id, text]));
  return folded.questions
    .filter(({ state, lane }) => state === "open" && thread.threads.has(lane))
    .map(({ id, lane }) => ({ id, lane, text: texts.get(id), day: days.get(id) }));
}

/** A review can be asked for while the days since the closing are not over. */
function reviewsOf(folded, status, thread, days, today) {
  return status.threads
    .filter(({ review, lane }) => review !== "" && thread.threads.has(lane))
    .map(({ lane, review }) => {
      const found = folded.reviews.find((one) => one.lane === lane);
      const seen = found && folded.cleared.includes(found.decidedBy);
      return { lane, state: review, answer: found && !seen ? found.answer : "" };
    })
    .filter(({ lane, state }) => state !== "open" || inTime(thread.records, lane, days, today));
}

function inTime(records, lane, days, today) {
  const closed = records
    .filter((record) => record.lane === lane && record.body && record.body.status === "closed")
    .map(({ id }) => Date.parse(`${days.get(id)}T00:00:00Z`));
  const last = Math.max(...closed) + facts.statuses.review.days * 86400000;
  return Date.parse(`${today}T00:00:00Z`) <= last;
}

/** The way so far, `[{day, label}]`: the report's arrival, then each status that counted, oldest first, none twice in a row. */
function pathOf(thread, folded) {
  const known = new Map(facts.statuses.statuses.map(({ code, label }) => [code, label]));
  const changes = thread.records
    .filter(({ id, body }) => body && body.type === "status" && known.has(body.status) && !(id in folded.void))
    .filter(({ id }) => !folded.cleared.includes(id))
    .map(({ body, receivedOn }) => ({ day: receivedOn, label: known.get(body.status) }));
  const path = [{ day: thread.genesis.receivedOn, label: known.get("received") }, ...changes];
  return path.filter(({ label }, i) => i === 0 || label !== path[i - 1].label);
}

/** What a member wrote beside the status that counts now; the last one where there are several. */
function noteOf(records, folded, status) {
  const notes = records
    .filter(({ id, body }) => body && body.type === "status" && body.status === status.code && !(id in folded.void))
    .map(({ body }) => body.note)
    .filter((note) => typeof note === "string" && note !== "");
  return notes.length > 0 ? notes[notes.length - 1] : "";
}
