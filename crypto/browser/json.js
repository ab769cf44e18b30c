import { fromUtf8, utf8 } from "./bytes.js";
import { MAX_JSON_DEPTH } from "./constants.js";
import { Malformed } from "./errors.js";

const SURROGATE = /^[\ud800-\udfff]$/;
const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\]:]/g;

export const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Half a character can't be UTF-8: what a broken keyboard leaves behind becomes the replacement character.
 */
function wellFormed(text) {
  return Array.from(text, (character) => (SURROGATE.test(character) ? "\ufffd" : character)).join("");
}

/** UTF-8 JSON of an object. */
export function encodeJson(value) {
  return utf8(JSON.stringify(value, (_, part) => (typeof part === "string" ? wellFormed(part) : part)));
}

function refuse(condition, what) {
  if (condition) throw new Malformed(what);
}

function check(value, depth) {
  refuse(depth < 0, "the JSON nests too deeply");
  refuse(typeof value === "string" && wellFormed(value) !== value, "half a character is no text");
  refuse(typeof value === "number" && !(Math.abs(value) <= Number.MAX_SAFE_INTEGER), "a number is too large");
  if (Array.isArray(value)) value.forEach((item) => check(item, depth - 1));
  if (!isObject(value)) return;
  for (const [name, item] of Object.entries(value)) {
    check(name, depth);
    check(item, depth - 1);
  }
}

/**
 * Two parsers that disagree about one document are two documents: a key that stands twice is refused, as in
 * Python.
 */
function checkKeys(text) {
  const open = [];
  let last = null;
  for (const [token] of text.matchAll(TOKENS)) {
    if (token === "{" || token === "[") open.push(new Set());
    else if (token === "}" || token === "]") open.pop();
    else if (token === ":") {
      const keys = open[open.length - 1];
      refuse(keys.has(last), "a key stands twice in the document");
      keys.add(last);
    } else last = JSON.parse(token);
  }
}

/**
 * The object in strict UTF-8 JSON. Raises Malformed for whatever the two languages could read differently.
 */
export function decodeJson(bytes) {
  const text = fromUtf8(bytes);
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Malformed("the text is not JSON");
  }
  refuse(!isObject(value), "the document must be a JSON object");
  checkKeys(text);
  check(value, MAX_JSON_DEPTH);
  return value;
}
