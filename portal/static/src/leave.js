/**
 * Leaving quickly: the page is blank before anything is asked of the network, then another page takes its place.
 * `location.replace` keeps this page out of the way of the back button. Shift, not Escape: Escape stops pages from loading.
 */
const PRESSES = 3;
const PRESS_WINDOW_MS = 2_000;

let presses = [];
const leaving = new Set();

/** `forget` runs when the person leaves, so that a page can drop what it holds in memory. */
export function onLeave(forget) {
  leaving.add(forget);
}

export function leave(address) {
  document.documentElement.hidden = true;
  document.title = " ";
  for (const forget of leaving) forget();
  document.body.replaceChildren();
  window.location.replace(address);
}

function watchShift(event, address) {
  if (event.key !== "Shift" || event.repeat) {
    presses = [];
    return;
  }
  presses = [...presses, Date.now()].filter((at) => Date.now() - at < PRESS_WINDOW_MS);
  if (presses.length >= PRESSES) leave(address);
}

const exit = document.getElementById("quick-exit");
if (exit) {
  exit.addEventListener("click", (event) => {
    event.preventDefault();
    leave(exit.href);
  });
  // On keyup, so that a held Shift or a capital letter is never counted as a press.
  document.addEventListener("keyup", (event) => watchShift(event, exit.href));
}
