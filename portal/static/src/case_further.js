import { button, make, refill } from "./dom.js";
import { facts } from "./facts.js";
import { showNewCode } from "./new_code.js";
import { sentencesFor } from "./sentences.js";
import { _ } from "./text.js";

/** What else can be done with an open case: look again, close it, change the code. */
export function furtherThings(conversation, redraw) {
  const working = make("p", { role: "status", class: "quiet" });
  const look = button(
    _("Look for news"),
    async () => {
      working.textContent = _("Looking …");
      try {
        await conversation.refresh();
        redraw();
        working.textContent = "";
      } catch (error) {
        working.textContent = sentencesFor(error, false).join(" ");
      }
    },
    { class: "button second", "data-testid": "refresh" },
  );
  const close = button(_("Close this page"), () => window.location.replace(facts.root), {
    class: "button second",
    "data-testid": "close-case",
  });
  const replacing = make("div");
  const keepOld = () => {
    refill(replacing, ...offer);
    replace.focus();
  };
  const replace = button(_("Make a new code"), () => showNewCode(replacing, conversation, keepOld), {
    class: "button second",
    "data-testid": "replace-code",
  });
  const offer = [make("p", {}, _("Did someone see your code? Make a new one. The old one then opens nothing.")), replace];
  replacing.append(...offer);
  return make(
    "section",
    { class: "apart" },
    make("details", {}, make("summary", {}, _("Change my code")), replacing),
    working,
    make("div", { class: "moves" }, look, close),
    make("p", { class: "quiet beneath" }, _("“Close this page” empties it. You can come back with your code.")),
  );
}
