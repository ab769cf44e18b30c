import "../../../crypto/browser/older_browsers.js";
import { codeAdvice, codeCard, printCard } from "./code_card.js";
import { askDay, ClockDoubt } from "./clock.js";
import { button, byId, goTo, make, show } from "./dom.js";
import { facts } from "./facts.js";
import { faultOf, hasText, markFault, readAnswers, watchFields } from "./form.js";
import { forgetFields } from "./form_memory.js";
import { onLeave } from "./leave.js";
import { say, unsay } from "./problem.js";
import { NoRoute, routeFor, showReaders } from "./readers.js";
import { showReview } from "./review.js";
import { prepareSending, ReadersChanged, Sending } from "./sending.js";
import { needsOtherWay, otherWays, sentencesFor } from "./sentences.js";
import { Steps } from "./steps.js";
import { warnOfSurroundings } from "./surroundings.js";
import { _, ngettext } from "./text.js";
import { loadTrust } from "./trust.js";

const STEPS = ["category", "story", "place", "conflict", "review"];

let trust = null;
let loading = null;
let ahead = null;
let sending = null;
let busy = false;
let guarded = true;

/** Asked for once and kept; a failure is not kept, so that the next step tries again. */
function trusted() {
  if (trust) return Promise.resolve(trust);
  loading ||= loadTrust().then(
    (loaded) => {
      trust = loaded;
      loading = null;
      return loaded;
    },
    (error) => {
      loading = null;
      throw error;
    },
  );
  return loading;
}

const steps = new Steps(STEPS, {
  onshow(name) {
    unsay();
    if (name === "review") prepareReview();
  },
  mayLeave(name) {
    const answers = readAnswers();
    const fault = faultOf(name, answers);
    markFault(fault && fault.field);
    if (fault) {
      say(fault.sentences);
      return false;
    }
    if (name === "category" && onlyServices(answers)) {
      say([_("We do not ask for your story here. We can tell you where to find help.")], otherWays());
      return false;
    }
    unsay();
    return true;
  },
});

const onlyServices = (answers) => answers.categories.every((code) => facts.servicesOnly.includes(code));

/** The review page says who will read it before anything is sealed, or why nobody could. */
async function prepareReview() {
  const answers = readAnswers();
  showReview(byId("review"), answers, (step) => steps.change(step));
  byId("readers").replaceChildren(make("p", { class: "quiet" }, _("One moment …")));
  byId("submit").disabled = true;
  try {
    const loaded = await trusted();
    showReaders(byId("readers"), routeFor(answers, loaded), loaded.routing);
    byId("submit").disabled = false;
    ahead ||= prepareSending(loaded);
  } catch (error) {
    byId("readers").replaceChildren(make("p", { class: "quiet" }, _("We cannot say it yet.")));
    explain(error, prepareReview);
  }
}

/** One clear sentence about a failure, what to do, and the way to try again. */
function explain(error, again) {
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

/** From here on there is one report, however often the button is pressed. */
async function submit() {
  if (busy) return;
  for (const step of STEPS) {
    const fault = faultOf(step, readAnswers());
    if (fault) {
      steps.change(step);
      markFault(fault.field);
      say(fault.sentences);
      return;
    }
  }
  busy = true;
  unsay();
  sending ||= new Sending(readAnswers(), trust, ahead, showProgress);
  await run();
}

async function run() {
  working(true);
  try {
    await sending.run();
    await showCode(await sending.spoken());
  } catch (error) {
    working(false);
    busy = false;
    if (error instanceof ReadersChanged) {
      trust = error.trust;
      ahead = null;
      sending = null;
      await prepareReview();
      say([_("The people who would read it have changed. Please check them, then send.")]);
    } else {
      if (sending.bytes === null) {
        // Nothing was sealed, so the keys that were fetched ahead may be the trouble: trying again fetches fresh ones.
        sending = null;
        ahead = null;
      }
      explain(error, submit);
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

/** The one moment at which the code stands on a screen: the portal has the report, and nobody else has the code. */
async function showCode({ words, digits }) {
  steps.finish();
  forgetFields();
  // The review page repeats what was typed: from here on nothing of the report is in the page.
  byId("report").remove();
  ahead = null;
  sending = null;
  const title = make("h1", { id: "code-title", tabindex: "-1" }, _("Your report is safe with us. Keep this code."));
  const lead = make("p", { class: "lead" }, _("You need it to read our answer. We show it only now."));
  const saved = button(_("I have saved it"), finish, { "data-testid": "code-saved" });
  const print = button(_("Print the code"), printCard, { class: "button second" });
  byId("after").replaceChildren(
    title,
    lead,
    codeCard(words, digits),
    codeAdvice(),
    make("div", { class: "moves" }, saved, print),
  );
  goTo(title);
}

function finish() {
  guarded = false;
  const title = make("h1", { id: "done-title", tabindex: "-1" }, _("Thank you for telling us"));
  byId("after").replaceChildren(
    title,
    make(
      "ol",
      { class: "path" },
      ...[
        [_("A trained person reads your report"), ngettext("We try to answer within %(count)s day.", "We try to answer within %(count)s days.", facts.ackDays)],
        [_("You come back with your code"), _("Our answer is here, on this site. We cannot send it to you.")],
        [_("You can write more at any time"), _("You may ask questions. You may say no.")],
      ].map(([head, text]) => make("li", {}, make("h2", {}, head), make("p", {}, text))),
    ),
    make("p", {}, _("Clear the history of your browser if others use this device.")),
    make(
      "div",
      { class: "moves" },
      make("a", { class: "button", href: `${facts.root}case`, "data-testid": "open-case" }, _("Come back with your code")),
    ),
  );
  goTo(title);
}

function forget() {
  guarded = false;
  ahead = null;
  sending = null;
  trust = null;
  forgetFields();
}

function start() {
  show(byId("without-script"), false);
  warnOfSurroundings();
  forgetFields();
  watchFields();
  byId("form").disabled = false;
  byId("submit").addEventListener("click", submit);
  steps.start();
  onLeave(forget);
  window.addEventListener("beforeunload", (event) => {
    if (!guarded || !(busy || hasText())) return;
    event.preventDefault();
    event.returnValue = ""; // browsers before 2023 want this one
  });
  // A page from the back-forward cache would show what was typed to the next person at this device.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });
  trusted().catch(() => null);
}

// Without the browser's own cryptography nothing could be locked: the page stays shut and says where else to go.
if (window.isSecureContext && window.crypto && window.crypto.subtle) start();
