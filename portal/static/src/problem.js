import { byId, make, refill, show } from "./dom.js";

/**
 * The page's one place for what went wrong: read aloud, in view, and gone once the person moves on. `actions`: what can be
 * done, null where there is nothing.
 */
export function say(sentences, ...actions) {
  goHome();
  speak(sentences, actions);
}

/** The same beside the field that it is about; null where it is about none. */
export function sayAt(field, sentences) {
  if (field === null) {
    say(sentences);
    return;
  }
  const place = byId(field).closest(".field");
  const details = place.closest("details");
  if (details) details.open = true;
  place.after(byId("problem"));
  byId(field).scrollIntoView({ block: "center" });
  speak(sentences, []);
}

/** Where a page has steps, above their buttons. */
function goHome() {
  const moves = byId("moves");
  if (moves) moves.before(byId("problem"));
}

function speak(sentences, actions) {
  const box = byId("problem");
  refill(box, ...sentences.map((sentence) => make("p", {}, sentence)), ...actions.filter(Boolean));
  show(box);
  box.scrollIntoView({ block: "nearest" });
  box.focus({ preventScroll: true });
}

export function unsay() {
  const box = byId("problem");
  refill(box);
  show(box, false);
  goHome();
}
