import { encodeDigits, encodeWords } from "../../../crypto/browser/case_code.js";
import { facts } from "./facts.js";
import { later } from "./later.js";

const WORD_LANGUAGES = ["en", "es", "fr"];

/** Whether the page's language has a word list. Where it has none, the digits are the code and English words stand second. */
export const hasOwnWords = () => WORD_LANGUAGES.includes(facts.language);

/** A code in both forms, `{words, digits}`. */
export async function spokenCode(code) {
  const language = hasOwnWords() ? facts.language : "en";
  await later(`words-${language}`, () => null);
  return { words: await encodeWords(code, language), digits: encodeDigits(code) };
}
