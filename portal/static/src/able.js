/**
 * Whether this browser can lock and open at all: cryptography of its own, large whole numbers, classes of letters. Asked before
 * a page opens its fields. What comes later does not parse in a browser without them, and a person would have written
 * everything before she learnt it. Then the page stays shut and says where else to go.
 */
export function able() {
  return Boolean(window.isSecureContext && window.crypto && window.crypto.subtle && window.BigInt && knowsLetters());
}

function knowsLetters() {
  try {
    return new RegExp("\\p{L}", "u").test("a");
  } catch {
    return false;
  }
}
