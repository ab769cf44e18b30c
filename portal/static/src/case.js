import "../../../crypto/browser/older_browsers.js";
import { showCase } from "./case_view.js";
import { Conversation, NotOpened } from "./conversation.js";
import { byId, make, show } from "./dom.js";
import { forgetFields } from "./form_memory.js";
import { onLeave } from "./leave.js";
import { say, unsay } from "./problem.js";
import { otherWays, needsOtherWay, sentencesFor } from "./sentences.js";
import { warnOfSurroundings } from "./surroundings.js";
import { _ } from "./text.js";

let busy = false;
let conversation = null;

/** One sentence for a mistyped, unknown, replaced or wrong code: whoever guesses learns nothing from it. */
const notOpened = () => [
  _("This code does not open a case. Please check each word or number and try again."),
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
    conversation = await Conversation.open(typed);
    byId("code").value = "";
    show(byId("door"), false);
    show(byId("lost"), false);
    show(byId("case"));
    showCase(byId("case"), conversation);
  } catch (error) {
    explain(error);
  } finally {
    busy = false;
    byId("unlock").removeAttribute("aria-disabled");
    byId("working").textContent = "";
  }
}

function explain(error) {
  if (error instanceof NotOpened) {
    say(notOpened());
    byId("code").setAttribute("aria-invalid", "true");
  } else {
    say(sentencesFor(error, false), needsOtherWay(error) ? otherWays() : null, make("p", {}, _("What you typed is still here.")));
  }
}

function forget() {
  conversation = null;
  byId("case").replaceChildren();
  forgetFields();
}

function start() {
  show(byId("without-script"), false);
  warnOfSurroundings();
  forgetFields();
  byId("form").disabled = false;
  byId("unlock").addEventListener("click", unlock);
  byId("code").addEventListener("input", () => byId("code").removeAttribute("aria-invalid"));
  byId("code").addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    unlock();
  });
  onLeave(forget);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });
  window.addEventListener("beforeunload", (event) => {
    if (!conversation || !conversation.hasUnsent()) return;
    event.preventDefault();
    event.returnValue = ""; // browsers before 2023 want this one
  });
}

if (window.isSecureContext && window.crypto && window.crypto.subtle) start();
