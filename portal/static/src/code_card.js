import { make, PRIVATE } from "./dom.js";
import { _ } from "./text.js";

/** The case code as words and as digits, large enough to copy by hand. Words where the language has a list. */
export function codeCard(words, digits) {
  const list = make("ol", { class: "code-words", "data-testid": "case-code-words", ...PRIVATE });
  // White space between the items, so that a copy or a screen reader never runs two words into one.
  for (const word of words) list.append(make("li", {}, make("span", {}, word)), "\n");
  const groups = digits.match(/\d{4}/g).join(" ");
  return make(
    "div",
    { class: "code-card" },
    list,
    make(
      "p",
      { class: "code-digits", ...PRIVATE },
      make("span", { class: "quiet" }, _("The same code as numbers:")),
      " ",
      make("span", { class: "digits", "data-testid": "case-code-digits" }, groups),
    ),
  );
}

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
