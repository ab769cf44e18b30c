import { byId, make, refill, spoken } from "./dom.js";
import { _ } from "./text.js";

const labelsOf = (group) =>
  [...byId(group).querySelectorAll("input:checked")].map((input) => input.closest("label").textContent.trim());

const identityText = (identity) =>
  identity ? [identity.name, identity.contact, identity.note].filter(Boolean) : [_("You stay anonymous")];

/** Each question of the help step that she answered, and her answers: `[question, answer…]`. */
function helpText() {
  const told = new Map();
  const fields = [...byId("step-assistance").querySelectorAll("select, input:checked, textarea")];
  for (const field of fields.filter(({ value }) => value !== "")) {
    if (field.closest("[hidden]:not(.step)")) continue;
    const question = byId(field.closest("[role=group]")?.getAttribute("aria-labelledby")) || field.labels[0];
    const answer = { SELECT: () => field.selectedOptions[0].textContent, INPUT: () => field.labels[0].textContent.trim() }[field.tagName];
    told.set(question.textContent, [...(told.get(question.textContent) || []), answer ? answer() : field.value]);
  }
  return [...told].map((lines) => lines.flat());
}

const orElse = (lines, said) => (lines.length > 0 ? lines : [said]);

/** A long story scrolls within its place. */
const said = (text, { story }) => spoken("dd", text, text === story ? { class: "excerpt", tabindex: "0" } : {});

const asked = ([question, ...told]) =>
  make("dd", {}, make("span", { class: "asked-for" }, question), ...told.map((text) => spoken("span", text)));

/** What will be sealed, each part with the way back to its step. */
export function showReview(list, answers, change) {
  const when = byId("when");
  const place = [when.value ? when.selectedOptions[0].textContent : "", answers.where].filter(Boolean);
  const rows = [
    ["category", _("What happened"), labelsOf("categories")],
    ["story", _("Your words"), [answers.story]],
    ["story", _("When and where"), orElse(place, _("Not said"))],
    ...(answers.assistance ? [["assistance", _("Help"), orElse(helpText(), _("Not said"))]] : []),
    ...(answers.before ? [["story", _("Your earlier report"), [answers.before]]] : []),
    ["conflict", _("Who must not see it"), orElse(labelsOf("conflicts"), _("Nobody named"))],
    ["conflict", _("Who you are"), identityText(answers.identity)],
  ];
  refill(
    list,
    ...rows.map(([step, name, lines]) =>
      make(
        "div",
        {},
        make("dt", {}, name),
        ...lines.map((line) => (Array.isArray(line) ? asked(line) : said(line, answers))),
        make(
          "dd",
          { class: "change" },
          make(
            "button",
            {
              type: "button",
              class: "text-button",
              onclick: () => change(step),
              "aria-label": _("Change: %(part)s", { part: name }),
            },
            _("Change"),
          ),
        ),
      ),
    ),
  );
}
