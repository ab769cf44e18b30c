import { bigint, concat, equal, systemRandom, uint, utf8 } from "./bytes.js";
import { CODE_BITS, CODE_ROUNDS, CODE_SALT_PREFIX, CODE_SIZE, DIGIT_COUNT, WORD_BITS, WORD_COUNT } from "./constants.js";
import { domain, sha256 } from "./domain.js";
import { MistypedCode } from "./errors.js";

const { subtle } = globalThis.crypto;
const CHECK_BITS = 4n;
const PREFIX_LETTERS = 4;
const LANGUAGES = ["en", "es", "fr"];
const COMBINING = /\p{M}+/gu;

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

/** 84 bits and their 4 check bits as 11 bytes: a slip of the hand fails here in 15 of 16 cases where the list lets it by. */
async function withCheck(value, deployment) {
  const hash = await sha256(domain("code-check", deployment), uint(value << CHECK_BITS, CODE_SIZE));
  return uint((value << CHECK_BITS) | BigInt(hash[0] >> 4), CODE_SIZE);
}

/** A fresh code (11 bytes) for the deployment (16 bytes). */
export async function newCode(deployment, random = systemRandom) {
  return withCheck(bigint(random(CODE_SIZE)) & ((1n << BigInt(CODE_BITS)) - 1n), deployment);
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

/** 28 digits without separators: 26 of value, two of ISO 7064 MOD 97-10. */
export function encodeDigits(code) {
  const value = bigint(code) >> CHECK_BITS;
  const check = 98n - ((100n * value) % 97n);
  return value.toString().padStart(DIGIT_COUNT - 2, "0") + check.toString().padStart(2, "0");
}

/** Every script's decimal digits stand in runs of ten, so a digit's value is its place in its run. */
function digitValue(digit) {
  const point = digit.codePointAt(0);
  let start = point;
  while (/\p{Nd}/u.test(String.fromCodePoint(start - 1))) start -= 1;
  return (point - start) % 10;
}

async function decodeDigits(text, deployment) {
  const digits = Array.from(text.matchAll(/\p{Nd}/gu), ([digit]) => digitValue(digit)).join("");
  if (digits.length !== DIGIT_COUNT) throw new MistypedCode(`a case code has ${DIGIT_COUNT} digits`);
  const value = BigInt(digits.slice(0, -2));
  const check = Number(digits.slice(-2));
  if (check < 2 || check > 98 || BigInt(digits) % 97n !== 1n || value >> BigInt(CODE_BITS) !== 0n) {
    throw new MistypedCode("the digits do not fit together");
  }
  return withCheck(value, deployment);
}

const fold = (text) => text.normalize("NFKD").replace(COMBINING, "").toLowerCase();

/** Whole words first: a three-letter word beats a longer word that begins with it. */
function findWord(typed, folded) {
  const whole = folded.indexOf(typed);
  if (whole >= 0 || typed.length < PREFIX_LETTERS) return whole;
  return folded.findIndex((word) => word.startsWith(typed));
}

async function decodeWords(text, deployment) {
  const typed = fold(text).match(/\p{L}+/gu) || [];
  if (typed.length !== WORD_COUNT) throw new MistypedCode(`a case code has ${WORD_COUNT} words`);
  let unknown = null;
  for (const language of LANGUAGES) {
    const folded = (await loadWords(language)).map(fold);
    const places = typed.map((word) => findWord(word, folded));
    const missing = places.flatMap((place, i) => (place < 0 ? [i] : []));
    if (missing.length === 0) {
      const bits = places.reduce((sum, place) => (sum << BigInt(WORD_BITS)) | BigInt(place), 0n);
      const code = await withCheck(bits >> CHECK_BITS, deployment);
      if (equal(code, uint(bits, CODE_SIZE))) return code;
      unknown = [];
    } else if (unknown === null || missing.length < unknown.length) {
      unknown = missing;
    }
  }
  throw new MistypedCode("the words do not fit together", { unknown });
}

/**
 * The code (11 bytes) that a person typed: words of any list, four letters of each or more, or 28 digits of any script.
 * Raises MistypedCode; its `unknown`, where given, holds the places (from 0) of words that the likeliest list lacks.
 */
export async function decode(text, deployment) {
  return /\p{L}/u.test(text) ? decodeWords(text, deployment) : decodeDigits(text, deployment);
}

/** S, 32 bytes: PBKDF2-HMAC-SHA-256, 300,000 rounds, so that guessing codes stays dear even for who holds the data. */
export async function stretch(code, deployment) {
  const key = await subtle.importKey("raw", code, "PBKDF2", false, ["deriveBits"]);
  const salt = concat(utf8(CODE_SALT_PREFIX), Uint8Array.of(0), deployment);
  const parameters = { name: "PBKDF2", hash: "SHA-256", salt, iterations: CODE_ROUNDS };
  return new Uint8Array(await subtle.deriveBits(parameters, key, 256));
}
