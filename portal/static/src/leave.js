/**
 * Leaving quickly: the page is blank before anything is asked of the network, then another page takes its place.
 * `location.replace` keeps this page out of the way of the back button. Shift, not Escape: Escape stops pages from loading.
 */
const PRESSES = 3;
const PRESS_WINDOW_MS = 2_000;

let presses = [];
/** Whether Shift went down alone and nothing else happened since. */
let alone = false;
let fading = null;
const leaving = new Set();

/** `forget` runs when the person leaves, so that a page can drop what it holds in memory. */
export function onLeave(forget) {
  leaving.add(forget);
}

export function leave(address) {
  document.documentElement.hidden = true;
  document.title = " ";
  forgetWithoutScript(document.getElementById("quick-exit"));
  for (const forget of leaving) forget();
  document.body.textContent = "";
  window.location.replace(address);
}

/**
 * A case may be open on the pages that need no script, in a cookie that no script sees. Their way out closes it: asked for
 * beside the leaving, which never waits for it. Where those pages are switched off, the button leads straight away.
 */
function forgetWithoutScript(exit) {
  if (exit.href !== exit.dataset.away) navigator.sendBeacon?.(exit.href, new URLSearchParams());
}

/** How many presses have counted so far, "2 / 3": in numbers, which every page can say without words. One may be a slip. */
function showCount() {
  const box = document.getElementById("presses");
  clearTimeout(fading);
  box.textContent = presses.length > 1 ? `${presses.length} / ${PRESSES}` : "";
  fading = setTimeout(() => {
    box.textContent = "";
  }, PRESS_WINDOW_MS);
}

function forgetPresses() {
  alone = false;
  if (presses.length === 0) return;
  presses = [];
  showCount();
}

/** Capital letters, a selection by Shift and click, and the keys that change the keyboard's language are no wish to leave. */
function watchDown(event) {
  if (event.repeat && event.key === "Shift") return;
  alone = event.key === "Shift" && !event.altKey && !event.ctrlKey && !event.metaKey;
  if (!alone) forgetPresses();
}

function watchUp(event) {
  if (event.key !== "Shift" || !alone) return;
  alone = false;
  presses = [...presses, Date.now()].filter((at) => Date.now() - at < PRESS_WINDOW_MS);
  showCount();
  if (presses.length >= PRESSES) leave(document.getElementById("quick-exit").dataset.away);
}

/** Takes the page's button, at the beginning and when the page has come in another language. */
export function attachLeave() {
  const exit = document.getElementById("quick-exit");
  exit.addEventListener("click", (event) => {
    event.preventDefault();
    leave(exit.dataset.away);
  });
}

if (document.getElementById("quick-exit")) {
  attachLeave();
  document.addEventListener("keydown", watchDown, true);
  document.addEventListener("keyup", watchUp, true);
  document.addEventListener("pointerdown", forgetPresses, { capture: true, passive: true });
}
