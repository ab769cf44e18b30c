import { make, spoken } from "./dom.js";
import { facts } from "./facts.js";
import { doubtsFor, otherWays } from "./sentences.js";
import { _, dateText, label } from "./text.js";

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

export function statusBox({ label: title, text, outcome, note, overdue }, path) {
  return make(
    "section",
    { class: "status", "data-testid": "case-status", "aria-labelledby": "status-title" },
    make("h2", { id: "status-title" }, label(title)),
    make("p", {}, label(text)),
    outcome ? make("p", { "data-testid": "case-outcome" }, make("strong", {}, label(outcome))) : null,
    note ? spoken("p", note) : null,
    overdue ? make("p", {}, label(facts.statuses.reporter.overdue_text)) : null,
    overdue ? otherWays() : null,
    timeline(path),
  );
}

/** The way so far, once there is more to it than one step. */
function timeline(path) {
  if (path.length < 2) return null;
  const step = ({ day, label: name }) =>
    make("li", {}, make("span", {}, label(name)), " ", make("span", { class: "quiet" }, day ? dateText(day, facts.language) : ""));
  return make(
    "details",
    { class: "way", "data-testid": "timeline" },
    make("summary", {}, _("What happened so far")),
    make("ol", { class: "timeline" }, ...path.map(step)),
  );
}

const clock = (minute) => `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

// A Monday: weekdays count from here.
const dayName = (day) =>
  new Intl.DateTimeFormat(facts.language, { weekday: "short", timeZone: "UTC" }).format(new Date(Date.UTC(2024, 0, day)));

function hoursLine({ days, start, end }, offset) {
  const zone = `UTC${offset < 0 ? "-" : "+"}${clock(Math.abs(offset))}`;
  const names = days.map(dayName).join(", ");
  const hours = _("from %(opens)s to %(closes)s", { opens: clock(start), closes: clock(end) });
  return make("li", {}, `${names} ${hours} (`, make("bdi", { dir: "ltr" }, zone), ")");
}

/** While nobody has opened the report: when somebody is on duty, as the roster says. The same for every case. */
export function coverBox({ cover, folded }) {
  const { acknowledged, overdue } = folded.status;
  if (acknowledged || !cover || cover.now === true) return "";
  const hours = Array.isArray(cover.hours) ? cover.hours : [];
  const known = cover.known === true && hours.length > 0;
  const ways = overdue ? null : otherWays();
  // Where the hours are not known nothing is said of them: the page says elsewhere within how many days we try to write.
  if (!known && ways === null) return "";
  return make(
    "div",
    { class: "say", "data-testid": "cover" },
    known ? make("p", {}, _("Nobody is on duty now. Someone is on duty at these hours:")) : null,
    known ? make("ul", {}, ...hours.map((span) => hoursLine(span, Number(cover.utc_offset) || 0))) : null,
    ways,
  );
}

/** Text that two people had removed, because the time to keep it was over. */
export function removedBox(day) {
  if (day === "") return "";
  return make(
    "div",
    { class: "say", "data-testid": "removed" },
    make("p", {}, _("On %(day)s we removed text of this case. The time to keep it was over.", { day: dateText(day, facts.language) })),
  );
}
