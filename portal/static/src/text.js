/**
 * The page's data blocks and its words. Messages are the English sentences of the catalogue; a page in another language
 * brings a block of translations, so that a script never asks the network for words.
 */
export function block(id) {
  const element = document.getElementById(id);
  return element ? JSON.parse(element.textContent) : {};
}

const words = block("words");

const filled = (sentence, values) => sentence.replace(/%\((\w+)\)s/g, (whole, name) => (name in values ? values[name] : whole));

/** The sentence in the page's language; `%(name)s` takes the value of that name. */
export const _ = (message, values = {}) => filled(words[message] || message, values);

/** The sentence for this many, after the plural rules of the page's language, which may have up to six forms. */
export function ngettext(one, many, count, values) {
  const language = document.documentElement.lang;
  const forms = words[one] || { one, other: many };
  const sentence = forms[new Intl.PluralRules(language).select(count)] || forms.other;
  return filled(sentence, { ...values, count: numberText(count, language) });
}

/** A label that stands in a policy document: its English form is the catalogue's message. */
export const label = (message) => words[message] || message;

/** "YYYY-MM-DD" as people of the page's language write a date. */
export function dateText(day, language) {
  const date = new Date(`${day}T12:00:00Z`);
  return new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" }).format(date);
}

export const numberText = (value, language) => new Intl.NumberFormat(language).format(value);
