// Single keys for whoever works all day in these pages. They never fire while somebody types, and can be switched off:
// speech input would otherwise press them (WCAG 2.1.4). Nothing is kept but that switch.

const SWITCH = "amparo-keys";
const CHORD_MS = 1500;
const TYPING = "input, select, textarea, [contenteditable], dialog";

const help = document.querySelector("[data-keys]");
let chord = 0;

function step(by) {
  const rows = [...document.querySelectorAll("[data-rows] .row")];
  rows[Math.min(rows.length - 1, Math.max(0, rows.indexOf(document.activeElement) + by))]?.focus();
}

// Beside the list at the foot of the page, which needs no script: the same list over whatever is being read.
function showHelp() {
  if (!help || document.querySelector("dialog.keys-over")) return;
  const over = document.createElement("dialog");
  over.className = "keys-over";
  const title = document.createElement("h2");
  title.textContent = help.querySelector("summary").textContent;
  title.id = "keys-title";
  over.setAttribute("aria-labelledby", title.id);
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = help.dataset.close;
  close.addEventListener("click", () => over.close());
  over.append(title, help.querySelector(".keys-list").cloneNode(true), close);
  over.addEventListener("click", (event) => event.target === over && over.close());
  over.addEventListener("keydown", (event) => event.key === "?" && over.close());
  over.addEventListener("close", () => over.remove());
  document.body.append(over);
  over.showModal();
}

function press(key) {
  if (chord) {
    clearTimeout(chord);
    chord = 0;
    document.querySelector(`nav [data-go="${CSS.escape(key)}"]`)?.click();
    return true;
  }
  const parts = [...document.querySelectorAll("[data-parts] a")];
  const acts = {
    "?": showHelp,
    "/": () => document.querySelector("[data-search]")?.focus(),
    a: () => document.querySelector("[data-answer]")?.focus(),
    g: () => (chord = setTimeout(() => (chord = 0), CHORD_MS)),
    j: () => step(1),
    k: () => step(-1),
    u: () => document.querySelector("[data-up]")?.click(),
    x: () => document.activeElement.closest("li")?.querySelector(".pick input")?.click(),
  };
  const act = Object.hasOwn(acts, key) ? acts[key] : parts[Number(key) - 1] && (() => parts[Number(key) - 1].click());
  act?.();
  return Boolean(act);
}

function followSwitch(label) {
  const box = label.querySelector("input");
  label.hidden = false;
  box.checked = localStorage.getItem(SWITCH) !== "off";
  box.addEventListener("change", () => {
    if (box.checked) localStorage.removeItem(SWITCH);
    else localStorage.setItem(SWITCH, "off");
  });
}

document.querySelectorAll("[data-keys-switch]").forEach(followSwitch);
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.target.closest(TYPING)) return;
  if (localStorage.getItem(SWITCH) !== "off" && press(event.key)) event.preventDefault();
});
