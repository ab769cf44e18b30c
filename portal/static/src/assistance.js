import { cleanText } from "./clean_text.js";
import { claimedAt } from "./clock.js";
import { byId, make, refill, show } from "./dom.js";
import { facts } from "./facts.js";
import { tooLong } from "./length.js";
import { fetchUrgent } from "./portal.js";

/**
 * Help for the person harmed. Every answer may stay empty, nothing is ticked before, and all of it is sealed to victim
 * care alone: the twin of policies/door.py.
 */
const RECENCY = {
  today: "within-72h",
  "days-3": "within-72h",
  "days-5": "72-120h",
  "weeks-2": "over-120h",
  month: "over-120h",
  year: "over-120h",
  longer: "over-120h",
  ongoing: "ongoing",
};
/** Hours that have passed at least, where something can still be urgent. */
const PASSED = { "within-72h": 0, "72-120h": 72, ongoing: 0 };
const WANTS = {
  "": ["not-asked", "unknown"],
  me: ["yes", "me"],
  "someone-else": ["yes", "someone-else"],
  "not-now": ["not-now", "unknown"],
  no: ["no", "unknown"],
};
const TEXTS = ["safe", "unsafe", "not-from"];
export const HELP_FIELDS = TEXTS.map((name) => `help-${name}`);

const value = (name) => byId(`help-${name}`).value;
const picked = (id) => [...byId(id).querySelectorAll("input:checked")].map((input) => input.value);
const opens = () => picked("categories").some((code) => facts.opensHelp.includes(code));
const recency = () => RECENCY[byId("when").value] || "unknown";
const wantsHelp = () => WANTS[value("wants")][0] === "yes";

/** Whether the step is shown: the kind of harm opens it, or the person asks. */
export const assistanceApplies = () => opens() || byId("help-ask").checked;

/** The assistance body as it will be sealed, or null where nothing was asked for and nothing answered. */
export function readAssistance() {
  if (!assistanceApplies()) return null;
  const asked = byId("help-ask").checked && !opens();
  const more = wantsHelp();
  const [wants, harmed] = WANTS[value("wants")];
  const text = (name) => (more ? cleanText(value(name)) : "");
  const consent = (id) => (more && value(`consent-${id}`)) || "not-asked";
  const answered = ["danger", "age", "wants"].some((name) => value(name) !== "");
  if (!asked && !answered) return null;
  return {
    asked,
    harmed_person: harmed,
    danger_now: value("danger") || "unknown",
    recency: recency(),
    age_group: value("age") || "unknown",
    wants_support: wants,
    needs: more ? picked("help-needs") : [],
    contact_ok: more ? picked("help-contacts") : [],
    unsafe_ways: text("unsafe"),
    safe_contact: text("safe"),
    not_from: text("not-from"),
    already_referred: (more && value("referred")) || "unknown",
    consents: Object.fromEntries(facts.consents.map((id) => [id, consent(id)])),
    language: facts.language,
    claimed_at: claimedAt(),
  };
}

export function assistanceFault() {
  if (!assistanceApplies() || !wantsHelp()) return null;
  for (const name of TEXTS) {
    const fault = tooLong(`help-${name}`, cleanText(value(name)), facts.helpMax);
    if (fault) return fault;
  }
  return null;
}

/** Urgent help stands on the page before anything is sent, as soon as the answers call for it. */
function follow() {
  const recent = PASSED[recency()];
  const danger = value("danger") === "yes";
  show(byId("help-now"), danger || recent !== undefined);
  // Who is in danger and said nothing of when it was must not miss what works only early.
  const passed = recency() === "unknown" ? 0 : recent;
  for (const line of byId("help-now").querySelectorAll("[data-urgent]")) {
    const hours = Number(line.dataset.hours);
    const told = line.dataset.urgent === "danger" ? danger : hours === 0 || hours > passed;
    show(line, told);
  }
  show(byId("help-child"), value("age") === "child");
  show(byId("help-more"), wantsHelp());
  show(byId("help-ask-choice"), !opens());
  for (const choice of document.querySelectorAll("#step-assistance .choice, #help-ask-choice")) {
    choice.classList.toggle("picked", choice.querySelector("input").checked);
  }
}

export function watchAssistance() {
  byId("form").addEventListener("change", follow);
  follow();
  if (loading.size > 0) loadUrgent();
}

/** What the help step told her when she last left it; null before. */
let read = null;

const toldNow = () =>
  [...byId("help-now").querySelectorAll("[data-urgent]")]
    .filter((line) => !line.hidden && !byId("help-now").hidden)
    .map((line) => line.dataset.urgent)
    .join(" ");

export function markHelpRead() {
  read = toldNow();
}

/** Whether the step says something that she has not been told yet. */
export const toldMoreHelp = () => read === null || read !== toldNow();

/** By language: a promise of the services' list. */
const loading = new Map();
let shown = { services: [] };

/**
 * Fetched by every page on its way to the second step, and again with another language, whatever was chosen: a request that
 * only people in danger made would tell the server who they are.
 */
export async function loadUrgent() {
  const { language } = facts;
  if (!loading.has(language)) loading.set(language, fetchUrgent(language));
  showServices(shown);
  try {
    const found = await loading.get(language);
    if (language === facts.language) showServices(found);
  } catch {
    // A list in the language before is better than none.
    loading.delete(language);
  }
}

function showServices(found) {
  shown = found;
  const { services } = found;
  show(byId("help-none"), services.length === 0);
  refill(
    byId("help-services"),
    ...services.map(({ name, phones, lines }) =>
      make(
        "li",
        {},
        make("strong", { dir: "auto" }, name),
        ...phones.map(([number, dial]) => make("a", { class: "phone", href: `tel:${dial}`, dir: "ltr" }, number)),
        ...lines.map((line) => make("span", { dir: "auto" }, line)),
      ),
    ),
  );
}
