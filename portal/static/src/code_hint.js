import { decode } from "../../../crypto/browser/case_code.js";
import { MistypedCode } from "../../../crypto/browser/errors.js";
import { byId } from "./dom.js";
import { facts } from "./facts.js";
import { _, ngettext, numberText } from "./text.js";
import { deployment } from "./trust.js";

/**
 * What a slip of the hand looks like, said before the code is tried. It tells nobody anything: the word lists and the check
 * digits are the same for every code, and nothing is asked of the network but the lists.
 */
const WORDS = 8;
const DIGITS = 28;

async function hintFor(typed) {
  if (typed.trim() === "") return "";
  try {
    await decode(typed, deployment);
    return "";
  } catch (error) {
    return error instanceof MistypedCode ? sentenceFor(typed, error) : "";
  }
}

function sentenceFor(typed, { unknown }) {
  const digits = typed.match(/\p{Nd}/gu) || [];
  const letters = /\p{L}/u.test(typed);
  if (!letters && digits.length > 0) {
    if (digits.length === DIGITS) return _("One of the digits is not right. Please compare them with your paper.");
    return ngettext("You have typed %(count)s digit. A code has 28.", "You have typed %(count)s digits. A code has 28.", digits.length);
  }
  const words = typed.normalize("NFC").match(/\p{L}+/gu) || [];
  if (words.length !== WORDS) {
    return ngettext("You have typed %(count)s word. A code has 8.", "You have typed %(count)s words. A code has 8.", words.length);
  }
  if (unknown && unknown.length > 0) {
    const named = unknown.map((place) => `${numberText(place + 1, facts.language)} (${words[place]})`).join(", ");
    return _("These words are not in our lists: %(words)s. Please compare them with your paper.", { words: named });
  }
  return _("All words are in our lists, but they do not fit together. Is one of them another one, or in another place?");
}

/** Says it below the field once the person has moved on from it. */
export async function hint() {
  const typed = byId("code").value;
  const sentence = await hintFor(typed);
  if (byId("code").value === typed) byId("code-slip").textContent = sentence;
}
