import { codeScreen } from "./code_card.js";
import { button, make, refill } from "./dom.js";
import { newScreen } from "./double_press.js";
import { offerLanguages } from "./other_language.js";
import { sentencesFor } from "./sentences.js";
import { _ } from "./text.js";

/**
 * A new code for an open case. It is saved by the person before it is put to use: were it the other way round, a lost
 * connection between the two would lock her out. `keepOld` puts back into the box what stood there.
 */
export async function showNewCode(box, conversation, keepOld) {
  // In another language the page would be a new one, without this code: she would hold one that opens nothing.
  offerLanguages(false);
  refill(box, make("p", { role: "status", class: "quiet" }, _("Making your code …")));
  let spoken;
  try {
    spoken = await conversation.prepareNewCode();
  } catch (error) {
    offerLanguages(true);
    refill(box, notice(error));
    return;
  }
  const outcome = make("div", { role: "status", tabindex: "-1", "data-testid": "new-code-outcome" });
  const keep = button(
    _("Keep the old code"),
    () => {
      offerLanguages(true);
      keepOld();
    },
    { class: "button second", "data-testid": "keep-code" },
  );
  const use = (saved) => {
    // From here on the new one may count, even where the answer does not come.
    keep.remove();
    useIt(box, conversation, saved, outcome);
  };
  const title = make("h3", { tabindex: "-1" }, _("Your new code"));
  refill(
    box,
    title,
    make("p", {}, _("It does not work yet. Write it down, then press the button below. Keep your old code until then.")),
    ...codeScreen(spoken, _("I have written it down. Use the new code"), use, { keep }),
    outcome,
  );
  newScreen();
  title.focus();
}

const notice = (error) => make("div", { class: "say notice" }, ...sentencesFor(error, false).map((s) => make("p", {}, s)));

async function useIt(box, conversation, saved, outcome) {
  if (saved.getAttribute("aria-disabled") === "true") return;
  saved.setAttribute("aria-disabled", "true");
  refill(outcome, make("p", { class: "quiet" }, _("Changing your code …")));
  try {
    await conversation.useNewCode();
    const done = make("p", { tabindex: "-1", "data-testid": "code-replaced" }, _("Your new code works now. The old one opens nothing any more."));
    refill(box, make("div", { class: "say" }, done));
    offerLanguages(true);
    done.focus();
  } catch (error) {
    saved.removeAttribute("aria-disabled");
    refill(outcome, notice(error), make("p", {}, _("Until it works, keep both codes.")));
  }
}
