import { make, spoken } from "./dom.js";
import { facts } from "./facts.js";
import { doubtsFor, otherWays } from "./sentences.js";
import { label } from "./text.js";

/** Where an open case stands, in one sentence, and what does not fit in it. */
export function doubtsBox(codes) {
  const sentences = doubtsFor(codes);
  if (sentences.length === 0) return "";
  return make(
    "div",
    { class: "say notice", "data-testid": "doubts" },
    ...sentences.map((sentence) => make("p", {}, sentence)),
  );
}

export function statusBox({ label: title, text, outcome, note, overdue }) {
  return make(
    "section",
    { class: "status", "data-testid": "case-status", "aria-labelledby": "status-title" },
    make("h2", { id: "status-title" }, label(title)),
    make("p", {}, label(text)),
    outcome ? make("p", { "data-testid": "case-outcome" }, make("strong", {}, label(outcome))) : null,
    note ? spoken("p", note) : null,
    overdue ? make("p", {}, label(facts.statuses.reporter.overdue_text)) : null,
    overdue ? otherWays() : null,
  );
}
