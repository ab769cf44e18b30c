import { concat, uint, utf8, zeros } from "./bytes.js";
import { HASH_SIZE, LABEL_PREFIX, SUITE } from "./constants.js";

const { subtle } = globalThis.crypto;

/** u16 length, then the bytes. */
export const lp = (bytes) => concat(uint(bytes.length, 2), bytes);

/** D(label): no two uses of a key, a hash or a signature share their first bytes. `deployment`: 16 bytes. */
export const domain = (label, deployment) =>
  concat(lp(utf8(LABEL_PREFIX + label)), Uint8Array.of(SUITE), deployment);

/** SHA-256 of the parts, one after the other. */
export async function sha256(...parts) {
  return new Uint8Array(await subtle.digest("SHA-256", concat(...parts)));
}

/** HKDF-SHA-256 (RFC 5869). An empty salt equals a block of zeros, which every browser takes. */
export async function hkdf(ikm, info, length, salt = zeros(HASH_SIZE)) {
  const key = await subtle.importKey("raw", ikm, "HKDF", false, ["deriveBits"]);
  const parameters = { name: "HKDF", hash: "SHA-256", salt, info };
  return new Uint8Array(await subtle.deriveBits(parameters, key, 8 * length));
}
