import { countCharacters } from "./clean_text.js";
import { byId } from "./dom.js";
import { facts } from "./facts.js";
import { _, numberText } from "./text.js";

/** How long a field's text is, said while it is typed and before it is too long. */
const NEAR_LIMIT = 0.8;

/** The fault of a text over its limit, as `faultOf` gives it, or null. */
export function tooLong(field, text, limit) {
  const over = countCharacters(text) - limit;
  if (over <= 0) return null;
  return {
    field,
    sentences: [
      _("Your text is too long by %(over)s characters. Please make it shorter.", { over: numberText(over, facts.language) }),
    ],
  };
}

/** The same for a text that may go on in a message, where the people who read messages may read it. */
export function storyTooLong(field, text, limit) {
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

/** Says the length below the field, now and whenever something is typed, once it is over `from` (a part of the limit). */
export function watchCount(field, limit, from = NEAR_LIMIT) {
  const [input, line] = [byId(field), byId(`${field}-count`)];
  const tell = () => showCount(input, line, limit, from);
  input.addEventListener("input", tell);
  tell();
}

/** Writes the length of what stands in `input` into `line`. */
export function showCount(input, line, limit, from = NEAR_LIMIT) {
  const count = countCharacters(input.value);
  line.classList.toggle("over", count > limit);
  const values = { count: numberText(count, facts.language), limit: numberText(limit, facts.language) };
  line.textContent = count > limit * from ? _("%(count)s of %(limit)s characters", values) : "";
}
