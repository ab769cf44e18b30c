import { button, make, PRIVATE } from "./dom.js";
import { facts } from "./facts.js";
import { _, numberText } from "./text.js";

/** As the case code itself is read: case, accents and digits of any script do not matter, four letters of a word do. */
const ENOUGH_LETTERS = 4;
const ZEROS = [0x0030, 0x0660, 0x06f0, 0x0966, 0x09e6, 0x1040];

/** Letters alone: a word may bring the number that stands before it on the paper. */
const plain = (text) =>
  (
    text
      .normalize("NFKD")
      .replace(/[\u0300-\u036f]/g, "")
      .toLowerCase()
      .match(/\p{L}+/gu) || []
  ).join(" ");

function latinDigits(text) {
  return Array.from(text, (letter) => {
    const zero = ZEROS.find((start) => letter.codePointAt(0) >= start && letter.codePointAt(0) < start + 10);
    return zero === undefined ? "" : String(letter.codePointAt(0) - zero);
  }).join("");
}

/** Whether `typed` is that word of the code (its first four letters are enough), or that group of digits. */
export function matchesPart(typed, part) {
  if (/^\d+$/.test(part)) return latinDigits(typed) === part;
  const [own, wanted] = [plain(typed), plain(part)];
  return own === wanted || (own.length >= ENOUGH_LETTERS && wanted.startsWith(own));
}

/**
 * A small check of the copy, before the code is gone for good: it asks for one word or group of digits while `cover(true)` hides
 * the code. `shownParts()`: of the form that stands on the card now. An offer, not a lock: whoever cannot type goes on without it.
 */
export function codeCheck(shownParts, cover) {
  const byChance = crypto.getRandomValues(new Uint8Array(1))[0];
  let asked = "";
  const question = make("label", { for: "code-check" });
  const ask = () => {
    const { inWords, parts } = shownParts();
    const place = byChance % parts.length;
    const number = numberText(place + 1, facts.language);
    asked = parts[place];
    question.textContent = inWords
      ? _("Which word is number %(number)s?", { number })
      : _("Which four digits stand at place %(number)s?", { number });
  };
  const field = make("input", {
    type: "text",
    id: "code-check",
    "data-testid": "code-check",
    "aria-describedby": "code-check-answer",
    dir: "auto",
    ...PRIVATE,
  });
  const answer = make("p", { role: "status", id: "code-check-answer", "data-testid": "code-check-answer" });
  const clear = () => {
    answer.textContent = answer.className = "";
    field.removeAttribute("aria-invalid");
  };
  const look = () => {
    const right = matchesPart(field.value, asked);
    answer.className = right ? "say" : "say notice";
    if (right) field.removeAttribute("aria-invalid");
    else field.setAttribute("aria-invalid", "true");
    answer.textContent = right
      ? _("That is right. You can go on.")
      : _("That is not what we showed. Look at the code again and compare it with your paper.");
  };
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") look();
  });
  field.addEventListener("input", clear);
  // A button, not "close this": whoever closed the page instead would have lost the code for good.
  const again = () => {
    box.open = false;
    box.querySelector("summary").focus();
  };
  const box = make(
    "details",
    { class: "no-print apart", "data-testid": "code-check-box" },
    make("summary", {}, _("Check what you wrote down")),
    make(
      "div",
      {},
      make("p", { class: "hint" }, _("We cover the code while you check.")),
      make("div", { class: "field" }, question, field),
      make(
        "div",
        { class: "moves" },
        button(_("Check"), look, { class: "button second" }),
        button(_("Back to the code"), again, { class: "button second", "data-testid": "code-again" }),
      ),
      // Below the button: what appears above it would move it away under a finger.
      answer,
    ),
  );
  box.addEventListener("toggle", () => {
    cover(box.open);
    if (box.open) {
      ask();
      field.focus();
    } else {
      field.value = question.textContent = "";
      clear();
    }
  });
  return box;
}
