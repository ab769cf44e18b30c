import { foldThread, reporterStatus } from "../../../policies/browser/status.js";
import { facts } from "./facts.js";

/**
 * What the page shows of a verified thread: `{status: {label, text, note, overdue}, messages, problems}`. `thread`: of
 * `openThread`; `today`: "YYYY-MM-DD", only to judge lateness.
 */
export function foldCase(thread, today) {
  const folded = foldThread(thread.records, facts.statuses);
  const status = reporterStatus(folded, facts.statuses, { receivedOn: thread.genesis.receivedOn, today });
  const days = new Map(thread.records.map(({ id, receivedOn }) => [id, receivedOn]));
  return {
    status: { ...status, note: noteOf(thread.records, folded, status) },
    messages: folded.messages.map((message) => ({
      own: message.role === "reporter",
      role: message.role,
      text: message.text,
      day: days.get(message.id),
      doubtful: message.void !== "",
    })),
    problems: folded.problems.map(({ kind }) => kind).filter((kind) => !kind.startsWith("void-")),
  };
}

/** What a member wrote beside the status that counts now; the last one where there are several. */
function noteOf(records, folded, status) {
  const notes = records
    .filter(({ id, body }) => body && body.type === "status" && body.status === status.code && !(id in folded.void))
    .map(({ body }) => body.note)
    .filter((note) => typeof note === "string" && note !== "");
  return notes.length > 0 ? notes[notes.length - 1] : "";
}
