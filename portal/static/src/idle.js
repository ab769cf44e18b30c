import { button, make } from "./dom.js";
import { facts } from "./facts.js";
import { _ } from "./text.js";

/**
 * A page that somebody walked away from empties itself: after a warning that any touch answers. The clock is asked, not a
 * timer alone, so that a phone that slept wakes up to an empty page.
 */
const WARNING_SECONDS = 60;
const SIGNS = ["pointerdown", "keydown", "scroll"];

/** Minutes after which a page on this device empties itself because many people share it; 0 where it is nobody's kiosk. */
export function kioskMinutes() {
  const { minutes, origins } = facts.kiosk;
  return origins.length === 0 || origins.includes(window.location.origin) ? minutes : 0;
}

/** `onend` runs once, when nobody touched the page for `minutes`. Returns a function that stops the watch. */
export function watchIdle(minutes, onend) {
  let touched = Date.now();
  let box = null;
  const alive = () => {
    touched = Date.now();
    if (box) box.remove();
    box = null;
  };
  const stop = () => {
    clearInterval(timer);
    alive();
    for (const sign of SIGNS) document.removeEventListener(sign, alive, true);
  };
  const look = () => {
    const left = minutes * 60 - Math.floor((Date.now() - touched) / 1000);
    if (left <= 0) {
      stop();
      onend();
    } else if (left <= Math.min(WARNING_SECONDS, minutes * 30)) {
      box ||= warn(alive);
      box.querySelector(".seconds").textContent = String(left);
    }
  };
  const timer = setInterval(look, 1000);
  for (const sign of SIGNS) document.addEventListener(sign, alive, { capture: true, passive: true });
  return stop;
}

/** Said once; the seconds count down for the eye alone. */
function warn(alive) {
  const box = make(
    "div",
    { class: "say notice idle", role: "alert", "data-testid": "idle-warning" },
    make("p", {}, _("Are you still there? This page soon empties itself, so that nobody else reads it.")),
    make("p", { class: "seconds", "aria-hidden": "true" }),
    button(_("I am still here"), alive),
  );
  document.body.append(box);
  return box;
}
