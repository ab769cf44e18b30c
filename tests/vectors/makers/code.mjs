import { toHex } from "../../../crypto/browser/bytes.js";
import { encodeDigits, encodeWords, newCode } from "../../../crypto/browser/case_code.js";
import { bad, DEPLOYMENT, ok } from "../cast.mjs";
import { stream } from "../stream.mjs";

const random = stream("codes");
const inScript = (digits, zero) =>
  digits.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));
const groups = (digits, separator) => digits.match(/.{4}/g).join(separator);

async function spellings(code) {
  const [en, es, fr] = await Promise.all(["en", "es", "fr"].map((language) => encodeWords(code, language)));
  const digits = encodeDigits(code);
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "");
  return {
    "English words": en.join(" "),
    "Spanish words": es.join(" "),
    "French words": fr.join(" "),
    "capital letters, commas and lines": en.join(",\n").toUpperCase(),
    "Spanish without accents": plain(es.join(" ")),
    "French, decomposed": fr.join(" ").normalize("NFD"),
    "first letters": en.map((word) => word.slice(0, 4)).join("-"),
    "full-width letters": en
      .join(" ")
      .replace(/[a-z]/g, (letter) => String.fromCodePoint(letter.charCodeAt(0) + 0xfee0)),
    "words with their numbers": en.map((word, i) => `${i + 1}. ${word}`).join("\n"),
    "words with numbers and no space": fr.map((word, i) => `${i + 1})${word}`).join(" "),
    "words with numbers of another script": es.map((word, i) => `${inScript(String(i + 1), 0x660)} ${word}`).join(" "),
    "first letters with numbers after them": en.map((word, i) => `${word.slice(0, 4)} ${i + 1}`).join(", "),
    digits,
    "digits with the numbers of their groups": digits
      .match(/.{4}/g)
      .map((group, i) => `${i + 1}. ${group}`)
      .join("\n"),
    "Arabic-Indic digits with the numbers of their groups": inScript(
      digits
        .match(/.{4}/g)
        .map((group, i) => `${i + 1} ${group}`)
        .join(" "),
      0x660,
    ),
    "digits in groups": groups(digits, " "),
    "digits with dashes and dots": groups(digits, "-.").concat("."),
    "Arabic-Indic digits": inScript(digits, 0x660),
    "Persian digits": groups(inScript(digits, 0x6f0), "\u200f "),
    "Devanagari digits": inScript(digits, 0x966),
    "mathematical digits": inScript(digits, 0x1d7ce),
  };
}

function withCheck(value) {
  return value.toString().padStart(26, "0") + (98n - ((100n * value) % 97n)).toString().padStart(2, "0");
}

async function mistakes(code) {
  const words = await encodeWords(code, "en");
  const digits = encodeDigits(code);
  const swapped = digits.replace(/(\d)(?!\1)(\d)/, "$2$1");
  const texts = {
    nothing: "",
    "seven words": words.slice(0, 7).join(" "),
    "nine words": [...words, words[0]].join(" "),
    "a word of no list": [...words.slice(0, 7), "zzzz"].join(" "),
    "three letters of a longer word": [...words.slice(0, 7), "aba"].join(" "),
    "words of two lists": [...words.slice(0, 7), (await encodeWords(code, "es"))[7]].join(" "),
    "words and digits": `${words.slice(0, 7).join(" ")} 1`,
    "letters of another script": "слово ".repeat(8),
    "27 digits": digits.slice(1),
    "29 digits": `0${digits}`,
    "35 digits": `${digits}1234567`,
    "groups with other numbers": digits
      .match(/.{4}/g)
      .map((group, i) => `${i} ${group}`)
      .join(" "),
    "two digits swapped": swapped,
    "check digits 00": `${digits.slice(0, 26)}00`,
    "a value of 85 bits": withCheck(1n << 84n),
  };
  return Object.entries(texts).map(([name, text]) => bad(name, "decode", { text }, "MistypedCode"));
}

/**
 * Eight words that are on the list and whose check bits disagree: the last word's low bits hold the check.
 */
async function wrongCheck(code) {
  const other = code.slice();
  other[10] ^= 1;
  return bad("check bits", "decode", { text: (await encodeWords(other, "en")).join(" ") }, "MistypedCode");
}

/** A code with the three-letter word "act", which also begins "action" and "actor". */
async function shortWordCode() {
  for (;;) {
    const code = await newCode(DEPLOYMENT, random);
    const words = await encodeWords(code, "en");
    if (words.some((word) => word.length === 3)) return words.join(" ");
  }
}

export async function makeCode() {
  const draws = Array.from({ length: 4 }, () => random(11));
  const codes = await Promise.all(draws.map((draw) => newCode(DEPLOYMENT, () => draw)));
  const cases = draws.map((draw, i) => ok(`new ${i}`, "new_code", { random: toHex(draw) }));
  for (const [name, draw] of [
    ["zeros", "00".repeat(11)],
    ["ones", "ff".repeat(11)],
  ]) {
    cases.push(ok(`new, ${name}`, "new_code", { random: draw }));
  }
  for (const [i, code] of codes.entries()) {
    for (const language of ["en", "es", "fr"])
      cases.push(ok(`words ${language} ${i}`, "encode_words", { code: toHex(code), language }));
    cases.push(ok(`digits ${i}`, "encode_digits", { code: toHex(code) }));
  }
  for (const [name, text] of Object.entries(await spellings(codes[0])))
    cases.push(ok(name, "decode", { text }));
  cases.push(ok("a whole three-letter word", "decode", { text: await shortWordCode() }));
  cases.push(...(await mistakes(codes[0])), await wrongCheck(codes[0]));
  cases.push(ok("stretch", "stretch", { code: toHex(codes[0]) }));
  return { about: "Case codes: words, digits, what is forgiven and what is not.", cases };
}
