/**
 * The second half of a double click belongs to the screen on which it began. Without this it would answer the next question,
 * or leave the page. Only a second press on the very same place is meant: a key, a screen reader and a press elsewhere are
 * never held up.
 */
const TAP_MS = 500;
const TAP_PIXELS = 32;

let screens = 0;
let changed = -Infinity;
let last = { screen: 0, x: -Infinity, y: -Infinity };
let touches = false;

/** Another screen stands at the same place of the page now. */
export function newScreen() {
  screens += 1;
  changed = performance.now();
}

/** `detail` is which click of a row it is, counted by the person's own system; 0 for a key. Not every system counts taps. */
function isLate({ detail, clientX, clientY }) {
  if (detail === 0 || last.screen === screens) return false;
  if (Math.hypot(clientX - last.x, clientY - last.y) >= TAP_PIXELS) return false;
  return detail > 1 || (touches && performance.now() - changed < TAP_MS);
}

function watch(event) {
  // Leaving quickly works always.
  if (!event.target.closest("#quick-exit") && isLate(event)) {
    event.preventDefault();
    event.stopPropagation();
  } else if (event.type === "click" && event.detail === 1) {
    last = { screen: screens, x: event.clientX, y: event.clientY };
  }
}

// Whoever has written or chosen something here is on this screen.
document.addEventListener("input", () => (last.screen = screens), true);
document.addEventListener("pointerdown", ({ pointerType }) => (touches = pointerType !== "mouse"), { capture: true, passive: true });
// Also when the button goes down: there the focus would be lost, or a list of choices opened.
for (const kind of ["mousedown", "click"]) document.addEventListener(kind, watch, true);
