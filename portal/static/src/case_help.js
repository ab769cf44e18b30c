import { button, make, refill } from "./dom.js";
import { newScreen } from "./double_press.js";
import { facts } from "./facts.js";
import { sentencesFor } from "./sentences.js";
import { _, dateText } from "./text.js";

/**
 * Her help: what she agreed to, where she was referred, and what she says about it. Only victim care can read what she
 * answers here. Without a consent or a referral to show there is nothing at all on the page.
 */
export function helpBox(conversation, redraw) {
  const plan = conversation.plan();
  if (!plan || plan.items.length === 0) return "";
  const outcome = make("div", { role: "status", class: "quiet", tabindex: "-1", "data-testid": "help-outcome" });
  const tell = (body, sentence) => say(conversation, body, sentence, outcome, redraw);
  const asked = plan.items.filter((item) => item.kind === "referral").map((item) => referral(item, tell));
  const agreed = plan.items.filter((item) => item.kind !== "referral").map((item) => consent(item, tell));
  return make(
    "section",
    { class: "help-plan", "aria-labelledby": "help-title", "data-testid": "help-plan" },
    make("h2", { id: "help-title" }, _("Help for you")),
    make("p", { "data-testid": "help-state" }, stateText(plan.state)),
    make("ul", { class: "help-list" }, ...asked, ...agreed),
    outcome,
    make("p", { class: "hint" }, _("Only the people who offer help read your answers here.")),
  );
}

const stateText = (state) =>
  ({
    offered: _("You can get help. You decide what you want."),
    arranging: _("We are arranging help with you."),
    "in-place": _("Help is in place."),
    finished: _("This help has ended. You can ask for help again."),
    declined: _("You said no to help. You can change this at any time."),
  })[state];

function referral({ id, organisation, sector, said }, tell) {
  const answered = { yes: _("You said: I got this help."), no: _("You said: I did not get this help.") }[said];
  const answer = (received) => () =>
    tell({ type: "receipt", referral: id, received }, _("Thank you. We see your answer."));
  const got = said === "yes" ? null : button(_("I got this help"), answer(true), { class: "button second", "data-testid": "help-received" });
  const missed = said === "no" ? null : button(_("I did not get it"), answer(false), { class: "button second", "data-testid": "help-missing" });
  return make(
    "li",
    { "data-testid": "help-referral" },
    make("h3", {}, facts.sectors[sector] || _("Help")),
    called(organisation),
    answered ? make("p", { class: "quiet" }, answered) : make("p", {}, _("Did you get this help?")),
    make("div", { class: "moves" }, got, missed),
  );
}

function consent({ id, organisation, items, until, said }, tell) {
  const named = items.map((item) => facts.shareable[item]).filter(Boolean);
  const row = make("li", { "data-testid": "help-consent" }, make("h3", {}, _("You agreed that we share this with:")), called(organisation));
  if (named.length > 0) row.append(make("ul", { class: "plain" }, ...named.map((name) => make("li", {}, name))));
  if (said === "withdrawn") {
    row.append(make("p", { class: "quiet", "data-testid": "help-withdrawn" }, _("You took this back. We share nothing more.")));
    return row;
  }
  if (until) row.append(make("p", { class: "quiet" }, _("Until %(day)s.", { day: dateText(until, facts.language) })));
  row.append(askFirst(id, tell));
  return row;
}

/** A name in its own direction, where the page's lines begin. */
const called = (organisation) => make("p", {}, make("bdi", { translate: "no" }, organisation));

/** Asked once more before it counts: a slip of the finger must not cut somebody off from help. */
function askFirst(id, tell) {
  const place = make("div", { class: "moves" });
  const turn = (...parts) => {
    newScreen();
    refill(place, ...parts);
  };
  const ask = button(_("Take this back"), () => turn(sure, yes, no), {
    class: "button second",
    "data-testid": "help-withdraw",
  });
  const sure = make("p", {}, _("If you take it back, we send nothing more. We ask them to delete what we sent. You can still get help."));
  const yes = button(_("Yes, take it back"), () => tell({ type: "consent-withdraw", consents: [id] }, _("You took this back.")), {
    "data-testid": "help-withdraw-yes",
  });
  const no = button(_("No, leave it"), () => turn(ask), { class: "button second" });
  place.append(ask);
  return place;
}

async function say(conversation, body, sentence, outcome, redraw) {
  if (outcome.dataset.busy) return;
  outcome.dataset.busy = "yes";
  outcome.className = "quiet";
  outcome.textContent = _("Locking and sending …");
  try {
    await conversation.tellCare(body);
    redraw();
    const fresh = document.querySelector("[data-testid='help-outcome']");
    fresh.textContent = sentence;
    fresh.focus({ preventScroll: true });
  } catch (error) {
    delete outcome.dataset.busy;
    outcome.className = "say notice";
    refill(outcome, ...sentencesFor(error).map((text) => make("p", {}, text)));
  }
}
