/**
 * What a person typed or pasted, as it will be sealed: halves of letters (a cut emoji) and invisible control characters
 * become nothing or a mark, so that the length counted here is the length that a member's machine counts.
 */
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

export function cleanText(text) {
  return markHalves(text).replace(CONTROL, "").replace(/\r\n?/g, "\n").trim();
}

/** By hand: browsers of 2020 have neither `toWellFormed` nor, all of them, look-behind. */
function markHalves(text) {
  return Array.from(text, (letter) => (/^[\ud800-\udfff]$/.test(letter) ? "\ufffd" : letter)).join("");
}

/** Characters as people and Python count them: a pair of halves is one. */
export function countCharacters(text) {
  let count = text.length;
  for (let i = 0; i < text.length - 1; i += 1) {
    const first = text.charCodeAt(i);
    if (first >= 0xd800 && first <= 0xdbff) {
      const second = text.charCodeAt(i + 1);
      if (second >= 0xdc00 && second <= 0xdfff) {
        count -= 1;
        i += 1;
      }
    }
  }
  return count;
}
