import "../../../crypto/browser/older_browsers.js";
import { assistanceApplies, loadUrgent } from "./assistance.js";
import { isDone } from "./after_report.js";
import { byId, make, show } from "./dom.js";
import { facts } from "./facts.js";
import { faultOf, hasText, markFault, readAnswers, watchFields } from "./form.js";
import { forgetFields } from "./form_memory.js";
import { onLeave } from "./leave.js";
import { say, unsay } from "./problem.js";
import { otherWays } from "./sentences.js";
import { Steps } from "./steps.js";
import { forgetReport, isBusy, prepareReview, submit } from "./submit.js";
import { warnOfSurroundings } from "./surroundings.js";
import { _ } from "./text.js";
import { trusted } from "./trusted.js";

/** The report form: which steps there are, and what guards them. A step's fields stand in its own template. */
const STEPS = ["category", "story", "assistance", "conflict", "review"];

let left = false;

const steps = new Steps(STEPS, {
  applies: (name) => name !== "assistance" || assistanceApplies(),
  onshow(name) {
    unsay();
    if (name === "story") loadUrgent();
    if (name === "review") prepareReview(steps);
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
      say(
        [_("We do not ask for your story here. We can tell you where to find help.")],
        make("p", {}, make("a", { href: `${facts.root}services`, "data-testid": "services" }, _("Services near you"))),
        otherWays(),
      );
      return false;
    }
    unsay();
    return true;
  },
});

const onlyServices = (answers) => answers.categories.every((code) => facts.servicesOnly.includes(code));

function forget() {
  left = true;
  forgetReport();
  forgetFields();
}

function attach() {
  show(byId("without-script"), false);
  warnOfSurroundings();
  watchFields();
  byId("form").disabled = false;
  byId("submit").addEventListener("click", () => submit(steps));
}

function start() {
  forgetFields();
  attach();
  steps.start();
  onLeave(forget);
  window.addEventListener("beforeunload", (event) => {
    if (left || isDone() || !(isBusy() || hasText())) return;
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
