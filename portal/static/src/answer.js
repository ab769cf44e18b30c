import "../../../crypto/browser/older_browsers.js";
import { concat, fromBase64, fromHex, toHex } from "../../../crypto/browser/bytes.js";
import { decode, stretch } from "../../../crypto/browser/case_code.js";
import { checkPacketRecord, packetKeys, sealPacketAnswer } from "../../../crypto/browser/packets.js";
import { able } from "./able.js";
import { cleanText } from "./clean_text.js";
import { byId, goTo, make, refill, show } from "./dom.js";
import { facts } from "./facts.js";
import { forgetFields } from "./form_memory.js";
import { tooLong } from "./length.js";
import { onLeave } from "./leave.js";
import { openPacket, postPacketAnswer, Refused } from "./portal.js";
import { say, unsay } from "./problem.js";
import { sentencesFor } from "./sentences.js";
import { warnOfSurroundings } from "./surroundings.js";
import { _ } from "./text.js";

/** The page for a service that was asked to help: a code from paper, one answer, no account. */
const deployment = fromHex(facts.deployment);
const chosen = () => byId("packet-value").value;

let busy = false;
let sealed = null;

/** The same sentences for a mistyped, an unknown, a used and a lapsed code: nobody learns from it which it was. */
const opensNothing = () => [
  _("This code opens nothing. Check it on the paper."),
  _("A code works once. If you answered before, we have your answer."),
  _("If it still does not work, call the person who gave you the paper."),
];

/** The same bytes again where nothing was changed: an answer whose confirmation was lost is not a second one. */
async function sealOnce() {
  const told = {
    v: 1,
    type: "packet-answer",
    value: chosen(),
    reason: chosen() === "rejected" ? byId("packet-reason").value : "",
    note: cleanText(byId("packet-note").value),
  };
  const like = JSON.stringify([byId("packet-code").value, told]);
  if (sealed && sealed.like === like) return sealed.bytes;
  const keys = await packetKeys(await stretch(await decode(byId("packet-code").value, deployment), deployment), deployment);
  const record = fromBase64(await openPacket(toHex(keys.packetId)));
  await checkPacketRecord(record, keys, deployment);
  const bytes = concat(keys.packetId, await sealPacketAnswer(told, record, keys, deployment));
  sealed = { like, bytes };
  return bytes;
}

function faultNow() {
  if (!chosen() || (chosen() === "rejected" && !byId("packet-reason").value)) return { sentences: [_("Please choose your answer.")] };
  return tooLong("packet-note", cleanText(byId("packet-note").value), facts.noteMax);
}

async function send() {
  if (busy) return;
  unsay();
  const fault = faultNow();
  if (fault) {
    say(fault.sentences);
    return;
  }
  busy = true;
  byId("packet-send").disabled = true;
  try {
    await postPacketAnswer(await sealOnce());
    finish();
  } catch (error) {
    const nothing = error instanceof Refused || error.code === "MistypedCode" || error.code === "BadCommitment";
    say(nothing ? opensNothing() : sentencesFor(error));
    byId("packet-send").disabled = false;
  } finally {
    busy = false;
  }
}

function finish() {
  sealed = null;
  forgetFields();
  const title = make("h1", { tabindex: "-1" }, _("Thank you. We have your answer."));
  refill(
    byId("answer"),
    title,
    make("p", { "data-testid": "packet-sent" }, _("The officer sees it soon. You can destroy the paper now.")),
  );
  goTo(title);
}

function start() {
  show(byId("without-script"), false);
  forgetFields();
  warnOfSurroundings();
  // A code in the address comes from the square on the paper; the part after # is never sent, and does not stay there.
  const scanned = window.location.hash.slice(1);
  if (scanned) {
    window.history.replaceState(null, "", window.location.pathname);
    byId("packet-code").value = scanned.replace(/\D/g, "");
  }
  byId("form").disabled = false;
  byId("packet-send").addEventListener("click", send);
  byId("packet-value").addEventListener("change", () => show(byId("packet-reason-field"), chosen() === "rejected"));
  onLeave(() => {
    sealed = null;
    forgetFields();
  });
}

if (able()) start();
