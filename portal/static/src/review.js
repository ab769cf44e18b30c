import { byId, make, spoken } from "./dom.js";
import { _ } from "./text.js";

const labelsOf = (group) =>
  [...byId(group).querySelectorAll("input:checked")].map((input) => input.closest("label").textContent.trim());

const identityText = (identity) =>
  identity ? [identity.name, identity.contact, identity.note].filter(Boolean).join("\n") : _("You stay anonymous");

/** What will be sealed, each part with the way back to its step. */
export function showReview(list, answers, change) {
  const when = byId("when");
  const place = [when.value ? when.selectedOptions[0].textContent : "", answers.where].filter(Boolean).join("\n");
  const rows = [
    ["category", _("What happened"), labelsOf("categories").join("\n")],
    ["story", _("Your words"), answers.story],
    ["story", _("When and where"), place || _("Not said")],
    ["conflict", _("Who must not see it"), labelsOf("conflicts").join("\n") || _("Nobody named")],
    ["conflict", _("Who you are"), identityText(answers.identity)],
  ];
  list.replaceChildren(
    ...rows.map(([step, name, text]) =>
      make(
        "div",
        {},
        make("dt", {}, name),
        spoken("dd", text, { class: text === answers.story ? "excerpt" : null, tabindex: text === answers.story ? "0" : null }),
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
