/**
 * The page's data blocks and its words. Messages are the English sentences of the catalogue; a page in another language
 * brings a block of translations, so that a script never asks the network for words.
 */
export function block(id) {
  const element = document.getElementById(id);
  return element ? JSON.parse(element.textContent) : {};
}

let words = block("words");

/** After the page has taken another language's text. */
export function renewWords() {
  words = block("words");
}

/** What the page's words call a message: as `tag_of` in portal/pages/catalogue.py. */
function tagOf(message) {
  let number = 0;
  for (let at = 0; at < message.length; at += 1) number = (Math.imul(number, 31) + message.charCodeAt(at)) >>> 0;
  return (number % 36 ** 4).toString(36).padStart(4, "0");
}

const inPageLanguage = (message) => words[tagOf(message)];

// A number and the word that it counts stay on one line. The twin of `_COUNTED` in languages/catalogues.py; letters by
// their places, since browsers that know no classes of letters have to be told so in words.
const COUNTED = /(\d|%\((?:count|num|number|over|limit|at)\)s) (?=[A-Za-z\u00c0-\u1fff\u2c00-\ud7ff])/g;
const held = (sentence) => sentence.replace(COUNTED, "$1\u00a0");

const filled = (sentence, values) => held(sentence).replace(/%\((\w+)\)s/g, (whole, name) => (name in values ? values[name] : whole));

/** The sentence in the page's language; `%(name)s` takes the value of that name. */
export const _ = (message, values = {}) => filled(inPageLanguage(message) || message, values);

/** The sentence for this many, after the plural rules of the page's language, which may have up to six forms. */
export function ngettext(one, many, count, values) {
  const language = document.documentElement.lang;
  const forms = inPageLanguage(one) || { one, other: many };
  const sentence = forms[new Intl.PluralRules(language).select(count)] || forms.other;
  return filled(sentence, { ...values, count: numberText(count, language) });
}

/** A label that stands in a policy document: its English form is the catalogue's message. */
export const label = (message) => held(inPageLanguage(message) || message);

/** "YYYY-MM-DD" as people of the page's language write a date. Part by part: Safari knows `dateStyle` only since 2021. */
export function dateText(day, language) {
  const date = new Date(`${day}T12:00:00Z`);
  return new Intl.DateTimeFormat(language, { year: "numeric", month: "long", day: "numeric", timeZone: "UTC" }).format(date);
}

export const numberText = (value, language) => new Intl.NumberFormat(language).format(value);
