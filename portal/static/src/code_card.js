import { codeCheck } from "./code_check.js";
import { button, byId, make, PRIVATE, show } from "./dom.js";
import { hasOwnWords } from "./spoken_code.js";
import { _ } from "./text.js";

/**
 * The case code, large enough to copy by hand: as words where the page's language has a list, as digits otherwise. The other
 * form is a tap away, so that nobody writes down two things and wonders which one counts. `shownParts()`: `{inWords, parts}` of
 * the form that is shown now.
 */
function codeCard({ words, digits }) {
  const [first, second, toSecond, toFirst] = hasOwnWords()
    ? [wordList(words), digitList(digits), _("Show it as numbers"), _("Show it as words")]
    : [digitList(digits), wordList(words), _("Show it as English words"), _("Show it as numbers")];
  const swap = button("", () => turn(first.getAttribute("aria-hidden") === "true"), { class: "text-button no-print", "data-testid": "other-form" });
  let ownForm = true;
  const turn = (toOwn) => {
    ownForm = toOwn;
    cover(first, !toOwn);
    cover(second, toOwn);
    swap.textContent = toOwn ? toSecond : toFirst;
  };
  turn(true);
  const shownParts = () => {
    const inWords = ownForm === hasOwnWords();
    return { inWords, parts: inWords ? words : inFours(digits) };
  };
  return { card: make("div", { class: "code-card", id: "code-card" }, first, second, swap), shownParts };
}

/** Out of sight and out of a screen reader's way; it keeps its place in the page, so that nothing is made twice. */
function cover(form, covered) {
  form.classList.toggle("out-of-sight", covered);
  if (covered) form.setAttribute("aria-hidden", "true");
  else form.removeAttribute("aria-hidden");
}

function wordList(words) {
  return codeList(words, { "data-testid": "case-code-words", ...(hasOwnWords() ? {} : { lang: "en" }) });
}

const digitList = (digits) => codeList(inFours(digits), { "data-testid": "case-code-digits" });

function codeList(parts, attributes) {
  const list = make("ol", { class: "code-words", ...attributes, ...PRIVATE });
  // White space between the items, so that a copy or a screen reader never runs two of them into one. Each reads from left to
  // right; the list begins where the page's own lines begin.
  for (const part of parts) list.append(make("li", {}, make("bdi", { dir: "ltr" }, part)), "\n");
  return list;
}

const inFours = (digits) => digits.match(/\d{4}/g);

/** What to know about a code. `works`: it opens the messages already. */
const codeAdvice = (works) =>
  make(
    "ul",
    { class: "points no-print" },
    works ? make("li", {}, _("Only this code opens your messages. We cannot get it back for you.")) : null,
    make("li", {}, _("Paper in a safe place is best. A picture of it can be found on your phone.")),
    make("li", {}, _("Never tell it to anyone. We never ask you for it, except on the page “Come back with your code”.")),
  );

/**
 * A code with all that can be done with it. `then` runs when the person says that it is written down; `written` is that
 * button's text; `keep`: the button that keeps an old code, where this one does not work yet; `lead`: what stands above a code
 * that is shown only now, and is covered with it.
 */
export function codeScreen(spoken, written, then, { keep = null, lead = null } = {}) {
  const outcome = make("p", { role: "status", class: "quiet", id: "copied" });
  const { card, shownParts } = codeCard(spoken);
  const beside = make(
    "div",
    { class: "beside no-print" },
    button(_("Copy"), () => copy(shownParts().parts, outcome), { class: "button small", "data-testid": "copy-code" }),
    button(_("Print"), () => window.print(), { class: "button small", "data-testid": "print-code" }),
  );
  // While the code is covered nothing is said of it, copied or printed.
  const coverAll = (covered) => {
    for (const part of [lead, card, beside, outcome].filter(Boolean)) show(part, !covered);
  };
  const next = button(written, () => then(next), { "data-testid": "code-saved" });
  window.addEventListener("beforeprint", onlyTheCard);
  return [
    ...(lead ? [lead] : []),
    card,
    beside,
    outcome,
    codeAdvice(keep === null),
    codeCheck(shownParts, coverAll),
    make("div", { class: "moves" }, next, keep),
  ];
}

async function copy(parts, outcome) {
  try {
    await navigator.clipboard.writeText(parts.join(" "));
    outcome.textContent = _("Copied. Other apps may see it. Copy something else when you are done.");
  } catch {
    outcome.textContent = _("Your browser does not let us copy. Please write it down.");
  }
}

/**
 * While a code is shown, paper gets its card and nothing else, whichever way somebody prints: the paper does not say what the
 * code is for. Asked anew each time, as the code goes and the page stays.
 */
function onlyTheCard() {
  for (const one of document.querySelectorAll(".on-paper")) one.classList.remove("on-paper");
  for (let one = byId("code-card"); one; one = one.parentElement) one.classList.add("on-paper");
}
