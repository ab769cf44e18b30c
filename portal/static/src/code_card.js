import { make, PRIVATE } from "./dom.js";
import { hasOwnWords } from "./spoken_code.js";
import { _ } from "./text.js";

/** The case code as words and as digits, large enough to copy by hand. Words first where the language has a list. */
export function codeCard(words, digits) {
  const parts = hasOwnWords
    ? [wordList(words), digitLine(digits, _("The same code as numbers:"))]
    : [digitLine(digits, _("Your code:"), " first"), make("p", { class: "quiet" }, _("The same code in English words:")), wordList(words)];
  return make("div", { class: "code-card" }, ...parts);
}

function wordList(words) {
  const speech = hasOwnWords ? {} : { lang: "en", dir: "ltr" };
  const list = make("ol", { class: "code-words", "data-testid": "case-code-words", ...speech, ...PRIVATE });
  // White space between the items, so that a copy or a screen reader never runs two words into one.
  for (const word of words) list.append(make("li", {}, make("span", {}, word)), "\n");
  return list;
}

const digitLine = (digits, name, place = "") =>
  make(
    "p",
    { class: `code-digits${place}`, ...PRIVATE },
    make("span", { class: "quiet" }, name),
    " ",
    make("span", { class: "digits", dir: "ltr", "data-testid": "case-code-digits" }, digits.match(/\d{4}/g).join(" ")),
  );

/** What to know about a code, the same wherever one is shown. */
export function codeAdvice() {
  return make(
    "ul",
    { class: "points no-print" },
    make("li", {}, _("Write down the words or the numbers. You need only one of them.")),
    make("li", {}, _("Only this code opens your messages. We cannot get it back for you.")),
    make("li", {}, _("Hide it well. A picture of it can be found on your phone.")),
  );
}

/** Prints the card alone: the paper does not say what the code is for. */
export function printCard() {
  document.body.classList.add("card-only");
  window.print();
  document.body.classList.remove("card-only");
}
