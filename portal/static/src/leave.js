/**
 * Leaving quickly: the page is blank before anything is asked of the network, then another page takes its place.
 * `location.replace` keeps this page out of the way of the back button. Shift, not Escape: Escape stops pages from loading.
 */
const PRESSES = 3;
const PRESS_WINDOW_MS = 2_000;

let presses = [];
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

/** How many presses have counted so far, "2 / 3": in numbers, which every page can say without words. */
function showCount() {
  const box = document.getElementById("presses");
  clearTimeout(fading);
  box.textContent = presses.length > 0 ? `${presses.length} / ${PRESSES}` : "";
  fading = setTimeout(() => {
    box.textContent = "";
  }, PRESS_WINDOW_MS);
}

function watchShift(event) {
  if (event.key !== "Shift" || event.repeat) {
    presses = [];
    showCount();
    return;
  }
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
  // On keyup, so that a held Shift or a capital letter is never counted as a press.
  document.addEventListener("keyup", watchShift);
}
