import { encodeDigits, encodeWords } from "../../../crypto/browser/case_code.js";
import { facts } from "./facts.js";

const WORD_LANGUAGES = ["en", "es", "fr"];

/** A code in both forms, `{words, digits}`: words in the page's language where it has a list, else none. */
export async function spokenCode(code) {
  const words = WORD_LANGUAGES.includes(facts.language) ? await encodeWords(code, facts.language) : [];
  return { words, digits: encodeDigits(code) };
}
