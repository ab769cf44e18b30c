import { foldThread, reporterStatus } from "../../../policies/browser/status.js";
import { facts } from "./facts.js";

const KINDS = { rotate: "keys", "code-replaced": "code-replaced" };
// The fold judges removals itself, with the members' answers to them; what only the keys can tell is told to it.
const FOLD_JUDGES = "removed";

/**
 * What the page shows of a verified thread: `{status: {title, text, note, overdue}, messages}`. `thread`: of `openThread`;
 * `today`: "YYYY-MM-DD", only to judge lateness.
 */
export function foldCase(thread, today) {
  const folded = foldThread(recordsOf(thread), facts.statuses);
  const status = reporterStatus(folded, facts.statuses, { receivedOn: thread.genesis.receivedOn, today });
  const events = new Map(thread.events.map((event) => [event.eventId, event]));
  return {
    status: { ...status, note: noteOf(thread.events, folded, status) },
    messages: folded.messages.map((message) => ({
      own: message.role === "reporter",
      role: message.role,
      text: message.text,
      lane: message.lane,
      day: events.get(message.id).receivedOn,
      doubtful: message.void !== "",
    })),
  };
}

/** The thread as the fold takes it. Everything that an event descends from counts as known to its author. */
function recordsOf({ events, genesis, descends }) {
  const first = { id: genesis.eventId, parents: [], kind: "genesis", author: "", role: "reporter", void: "", lane: 0, body: null };
  const ids = [genesis.eventId, ...events.map(({ eventId }) => eventId)];
  const rest = events.map((event) => ({
    id: event.eventId,
    parents: ids.filter((id) => id !== event.eventId && (id === genesis.eventId || descends(event.eventId, id))),
    kind: KINDS[event.type] || "event",
    author: event.memberId || "",
    role: event.by === "member" ? event.role : "reporter",
    void: event.voided && event.voided !== FOLD_JUDGES ? event.voided : "",
    lane: event.lane,
    body: event.body,
  }));
  return [first, ...rest];
}

/** What a member wrote beside the status that counts now; the last one where there are several. */
function noteOf(events, folded, status) {
  const notes = events.filter(
    ({ eventId, type, body }) => type === "status" && body.status === status.code && !(eventId in folded.void) && body.note,
  );
  return notes.length > 0 ? notes[notes.length - 1].body.note : "";
}
