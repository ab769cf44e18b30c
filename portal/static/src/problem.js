import { byId, make, refill, show } from "./dom.js";

/**
 * The page's one place for what went wrong: read aloud, in view, and gone once the person moves on. `actions`: what can be
 * done, null where there is nothing.
 */
export function say(sentences, ...actions) {
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
}
