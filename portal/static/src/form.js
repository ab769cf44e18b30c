import { cleanText, countCharacters } from "./clean_text.js";
import { byId } from "./dom.js";
import { facts } from "./facts.js";
import { _, numberText } from "./text.js";

/** The fields of the report form: what they hold now, how long it is, and what is missing. */
const NEAR_LIMIT = 0.8;

const picked = (id) => [...byId(id).querySelectorAll("input:checked")].map((input) => input.value);

/** Everything the person chose and wrote, as it will be sealed. */
export function readAnswers() {
  return {
    categories: picked("categories"),
    story: cleanText(byId("story").value),
    when: byId("when").value,
    where: cleanText(byId("where").value),
    conflicts: picked("conflicts").filter((id) => id !== "none"),
  };
}

export const hasText = () => byId("story").value.trim() !== "" || byId("where").value.trim() !== "";

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
      return tooLong("story", answers.story, facts.storyMax);
    case "place":
      return tooLong("where", answers.where, facts.whereMax);
    default:
      return null;
  }
}

function tooLong(field, text, limit) {
  const over = countCharacters(text) - limit;
  if (over <= 0) return null;
  const values = { limit: numberText(limit, facts.language), over: numberText(over, facts.language) };
  return {
    field,
    sentences: [
      _("Your text is too long by %(over)s characters. The limit is %(limit)s.", values),
      _("Please make it shorter. You can send the rest as a message later."),
    ],
  };
}

export function markFault(field) {
  for (const id of ["story", "where"]) byId(id).removeAttribute("aria-invalid");
  if (field) byId(field).setAttribute("aria-invalid", "true");
}

function showCount(field, limit) {
  const count = countCharacters(byId(field).value);
  const line = byId(`${field}-count`);
  line.classList.toggle("over", count > limit);
  const values = { count: numberText(count, facts.language), limit: numberText(limit, facts.language) };
  const near = field === "story" ? count > 0 : count > limit * NEAR_LIMIT;
  line.textContent = near ? _("%(count)s of %(limit)s characters", values) : "";
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

export function watchFields() {
  for (const id of ["categories", "conflicts"]) {
    byId(id).addEventListener("change", (event) => {
      if (id === "conflicts") keepNoneAlone(event.target);
      paintChoices(byId(id));
    });
    paintChoices(byId(id));
  }
  byId("story").addEventListener("input", () => showCount("story", facts.storyMax));
  byId("where").addEventListener("input", () => showCount("where", facts.whereMax));
}
