import { concat, equal, uint } from "./bytes.js";
import { BODY_BUCKETS, CHUNK_SIZE, COMMIT_SIZE, TAG_SIZE } from "./constants.js";
import { BadCommitment, BadLength, DecryptionFailed } from "./errors.js";

const { subtle } = globalThis.crypto;
const COUNTER_SIZE = 11;

/**
 * The counter nonce is safe because every key seals one object; the last-chunk byte makes a cut-off end fail.
 */
const chunkParameters = (index, last) => ({
  name: "AES-GCM",
  iv: concat(uint(index, COUNTER_SIZE), Uint8Array.of(last ? 1 : 0)),
});

/** Bytes on the wire of `size` bytes of plaintext: commit, data, one tag a chunk. */
export const sealedSize = (size) => COMMIT_SIZE + size + TAG_SIZE * Math.max(1, Math.ceil(size / CHUNK_SIZE));

/** The only lengths a sealed body can have. */
export const SEALED_BODY_SIZES = BODY_BUCKETS.map(sealedSize);

/** commit (32) ‖ chunks of at most 65,536 + 16 bytes. `key`, `commit`: 32 bytes each, from one HKDF call. */
export async function sealChunks(key, commit, plaintext) {
  const aes = await subtle.importKey("raw", key, "AES-GCM", false, ["encrypt"]);
  const count = Math.max(1, Math.ceil(plaintext.length / CHUNK_SIZE));
  const parts = [commit];
  for (let index = 0; index < count; index += 1) {
    const chunk = plaintext.slice(index * CHUNK_SIZE, (index + 1) * CHUNK_SIZE);
    parts.push(new Uint8Array(await subtle.encrypt(chunkParameters(index, index === count - 1), aes, chunk)));
  }
  return concat(...parts);
}

/**
 * The plaintext. Size and commitment are judged before anything is decrypted, so that one sealed body can't
 * be made to open under two keys. Raises BadLength, BadCommitment, DecryptionFailed.
 */
export async function openChunks(key, commit, sealed) {
  if (sealed.length < COMMIT_SIZE) throw new BadLength("no sealed data has this length");
  const body = sealed.subarray(COMMIT_SIZE);
  const step = CHUNK_SIZE + TAG_SIZE;
  const count = Math.ceil(body.length / step);
  const lastSize = body.length - (count - 1) * step;
  if (count < 1 || lastSize < TAG_SIZE || (count > 1 && lastSize === TAG_SIZE)) {
    throw new BadLength("no sealed data has this length");
  }
  if (!equal(sealed.subarray(0, COMMIT_SIZE), commit)) throw new BadCommitment("sealed under another key");
  const aes = await subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]);
  const parts = [];
  for (let index = 0; index < count; index += 1) {
    const chunk = body.slice(index * step, (index + 1) * step);
    try {
      parts.push(
        new Uint8Array(await subtle.decrypt(chunkParameters(index, index === count - 1), aes, chunk)),
      );
    } catch {
      throw new DecryptionFailed("a chunk was altered, moved or cut off");
    }
  }
  return concat(...parts);
}
