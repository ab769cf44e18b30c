import { cleanText } from "./clean_text.js";
import { byId, show } from "./dom.js";
import { facts } from "./facts.js";
import { tooLong } from "./length.js";

/** Who the reporter is. Nothing unless she ticks the box and writes something: then it is sealed apart from her report. */
const PARTS = ["name", "contact", "note"];
export const IDENTITY_FIELDS = PARTS.map((part) => `identity-${part}`);

/** `{name, contact, note}`, or null where she stays anonymous. */
export function readIdentity() {
  if (!byId("identity-tell").checked) return null;
  const told = Object.fromEntries(PARTS.map((part) => [part, cleanText(byId(`identity-${part}`).value)]));
  return PARTS.some((part) => told[part] !== "") ? told : null;
}

export function identityFault(identity) {
  if (identity === null) return null;
  for (const part of PARTS) {
    const fault = tooLong(`identity-${part}`, identity[part], facts.identityMax);
    if (fault) return fault;
  }
  return null;
}

/** Shows the fields with the box. What was typed stays while the box is off, and is not sent. */
export function watchIdentity() {
  const box = byId("identity-tell");
  const follow = () => {
    show(byId("identity-fields"), box.checked);
    box.closest(".choice").classList.toggle("picked", box.checked);
  };
  box.addEventListener("change", follow);
  follow();
}
