import { BadLength, Malformed } from "./errors.js";

/**
 * Fixed-width, big-endian binary: the only thing that is ever concatenated for a hash, a signature or a key.
 */
const encoder = new TextEncoder();

export const utf8 = (text) => encoder.encode(text);

/** Text of strict UTF-8 bytes, a byte order mark kept. Raises Malformed. */
export function fromUtf8(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Malformed("text is not UTF-8");
  }
}

export function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** `value` (a safe integer or a BigInt) in `size` big-endian bytes. */
export function uint(value, size) {
  const out = new Uint8Array(size);
  let rest = BigInt(value);
  for (let i = size - 1; i >= 0; i -= 1) {
    out[i] = Number(rest & 255n);
    rest >>= 8n;
  }
  if (rest !== 0n) throw new BadLength(`${value} does not fit ${size} bytes`);
  return out;
}

export const bigint = (bytes) => bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);

export const zeros = (size) => new Uint8Array(size);

export const isZero = (bytes) => bytes.every((byte) => byte === 0);

export function equal(a, b) {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i += 1) difference |= a[i] ^ b[i];
  return difference === 0;
}

export const xor = (a, b) => a.map((byte, i) => byte ^ b[i]);

export const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Bytes of lower-case hex, of `size` bytes where given. Raises Malformed. */
export function fromHex(text, size = null) {
  const wellFormed = typeof text === "string" && text.length % 2 === 0 && /^[0-9a-f]*$/.test(text);
  if (!wellFormed || (size !== null && text.length !== 2 * size)) throw new Malformed("not the expected hex");
  return Uint8Array.from({ length: text.length / 2 }, (_, i) => parseInt(text.slice(2 * i, 2 * i + 2), 16));
}

export function toBase64(bytes) {
  let binary = "";
  for (let i = 0; i < bytes.length; i += 8_192)
    binary += String.fromCharCode(...bytes.subarray(i, i + 8_192));
  return btoa(binary);
}

/** Bytes of standard padded base64. Raises Malformed. */
export function fromBase64(text) {
  try {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    if (toBase64(bytes) !== text) throw new Malformed("base64 is not canonical");
    return bytes;
  } catch {
    throw new Malformed("not base64");
  }
}

/** Cryptographically strong bytes; every function that needs chance takes one of these as `random`. */
export const systemRandom = (size) => globalThis.crypto.getRandomValues(new Uint8Array(size));

/** Takes fixed lengths off the front; whatever is short or left over raises BadLength. */
export class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.offset = 0;
  }

  take(size) {
    const end = this.offset + size;
    if (end > this.bytes.length) throw new BadLength("the data ends too early");
    const part = this.bytes.slice(this.offset, end);
    this.offset = end;
    return part;
  }

  uint(size) {
    return Number(bigint(this.take(size)));
  }

  end() {
    if (this.offset !== this.bytes.length) throw new BadLength("the data goes on after its end");
  }
}
