import "../../../crypto/browser/older_browsers.js";
import { able } from "./able.js";
import { assistanceApplies, loadUrgent, markHelpRead, toldMoreHelp } from "./assistance.js";
import { button, byId, make, show } from "./dom.js";
import { facts } from "./facts.js";
import { faultOf, hasText, markFault, readAnswers, watchFields } from "./form.js";
import { forgetFields } from "./form_memory.js";
import { kioskMinutes, watchIdle } from "./idle.js";
import { leave, onLeave } from "./leave.js";
import { watchLanguages } from "./other_language.js";
import { say, sayAt, unsay } from "./problem.js";
import { later } from "./later.js";
import { state } from "./report_state.js";
import { otherWays, sentencesFor } from "./sentences.js";
import { Steps } from "./steps.js";
import { warnOfSurroundings } from "./surroundings.js";
import { _ } from "./text.js";

/** The report form: which steps there are, and what guards them. A step's fields stand in its own template. */
const STEPS = ["category", "story", "assistance", "conflict", "review"];

/** All that locks and sends: it comes while the person writes. */
const sealing = () => later("submit", () => import("./submit.js"));

/** What held the person on this step, as a question about the answers: true while it still does. Null where nothing does. */
let held = null;

/** A sentence about what is missing goes with the first answer that mends it: left standing, it would look like a refusal. */
function letGo() {
  if (held === null || held(readAnswers())) return;
  held = null;
  markFault(null);
  unsay();
}

const steps = new Steps(STEPS, {
  applies: (name) => name !== "assistance" || assistanceApplies(),
  unread: (name) => name === "assistance" && toldMoreHelp(),
  onshow(name) {
    held = null;
    unsay();
    if (name === "story") loadUrgent();
    if (name === "review") review();
  },
  mayLeave(name) {
    const answers = readAnswers();
    const fault = faultOf(name, answers);
    markFault(fault && fault.field);
    if (fault) {
      held = (now) => faultOf(name, now) !== null;
      sayAt(fault.field, fault.sentences);
      return false;
    }
    if (name === "category" && onlyServices(answers)) {
      held = onlyServices;
      say(
        [_("We do not ask for your story here. We can tell you where to find help.")],
        make("p", {}, make("a", { href: `${facts.root}services`, "data-testid": "services" }, _("Services near you"))),
        otherWays(),
      );
      return false;
    }
    unsay();
    if (name === "assistance") markHelpRead();
    sealing().then(
      ({ prepare }) => prepare(),
      () => null, // said at the review, where it counts
    );
    return true;
  },
});

async function review() {
  byId("submit").disabled = true;
  let parts;
  try {
    parts = await sealing();
  } catch (error) {
    const again = button(_("Try again"), () => (unsay(), review()), { "data-testid": "try-again" });
    say(sentencesFor(error), again);
    return;
  }
  await parts.prepareReview(steps);
}

const onlyServices = (answers) => answers.categories.every((code) => facts.servicesOnly.includes(code));

function forget() {
  state.done = true;
  sealing().then(({ forgetReport }) => forgetReport(), () => null);
  forgetFields();
}

function attach() {
  show(byId("without-script"), false);
  warnOfSurroundings();
  watchFields();
  byId("form").disabled = false;
  byId("form").addEventListener("input", () => {
    letGo();
    steps.count();
  });
  byId("submit").addEventListener("click", async () => (await sealing()).submit(steps));
}

function start() {
  forgetFields();
  attach();
  steps.start();
  onLeave(forget);
  watchLanguages(
    () => {
      attach();
      steps.attach();
    },
    () => say([_("We could not load the other language. What you wrote is still on this page.")]),
  );
  if (kioskMinutes() > 0) watchIdle(kioskMinutes(), () => leave(facts.root));
  window.addEventListener("beforeunload", (event) => {
    if (state.done || !(state.busy || hasText())) return;
    event.preventDefault();
    event.returnValue = ""; // browsers before 2023 want this one
  });
  // A page from the back-forward cache would show what was typed to the next person at this device.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });
}

// Without the browser's own cryptography nothing could be locked: the page stays shut and says where else to go.
if (able()) start();
