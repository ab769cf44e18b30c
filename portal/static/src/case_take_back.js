import { button, make } from "./dom.js";
import { sentencesFor } from "./sentences.js";
import { _ } from "./text.js";

/**
 * Everything that she agreed to, taken back at once, also after the page was cleared. It stands on every case page in the same
 * words and answers with the same sentence: whoever makes her open the page must not learn from it that anything was agreed to.
 */
export function takeBackBox(conversation, redraw) {
  const outcome = make("div", { role: "status", tabindex: "-1", "data-testid": "take-back-outcome" });
  const all = button(_("Take everything back"), () => takeBack(conversation, redraw, all, outcome), {
    class: "button second",
    "data-testid": "take-back-yes",
  });
  return make(
    "details",
    { "data-testid": "take-back" },
    make("summary", {}, _("Take back what I agreed to")),
    make("p", {}, _("If you ever agreed that we share something about you, we then stop. You can still get help.")),
    outcome,
    make("div", { class: "moves" }, all),
  );
}

async function takeBack(conversation, redraw, all, outcome) {
  if (all.getAttribute("aria-disabled") === "true") return;
  all.setAttribute("aria-disabled", "true");
  outcome.className = "quiet";
  outcome.textContent = _("One moment …");
  try {
    await conversation.takeAllBack();
    redraw();
    outcome.textContent = _("Nothing that you agreed to stands any more.");
  } catch (error) {
    outcome.className = "say notice";
    outcome.textContent = [_("Maybe this did not reach us."), ...sentencesFor(error, false)].join(" ");
  }
  all.removeAttribute("aria-disabled");
}
