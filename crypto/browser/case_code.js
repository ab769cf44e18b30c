import { bigint, concat, equal, systemRandom, uint, utf8 } from "./bytes.js";
import {
  CODE_BITS,
  CODE_ROUNDS,
  CODE_SALT_PREFIX,
  CODE_SIZE,
  DIGIT_COUNT,
  WORD_BITS,
  WORD_COUNT,
} from "./constants.js";
import { domain, sha256 } from "./domain.js";
import { MistypedCode } from "./errors.js";

const { subtle } = globalThis.crypto;
const CHECK_BITS = 4n;
const PREFIX_LETTERS = 4;
/** How the digits are shown, each group with its number before it. */
const GROUP = 4;
const GROUPS = DIGIT_COUNT / GROUP;
const LANGUAGES = ["en", "es", "fr"];
const MAX_TYPED = 2_000;

/** The words of one list; each list is its own file, loaded when it is first wanted. */
export async function loadWords(language) {
  switch (language) {
    case "es":
      return (await import("./words/es.js")).words;
    case "fr":
      return (await import("./words/fr.js")).words;
    default:
      return (await import("./words/en.js")).words;
  }
}

/**
 * 84 bits and their 4 check bits as 11 bytes: a slip of the hand fails here in 15 of 16 cases where the list
 * lets it by.
 */
async function withCheck(value, deployment) {
  const hash = await sha256(domain("code-check", deployment), uint(value << CHECK_BITS, CODE_SIZE));
  return uint((value << CHECK_BITS) | BigInt(hash[0] >> 4), CODE_SIZE);
}

/** A fresh code (11 bytes) for the deployment (16 bytes). */
export async function newCode(deployment, random = systemRandom) {
  return withCheck(bigint(random(CODE_SIZE)) >> CHECK_BITS, deployment);
}

/** Eight words of the language's list ("en", "es", "fr"). */
export async function encodeWords(code, language = "en") {
  const words = await loadWords(language);
  const bits = bigint(code);
  return Array.from({ length: WORD_COUNT }, (_, i) => {
    const shift = BigInt(WORD_BITS * (WORD_COUNT - 1 - i));
    return words[Number((bits >> shift) & 2047n)].normalize("NFC");
  });
}

const fold = (text) =>
  text
    .normalize("NFKD")
    .toLowerCase()
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "");

const checkDigits = (value) => (98n - ((100n * value) % 97n)).toString().padStart(2, "0");

/** 28 digits without separators: 26 of value, two of ISO 7064 MOD 97-10. */
export function encodeDigits(code) {
  const value = bigint(code) >> CHECK_BITS;
  return value.toString().padStart(DIGIT_COUNT - 2, "0") + checkDigits(value);
}

/** Every script's decimal digits stand in runs of ten, so a digit's value is its place in its run. */
function digitValue(digit) {
  const point = digit.codePointAt(0);
  let start = point;
  while (/\p{Nd}/u.test(String.fromCodePoint(start - 1))) start -= 1;
  return (point - start) % 10;
}

/** The digits without the number before each group of four, where somebody typed the seven numbers of the list, too. */
function withoutPlaces(digits) {
  if (digits.length !== DIGIT_COUNT + GROUPS) return digits;
  const isPlace = (at) => at % (GROUP + 1) === 0;
  const numbered = digits.every((digit, at) => !isPlace(at) || digitValue(digit) === at / (GROUP + 1) + 1);
  return numbered ? digits.filter((_, at) => !isPlace(at)) : digits;
}

async function decodeDigits(typed, deployment) {
  if (typed.length !== DIGIT_COUNT) throw new MistypedCode(`a case code has ${DIGIT_COUNT} digits`);
  const digits = typed.map(digitValue).join("");
  const value = BigInt(digits.slice(0, -2));
  if (value >> BigInt(CODE_BITS) !== 0n || digits.slice(-2) !== checkDigits(value)) {
    throw new MistypedCode("the digits do not fit together");
  }
  return withCheck(value, deployment);
}

const isWhole = (word, typed) => word === typed;
const isPrefix = (word, typed) =>
  word === typed || (typed.length >= PREFIX_LETTERS && word.startsWith(typed));

/** The place of a typed word. A whole word beats a longer word that begins with it. */
function findWord(folded, typed, matches) {
  const whole = folded.indexOf(typed);
  return whole >= 0 || matches === isWhole ? whole : folded.findIndex((word) => matches(word, typed));
}

async function decodeWords(typed, deployment) {
  // Before anything is judged: a word too few must not be seen on the wire by lists that are not fetched.
  const lists = await Promise.all(LANGUAGES.map(async (language) => (await loadWords(language)).map(fold)));
  if (typed.length !== WORD_COUNT) throw new MistypedCode(`a case code has ${WORD_COUNT} words`);
  let unknown = typed.map((_, i) => i);
  // Whole words first: across lists many four-letter prefixes clash, whole words hardly ever do.
  for (const matches of [isWhole, isPrefix]) {
    for (const folded of lists) {
      const places = typed.map((word) => findWord(folded, word, matches));
      const missing = places.flatMap((place, i) => (place < 0 ? [i] : []));
      if (missing.length < unknown.length) unknown = missing;
      if (missing.length === 0) {
        const bits = places.reduce((sum, place) => (sum << BigInt(WORD_BITS)) | BigInt(place), 0n);
        const code = await withCheck(bits >> CHECK_BITS, deployment);
        if (equal(code, uint(bits, CODE_SIZE))) return code;
      }
    }
  }
  throw new MistypedCode("the words do not fit together", { unknown });
}

/**
 * The code (11 bytes) that a person typed: words of any list, four letters of each or more, or 28 digits of
 * any script. Raises MistypedCode; its `unknown`, where given, holds the places (from 0) of words that the
 * likeliest list lacks.
 */
export async function decode(text, deployment) {
  if (text.length > MAX_TYPED) throw new MistypedCode("a case code is shorter");
  const folded = fold(text);
  const words = folded.match(/\p{L}+/gu) || [];
  const digits = folded.match(/\p{Nd}/gu) || [];
  // Digits beside words are the numbers of a list.
  return words.length > 0 ? decodeWords(words, deployment) : decodeDigits(withoutPlaces(digits), deployment);
}

/**
 * S, 32 bytes: PBKDF2-HMAC-SHA-256, 300,000 rounds, so that guessing codes stays dear even for who holds the
 * data.
 */
export async function stretch(code, deployment) {
  const key = await subtle.importKey("raw", code, "PBKDF2", false, ["deriveBits"]);
  const salt = concat(utf8(CODE_SALT_PREFIX), Uint8Array.of(0), deployment);
  const parameters = { name: "PBKDF2", hash: "SHA-256", salt, iterations: CODE_ROUNDS };
  return new Uint8Array(await subtle.deriveBits(parameters, key, 256));
}
