import { button, make } from "./dom.js";
import { sentencesFor } from "./sentences.js";
import { _ } from "./text.js";

/**
 * The page forgets what stands on it, for good: for somebody who may be made to open it. A signed wish in the conversation, so
 * that nothing has to be kept on a device; whoever has the code and other tools than this page can still read it.
 */
export function clearBox(conversation, close) {
  // Where nobody reads her any more, nobody keeps her wish either.
  if (conversation.lanes().length === 0) return "";
  const outcome = make("div", { role: "status", tabindex: "-1", "data-testid": "clear-outcome" });
  const sure = button(_("Clear it and close this page"), () => clear(conversation, close, sure, outcome), {
    class: "button second",
    "data-testid": "clear-page-yes",
  });
  return make(
    "details",
    { "data-testid": "clear-page" },
    make("summary", {}, _("Clear what this page shows")),
    make("p", {}, _("Use this if someone could make you open this page.")),
    make("p", {}, _("All that stands here now is never shown on this page again, not even with your code.")),
    make("p", {}, _("We still have your report and your messages, and we go on. You see what we write from now on.")),
    make("p", {}, _("You cannot undo this. If you want to answer us or change something here, do it first.")),
    outcome,
    make("div", { class: "moves" }, sure),
  );
}

async function clear(conversation, close, sure, outcome) {
  if (sure.getAttribute("aria-disabled") === "true") return;
  sure.setAttribute("aria-disabled", "true");
  outcome.className = "quiet";
  outcome.textContent = _("One moment …");
  try {
    await conversation.clear();
    close(_("This page is clear. Your code still works. You see here what we write from now on."));
  } catch (error) {
    sure.removeAttribute("aria-disabled");
    outcome.className = "say notice";
    outcome.textContent = [_("Nothing was cleared."), ...sentencesFor(error, false)].join(" ");
  }
}
