// What the person sees of their help, and says about it, in the conversation with victim care: the twin of
// policies/plan_shown.py and of those checks in policies/acts/assistance.py. Pure, held by tests/vectors/status.json.

/** The lane of victim care; its acts have no effect anywhere else. */
export const ASSISTANCE = 3;

const EVENT_ID = /^[0-9a-f]{64}$/u;
const DAY = /^\d{4}-\d{2}-\d{2}$/u;

const compare = (a, b) => (a < b ? -1 : Number(a > b));
const isText = (value) => value === undefined || typeof value === "string";
const matches = (value, pattern) => typeof value === "string" && pattern.test(value);
// A day that the calendar has: Date would make 1 March of 30 February.
const isDay = (value) =>
  matches(value, DAY) &&
  value > "0001" &&
  !Number.isNaN(Date.parse(`${value}T00:00:00Z`)) &&
  new Date(`${value}T00:00:00Z`).toISOString().startsWith(value);

/** Checks of bodies by type: (body, statuses document) → boolean. */
export const ASSISTANCE_CHECKS = {
  "plan-shown": (body, doc) =>
    doc.assistance.states.includes(body.state) &&
    Array.isArray(body.items) &&
    body.items.every((item) => isShown(item, doc)) &&
    isText(body.sent_at),
  "consent-withdraw": ({ consents, all }) =>
    (consents === undefined || (Array.isArray(consents) && consents.every((id) => matches(id, EVENT_ID)))) && (consents?.length > 0 || all === true),
  receipt: ({ referral, received }) => matches(referral, EVENT_ID) && typeof received === "boolean",
};

function isShown(item, doc) {
  if (item === null || typeof item !== "object" || Array.isArray(item)) return false;
  const { id, kind, organisation, sector = "", items = [], until = "" } = item;
  return (
    matches(id, EVENT_ID) &&
    (kind === "consent" || kind === "referral") &&
    typeof organisation === "string" &&
    organisation.trim() !== "" &&
    [...organisation].length <= 200 &&
    (sector === "" || doc.assistance.sectors.includes(sector)) &&
    Array.isArray(items) &&
    items.every((one) => doc.assistance.items.includes(one)) &&
    (until === "" || isDay(until))
  );
}

/**
 * What victim care last showed, with what the person said since. Of several that nobody superseded, everything is
 * shown. acts: those that count; past: each record's causal past by id. Null before anything was shown.
 */
export function planOf(acts, past) {
  const shown = acts.filter(({ body }) => body.type === "plan-shown");
  const last = shown.filter(({ id }) => !shown.some((other) => past.get(other.id).has(id)));
  if (last.length === 0) return null;
  const items = new Map(last.flatMap(({ body }) => body.items.map((item) => [item.id, item])));
  const states = last.map(({ body }) => body.state).sort(compare);
  return {
    state: states[0],
    items: [...items.values()]
      .map(({ id, kind, organisation, sector = "", items: shared = [], until = "" }) => {
        const said = kind === "consent" ? withdrawn(acts, id, past) : received(acts, id, past);
        return { id, kind, organisation, sector, items: shared, until, said };
      })
      .sort((a, b) => compare(a.id, b.id)),
    events: last.map(({ id }) => id).sort(compare),
  };
}

function withdrawn(acts, id, past) {
  const showing = acts.filter(({ body }) => body.type === "plan-shown" && body.items.some((item) => item.id === id));
  const gone = acts.some(
    (act) =>
      act.body.type === "consent-withdraw" &&
      (act.body.consents?.includes(id) ||
        // "All" ends what was shown when she said it; what is first shown later was given anew.
        (act.body.all === true && showing.some((shown) => !past.get(shown.id).has(act.id)))),
  );
  return gone ? "withdrawn" : "";
}

function received(acts, id, past) {
  const said = acts.filter(({ body }) => body.type === "receipt" && body.referral === id);
  const last = said.filter((act) => !said.some((other) => past.get(other.id).has(act.id)));
  if (last.length === 0) return "";
  return last.every(({ body }) => body.received) ? "yes" : "no";
}

