import { codeScreen } from "./code_card.js";
import { button, byId, goTo, make, refill } from "./dom.js";
import { facts } from "./facts.js";
import { forgetFields } from "./form_memory.js";
import { state } from "./report_state.js";
import { _, ngettext } from "./text.js";

/** The one moment at which the code stands on a screen: the portal has the report, and nobody else has the code. */
export function showCode(spoken) {
  forgetFields();
  // The review page repeats what was typed: from here on nothing of the report is in the page.
  byId("report").remove();
  // Another page, in another language too, would take the code away.
  document.querySelector(".languages")?.remove();
  const title = make("h1", { id: "code-title", tabindex: "-1" }, _("We have your report. Keep this code."));
  const lead = make("p", { class: "lead" }, _("You need it to read our answer. We show it only now."));
  refill(byId("after"), title, ...codeScreen(spoken, _("I have written it down"), thank, { lead }));
  goTo(title);
}

function thank() {
  state.done = true;
  const title = make("h1", { id: "done-title", tabindex: "-1" }, _("Thank you for telling us"));
  const path = [
    [
      _("A trained person reads your report"),
      ngettext("We try to answer within %(count)s day.", "We try to answer within %(count)s days.", facts.ackDays),
    ],
    [_("You come back with your code"), _("You will find our answer here, on this site. We cannot send it to you.")],
    [_("You can write more at any time"), _("You may ask questions. You may say no.")],
  ];
  refill(
    byId("after"),
    title,
    make("ol", { class: "path" }, ...path.map(([head, text]) => make("li", {}, make("h2", {}, head), make("p", {}, text)))),
    make("p", {}, _("Do others use this device? Delete these pages from its history. An empty history can look odd.")),
    make(
      "div",
      { class: "moves" },
      // First what she should do now: minutes after sending there is no answer yet, and others may use this device.
      button(_("Close this page"), () => window.location.replace(facts.root), { "data-testid": "close-report" }),
      make("a", { class: "button second", href: `${facts.root}case`, "data-testid": "open-case" }, _("Come back with your code")),
    ),
  );
  goTo(title);
}
