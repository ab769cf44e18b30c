import { byId } from "./dom.js";
import { renewFacts } from "./facts.js";
import { attachLeave } from "./leave.js";
import { renewWords } from "./text.js";

/**
 * The form in another language without losing a word: the other page is fetched and its text takes the place of this one's,
 * while all that was typed stays in memory. Nothing is stored, and nothing typed leaves the page.
 */
const PARTS = [".top", ".languages", "main", ".foot"];
const BLOCKS = ["site", "words"];

/** A document without scripts running in it. `fetch` would give text, which Trusted Types rightly won't let us parse. */
function load(address) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("GET", address);
    request.responseType = "document";
    request.timeout = 30_000;
    request.onload = () => (request.status === 200 && request.response ? resolve(request.response) : reject(new Error("language")));
    request.onerror = request.ontimeout = () => reject(new Error("language"));
    request.send();
  });
}

const keyOf = (field) => (field.type === "checkbox" && field.value !== "on" ? `${field.closest("[id]").id} ${field.value}` : field.id);

function readFields() {
  const fields = [...document.querySelectorAll("#form textarea, #form input, #form select")];
  return new Map(fields.map((field) => [keyOf(field), field.type === "checkbox" ? field.checked : field.value]));
}

function writeFields(kept) {
  for (const field of document.querySelectorAll("#form textarea, #form input, #form select")) {
    const value = kept.get(keyOf(field));
    if (value === undefined) continue;
    if (field.type === "checkbox") field.checked = value;
    else field.value = value;
  }
}

/** Where the page stands since its language changed; null before. */
let standsAt = null;

/** The back button also brings the address of the language before, over a page that is in another one. */
function keepAddress() {
  if (standsAt && window.location.href !== standsAt) window.history.replaceState(window.history.state, "", standsAt);
}

/** Takes the page at `address`. Raises where it does not come; then nothing has changed. */
async function take(address) {
  const other = await load(address);
  const kept = readFields();
  const { lang, dir } = other.documentElement;
  Object.assign(document.documentElement, { lang, dir });
  document.title = other.title;
  for (const place of [...PARTS, ...BLOCKS.map((id) => `#${id}`)]) {
    document.querySelector(place).replaceWith(document.adoptNode(other.querySelector(place)));
  }
  renewFacts();
  renewWords();
  writeFields(kept);
  if (!standsAt) window.addEventListener("popstate", keepAddress);
  standsAt = address;
  keepAddress();
  attachLeave();
}

/** Puts the choice away while the page shows what another language would take from it, and back. */
export function offerLanguages(offered) {
  const nav = document.querySelector(".languages");
  if (nav) nav.hidden = !offered;
}

/** `changed` runs when the page stands in its new language, `failed` when it could not come. */
export function watchLanguages(changed, failed) {
  const nav = document.querySelector(".languages");
  if (!nav) return;
  nav.addEventListener("click", async (event) => {
    const link = event.target.closest("a");
    if (!link || byId("form").disabled) return;
    event.preventDefault();
    try {
      await take(link.href);
    } catch {
      failed();
      return;
    }
    watchLanguages(changed, failed);
    changed();
    document.querySelector(".languages [aria-current]").focus();
  });
}
