import { assistanceFault, HELP_FIELDS, readAssistance, watchAssistance } from "./assistance.js";
import { cleanText } from "./clean_text.js";
import { byId, show } from "./dom.js";
import { facts } from "./facts.js";
import { IDENTITY_FIELDS, identityFault, readIdentity, watchIdentity } from "./identity.js";
import { storyTooLong, watchCount } from "./length.js";
import { _ } from "./text.js";

/** The fields of the report form: what they hold now, how long it is, and what is missing. */
const picked = (id) => [...byId(id).querySelectorAll("input:checked")].map((input) => input.value);

/** Everything the person chose and wrote, as it will be sealed. */
export function readAnswers() {
  return {
    categories: picked("categories"),
    story: cleanText(byId("story").value),
    when: byId("when").value,
    where: cleanText(byId("where").value),
    assistance: readAssistance(),
    before: cleanText(byId("before").value),
    identity: readIdentity(),
    conflicts: picked("conflicts").filter((id) => id !== "none"),
  };
}

/** Whether something stands in the form that would be missed. */
export const hasText = () => [...document.querySelectorAll("#form textarea")].some((field) => field.value.trim() !== "");

/** What is still wrong with one step: a list of sentences and the field that they are about, or null. */
export function faultOf(step, answers) {
  switch (step) {
    case "category":
      return answers.categories.length > 0
        ? null
        : { field: null, sentences: [_("Please pick what fits best. You can pick “I am not sure”.")] };
    case "story":
      if (answers.story === "") {
        return { field: "story", sentences: [_("Please write a few words about what happened.")] };
      }
      return (
        storyTooLong("story", answers.story, facts.storyMax) ||
        storyTooLong("where", answers.where, facts.whereMax) ||
        storyTooLong("before", answers.before, facts.whereMax)
      );
    case "assistance":
      return assistanceFault();
    case "conflict":
      return identityFault(answers.identity);
    default:
      return null;
  }
}

export function markFault(field) {
  for (const marked of byId("form").querySelectorAll("[aria-invalid]")) marked.removeAttribute("aria-invalid");
  if (field) byId(field).setAttribute("aria-invalid", "true");
}

/** "None of these" and any of these can't both be true: the last one picked wins. */
function keepNoneAlone(changed) {
  if (!changed.checked) return;
  for (const input of byId("conflicts").querySelectorAll("input")) {
    const other = changed.value === "none" ? input !== changed : input.value === "none";
    if (other) input.checked = false;
  }
}

function paintChoices(group) {
  for (const choice of group.querySelectorAll(".choice")) {
    choice.classList.toggle("picked", choice.querySelector("input").checked);
  }
}

/** What she came for, where a link said so: "#about-us" or "#before"; kept when the page comes in another language. */
let cameFor = "";

/**
 * A complaint about how we worked: the teams that work on reports are locked out before the first word. A lost code: the
 * place to say so is open. The address then says nothing of it any more, since it stays in the browser's history.
 */
function readAddress() {
  const { pathname, search, hash } = window.location;
  if (hash === "#about-us" || hash === "#before") {
    cameFor = hash;
    window.history.replaceState(window.history.state, "", pathname + search);
    if (hash === "#about-us") for (const input of byId("conflicts").querySelectorAll("input[data-works]")) input.checked = true;
  }
  show(byId("about-us"), cameFor === "#about-us");
  show(byId("lost-code"), cameFor === "#before");
  byId("before-box").open = cameFor === "#before" || byId("before").value !== "";
}

export function watchFields() {
  readAddress();
  for (const id of ["categories", "conflicts"]) {
    byId(id).addEventListener("change", (event) => {
      if (id === "conflicts") keepNoneAlone(event.target);
      paintChoices(byId(id));
    });
    paintChoices(byId(id));
  }
  watchAssistance();
  watchIdentity();
  watchCount("story", facts.storyMax, 0);
  for (const field of ["where", "before"]) watchCount(field, facts.whereMax);
  for (const field of HELP_FIELDS) watchCount(field, facts.helpMax);
  for (const field of IDENTITY_FIELDS) watchCount(field, facts.identityMax);
}
