import { ml_kem768_x25519 } from "@noble/post-quantum/hybrid.js";

import { concat, systemRandom, uint, utf8, zeros } from "./bytes.js";
import {
  AEAD_ID,
  HASH_SIZE,
  KDF_ID,
  KEM_ENC_SIZE,
  KEM_ID,
  KEM_PUBLIC_SIZE,
  SLOTS_SIZE,
  WRAP_SIZE,
} from "./constants.js";
import { hkdf } from "./domain.js";
import { BadLength, DecryptionFailed, WeakKey } from "./errors.js";

const { subtle } = globalThis.crypto;
const EMPTY = zeros(0);
const MODE_BASE = Uint8Array.of(0);
const NONCE_SIZE = 12;
const AEAD_KEY_SIZE = 32;

/** The ten bytes that name a suite of RFC 9180. */
export const suiteId = (kem, kdf, aead) => concat(utf8("HPKE"), uint(kem, 2), uint(kdf, 2), uint(aead, 2));

const SUITE_ID = suiteId(KEM_ID, KDF_ID, AEAD_ID);

const labeledIkm = (suite, label, ikm) => concat(utf8("HPKE-v1"), suite, utf8(label), ikm);

const labeledInfo = (suite, label, info, length) =>
  concat(uint(length, 2), utf8("HPKE-v1"), suite, utf8(label), info);

/** LabeledExtract with an empty salt, RFC 9180 §4. */
async function labeledExtract(suite, label, ikm) {
  const hmac = { name: "HMAC", hash: "SHA-256" };
  const key = await subtle.importKey("raw", zeros(HASH_SIZE), hmac, false, ["sign"]);
  return new Uint8Array(await subtle.sign("HMAC", key, labeledIkm(suite, label, ikm)));
}

/**
 * KeySchedule for base mode with HKDF-SHA-256, RFC 9180 §5.1: the 32-byte AEAD key and the 12-byte nonce of
 * the first message.
 */
export async function keySchedule(suite, sharedSecret, info) {
  const hashes = [
    await labeledExtract(suite, "psk_id_hash", EMPTY),
    await labeledExtract(suite, "info_hash", info),
  ];
  const context = concat(MODE_BASE, ...hashes);
  // Extract(salt = shared secret, "secret" ‖ empty psk) and Expand are the two halves of one HKDF call.
  const secret = labeledIkm(suite, "secret", EMPTY);
  const derive = (label, length) =>
    hkdf(secret, labeledInfo(suite, label, context, length), length, sharedSecret);
  return { key: await derive("key", AEAD_KEY_SIZE), nonce: await derive("base_nonce", NONCE_SIZE) };
}

async function aesKey(sharedSecret, info, usage) {
  const { key, nonce } = await keySchedule(SUITE_ID, sharedSecret, info);
  return { key: await subtle.importKey("raw", key, "AES-GCM", false, [usage]), nonce };
}

/** A 32-byte X-Wing private key is its own seed. */
export const newKemSeed = (random = systemRandom) => random(32);

/** The 1,216-byte X-Wing key (KEM 0x647a) of a 32-byte seed. */
export const kemPublic = (seed) => ml_kem768_x25519.getPublicKey(seed);

/**
 * Seals `plaintext` to `kemPk`; single-shot HPKE base mode, so the nonce is used once by construction.
 * Returns enc (1,120) ‖ ciphertext. Raises WeakKey where the key is of no use (size, a low-order half, a bad
 * modulus).
 */
export async function seal(kemPk, info, plaintext, random = systemRandom) {
  if (kemPk.length !== KEM_PUBLIC_SIZE) throw new WeakKey("a KEM key has 1,216 bytes");
  let encapsulated;
  try {
    encapsulated = ml_kem768_x25519.encapsulate(kemPk, random(64));
  } catch {
    throw new WeakKey("nothing can be sealed to this KEM key");
  }
  const { key, nonce } = await aesKey(encapsulated.sharedSecret, info, "encrypt");
  const sealed = await subtle.encrypt({ name: "AES-GCM", iv: nonce }, key, plaintext);
  return concat(encapsulated.cipherText, new Uint8Array(sealed));
}

/** The plaintext of `seal`. Raises DecryptionFailed. */
export async function open(seed, info, sealed) {
  try {
    const sharedSecret = ml_kem768_x25519.decapsulate(sealed.slice(0, KEM_ENC_SIZE), seed);
    const { key, nonce } = await aesKey(sharedSecret, info, "decrypt");
    return new Uint8Array(
      await subtle.decrypt({ name: "AES-GCM", iv: nonce }, key, sealed.slice(KEM_ENC_SIZE)),
    );
  } catch {
    throw new DecryptionFailed("the wrap does not open with this key");
  }
}

/** 160 bytes of key slots, sealed: 1,296 bytes. */
export async function wrap(kemPk, info, slots, random = systemRandom) {
  if (slots.length !== SLOTS_SIZE) throw new BadLength("a wrap holds five slots of 32 bytes");
  return seal(kemPk, info, slots, random);
}

/** 160 bytes of key slots. Raises BadLength, DecryptionFailed. */
export async function unwrap(seed, info, wrapped) {
  if (wrapped.length !== WRAP_SIZE) throw new BadLength("a wrap has 1,296 bytes");
  return open(seed, info, wrapped);
}
