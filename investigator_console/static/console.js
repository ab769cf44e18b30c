import "./keys.js";

// Polish only: every page works without this file. Nothing here keeps text anywhere but in the page and the vault.

const DRAFT_PAUSE_MS = 2000;
const PROGRESS_PAUSE_MS = 1000;

function keepDraft(form) {
  const field = form.querySelector("textarea");
  const note = form.querySelector("[data-draft-note]");
  let timer = 0;
  let saved = field.value;
  let leaving = false;

  async function save() {
    clearTimeout(timer);
    if (leaving || field.value === saved) return;
    const sent = field.value;
    const body = new FormData(form);
    try {
      const answer = await fetch(form.dataset.draft, {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
        keepalive: sent.length < 30000,
      });
      if (!answer.ok) throw new Error("not saved");
      saved = sent;
      note.textContent = form.dataset.saved;
    } catch {
      note.textContent = form.dataset.unsaved;
    }
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, DRAFT_PAUSE_MS);
  });
  // What was sent is no draft any more: a late save would bring it back into the field.
  form.addEventListener("submit", () => {
    leaving = true;
    clearTimeout(timer);
  });
  // Leaving the page, or pressing "lock", must not lose the last words.
  document.addEventListener("visibilitychange", () => document.hidden && save());
  for (const other of document.querySelectorAll("form[data-save-first]")) {
    other.addEventListener("submit", async (event) => {
      if (other.dataset.ready || field.value === saved) return;
      event.preventDefault();
      await save();
      other.dataset.ready = "yes";
      other.requestSubmit();
    });
  }
}

// Somebody is on the way to another page. To replace this one now would call that back: a console that its member
// locked, and left, would stay open.
let leaving = false;
document.addEventListener("submit", () => (leaving = true), true);
document.addEventListener("click", (event) => {
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  const link = event.target.closest("a[href]");
  if (plain && link && !link.download && !link.target && !link.hash) leaving = true;
});

// Reloading takes the focus from whoever walks through the list: only where there is something new to show.
function finishProgress(node, state) {
  if (leaving) return;
  const notice = node.querySelector("[data-progress-notice]");
  const badge = document.querySelector("[data-badge]");
  if (state.changed || !notice || !badge) {
    location.replace(node.dataset.then);
    return;
  }
  notice.remove();
  badge.classList.remove("running");
  badge.textContent = state.badge;
}

function followProgress(node) {
  const bar = node.querySelector("progress");
  const text = node.querySelector("[data-progress-text]");
  async function look() {
    try {
      const answer = await fetch(node.dataset.follow, { headers: { Accept: "application/json" } });
      const state = await answer.json();
      if (!state.running) {
        finishProgress(node, state);
        return;
      }
      text.textContent = state.text;
      if (state.total > 0) {
        bar.max = state.total;
        bar.value = state.done;
      } else {
        bar.removeAttribute("value");
      }
    } catch {
      if (!leaving) location.reload();
      return;
    }
    setTimeout(look, PROGRESS_PAUSE_MS);
  }
  setTimeout(look, PROGRESS_PAUSE_MS);
}

function pickAll(label) {
  const all = label.querySelector("input");
  const boxes = [...document.querySelectorAll(".pick input")];
  label.hidden = boxes.length < 2;
  all.addEventListener("change", () => boxes.forEach((box) => (box.checked = all.checked)));
  for (const box of boxes) box.addEventListener("change", () => (all.checked = boxes.every((one) => one.checked)));
}

// Rows of pages scroll sideways where they are too long: begin where one is.
for (const here of document.querySelectorAll("nav [aria-current]")) here.scrollIntoView({ block: "nearest", inline: "center" });
document.querySelectorAll("[data-pick-all]").forEach(pickAll);
document.querySelectorAll("form[data-draft]").forEach(keepDraft);
document.querySelectorAll("[data-follow]").forEach(followProgress);

for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());
