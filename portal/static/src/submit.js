import { showCode } from "./after_report.js";
import { askDay, ClockDoubt } from "./clock.js";
import { button, byId, goTo, make, refill, show } from "./dom.js";
import { faultOf, markFault, readAnswers } from "./form.js";
import { say, sayAt, unsay } from "./problem.js";
import { state } from "./report_state.js";
import { NoRoute, routeFor, showReaders } from "./readers.js";
import { showReview } from "./review.js";
import { prepareSending, ReadersChanged, Sending } from "./sending.js";
import { needsOtherWay, otherWays, sentencesFor } from "./sentences.js";
import { _ } from "./text.js";
import { forgetTrust, keepTrust, trusted } from "./trusted.js";

/** From the review page to the stored report. There is one report from here on, however often a button is pressed. */
let shown = null;
let ahead = null;
let sending = null;

/** What can be asked for while the person still writes: a failure is said at the review, where it counts. */
export function prepare() {
  trusted().catch(() => null);
}

export function forgetReport() {
  shown = null;
  ahead = null;
  sending = null;
  forgetTrust();
}

/** The review page says who will read it before anything is sealed, or why nobody could. */
export async function prepareReview(steps) {
  const answers = readAnswers();
  showReview(byId("review"), answers, (step) => steps.change(step));
  refill(byId("readers"), make("p", { class: "quiet" }, _("One moment …")));
  byId("submit").disabled = true;
  try {
    shown = await trusted();
    showReaders(byId("readers"), routeFor(answers, shown), shown, answers);
    byId("submit").disabled = false;
    ahead ||= prepareSending(shown);
  } catch (error) {
    refill(byId("readers"), make("p", { class: "quiet" }, _("We cannot say it yet.")));
    explain(error, () => prepareReview(steps), steps);
  }
}

/** One clear sentence about a failure, what to do, and the way to try again. */
function explain(error, again, steps) {
  const retry = () => {
    unsay();
    again();
  };
  if (error instanceof ClockDoubt) {
    askDay(retry);
    return;
  }
  const actions = [];
  if (error instanceof NoRoute) {
    actions.push(button(_("Change who must not see it"), () => steps.change("conflict"), { class: "button second" }));
  } else {
    actions.push(button(_("Try again"), retry, { "data-testid": "try-again" }));
  }
  say(sentencesFor(error), needsOtherWay(error) ? otherWays() : null, ...actions);
}

export async function submit(steps) {
  if (state.busy) return;
  for (const step of steps.names) {
    const fault = faultOf(step, readAnswers());
    if (fault) {
      steps.change(step);
      markFault(fault.field);
      sayAt(fault.field, fault.sentences);
      return;
    }
  }
  state.busy = true;
  unsay();
  sending ||= new Sending(readAnswers(), shown, ahead, showProgress);
  await run(steps);
}

async function run(steps) {
  working(true);
  try {
    await sending.run();
    const { spoken } = sending;
    steps.finish();
    forgetReport();
    showCode(spoken);
  } catch (error) {
    working(false);
    state.busy = false;
    if (error instanceof ReadersChanged) {
      keepTrust(error.trust);
      ahead = null;
      sending = null;
      await prepareReview(steps);
      say([_("The people who would read it have changed. Please check them, then send.")]);
    } else {
      if (sending.bytes === null) {
        // Nothing was sealed, so the keys that were fetched ahead may be the trouble: trying again fetches fresh ones.
        sending = null;
        ahead = null;
      }
      explain(error, () => submit(steps), steps);
    }
  }
}

function working(on) {
  byId("form").disabled = on;
  show(byId("report"), !on);
  show(byId("after"), on);
  show(byId("working"), on);
  if (on) goTo(byId("working-title"));
}

function showProgress(stage, part = 0) {
  const sentences = [
    "",
    _("Making your code …"),
    _("Locking your words on this device …"),
    _("Sending the locked report …"),
  ];
  // Written only when it changes: a screen reader would say it again for every key.
  if (byId("working-text").textContent !== sentences[stage]) byId("working-text").textContent = sentences[stage];
  byId("working-progress").value = stage - 1 + part;
}
