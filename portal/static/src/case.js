import "../../../crypto/browser/older_browsers.js";
import { able } from "./able.js";
import { byId, make, refill, show } from "./dom.js";
import { newScreen } from "./double_press.js";
import { facts } from "./facts.js";
import { forgetFields } from "./form_memory.js";
import { kioskMinutes, watchIdle } from "./idle.js";
import { later } from "./later.js";
import { leave, onLeave } from "./leave.js";
import { offerLanguages, watchLanguages } from "./other_language.js";
import { say, unsay } from "./problem.js";
import { otherWays, needsOtherWay, sentencesFor } from "./sentences.js";
import { warnOfSurroundings } from "./surroundings.js";
import { _ } from "./text.js";

let busy = false;
/** All that opens and shows a case: it comes while the person types. */
const opening = () => later("opening", () => import("./opening.js"));

let conversation = null;
let stopWatch = () => {};

/** One sentence for a mistyped, unknown, replaced or wrong code: whoever guesses learns nothing from it. */
const notOpened = () => [
  _("This code does not open a case. Please check each word or digit and try again."),
  _("What you typed is still here."),
];

async function unlock() {
  if (busy) return;
  const typed = byId("code").value;
  if (typed.trim() === "") {
    say([_("Please type or paste your code first.")]);
    return;
  }
  busy = true;
  unsay();
  byId("unlock").setAttribute("aria-disabled", "true");
  byId("working").textContent = _("Opening. This takes a few seconds on some phones …");
  try {
    const { open } = await opening();
    conversation = await open(typed);
    byId("code").value = "";
    await enter();
    if (kioskMinutes() === 0) stopWatch = watchIdle(facts.idleMinutes, closeByItself);
  } catch (error) {
    explain(error);
  } finally {
    busy = false;
    byId("unlock").removeAttribute("aria-disabled");
    byId("working").textContent = "";
  }
}

function explain(error) {
  if (error.code === "NotOpened") {
    say(notOpened());
    byId("code").setAttribute("aria-invalid", "true");
  } else {
    say(sentencesFor(error, false), needsOtherWay(error) ? otherWays() : null, make("p", {}, _("What you typed is still here.")));
  }
}

async function enter() {
  const { showCase } = await opening();
  show(byId("door"), false);
  show(byId("lost"), false);
  show(byId("case"));
  showCase(byId("case"), conversation, close);
}

function forget() {
  stopWatch();
  stopWatch = () => {};
  conversation = null;
  refill(byId("case"));
  forgetFields();
  offerLanguages(true);
}

/** Takes the case away: only a sentence and the field for the code are left. */
function close(sentence) {
  forget();
  newScreen();
  show(byId("case"), false);
  show(byId("door"));
  show(byId("lost"));
  say([sentence]);
}

/** Nobody touched the page for a long time. Who comes back types the code again; who comes by sees nothing. */
function closeByItself() {
  close(_("Your case closed itself, because nobody touched the page. Type your code to open it again."));
}

function attach() {
  show(byId("without-script"), false);
  warnOfSurroundings();
  byId("form").disabled = false;
  byId("code").addEventListener("focus", () => opening().catch(() => null));
  byId("code").addEventListener("change", () => opening().then(({ hint }) => hint(), () => null));
  byId("unlock").addEventListener("click", unlock);
  byId("code").addEventListener("input", () => {
    byId("code").removeAttribute("aria-invalid");
    byId("code-slip").textContent = "";
  });
  byId("code").addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    unlock();
  });
}

function start() {
  forgetFields();
  attach();
  onLeave(forget);
  // A shared device empties the page from the first letter on: a code that was typed and not opened is one, too.
  if (kioskMinutes() > 0) watchIdle(kioskMinutes(), () => leave(facts.root));
  watchLanguages(
    () => {
      attach();
      if (conversation) enter();
    },
    () => say([_("We could not load the other language. What you wrote is still on this page.")]),
  );
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });
  window.addEventListener("beforeunload", (event) => {
    if (!conversation || !conversation.hasUnsent()) return;
    event.preventDefault();
    event.returnValue = ""; // browsers before 2023 want this one
  });
}

if (able()) start();
