import { byId, make, refill, spoken } from "./dom.js";
import { _ } from "./text.js";

const labelsOf = (group) =>
  [...byId(group).querySelectorAll("input:checked")].map((input) => input.closest("label").textContent.trim());

const identityText = (identity) =>
  identity ? [identity.name, identity.contact, identity.note].filter(Boolean) : [_("You stay anonymous")];

const helpText = () =>
  [...byId("step-assistance").querySelectorAll("select, input:checked, textarea")]
    .filter((field) => field.value !== "" && !field.closest("[hidden]:not(.step)"))
    .map((field) => {
      const label = field.closest(".field")?.querySelector("label").textContent;
      if (field.tagName === "SELECT") return `${label} ${field.selectedOptions[0].textContent}`;
      return field.type === "checkbox" ? field.closest("label").textContent.trim() : `${label} ${field.value}`;
    });

const orElse = (lines, said) => (lines.length > 0 ? lines : [said]);

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
        ...lines.map((text) =>
          spoken("dd", text, { class: text === answers.story ? "excerpt" : null, tabindex: text === answers.story ? "0" : null }),
        ),
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
