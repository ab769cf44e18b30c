import { ed25519 } from "@noble/curves/ed25519.js";
import { sha512 } from "@noble/hashes/sha2.js";

import { bigint, concat, equal, systemRandom, toHex } from "./bytes.js";
import { SIGNATURE_SIZE } from "./constants.js";
import { domain } from "./domain.js";
import { BadSignature } from "./errors.js";

const { Point } = ed25519;
const POINT_SIZE = 32;
const soundKeys = new Map();

export const newSigningSeed = (random = systemRandom) => random(32);

/** The 32-byte Ed25519 key (RFC 8032) of a 32-byte seed. */
export const verifyKey = (seed) => ed25519.getPublicKey(seed);

/** 64-byte signature over D("sig-" + kind) ‖ message. */
export const sign = (kind, seed, message, deployment) =>
  ed25519.sign(concat(domain(`sig-${kind}`, deployment), message), seed);

/** SHA-512(R ‖ A ‖ message) as a scalar, RFC 8032 §5.1.7 step 2. */
function challenge(nonce, vk, bytes) {
  const hash = sha512(concat(nonce, vk, bytes));
  return bigint(hash.reverse()) % Point.Fn.ORDER;
}

/** The point of a key that is canonical, of the prime-order subgroup, and not the identity. Costly, so once a key. */
function soundKey(vk) {
  const name = toHex(vk);
  if (!soundKeys.has(name)) {
    const key = Point.fromBytes(vk, false);
    if (key.isSmallOrder() || !key.isTorsionFree()) throw new BadSignature("the public key is no sound point");
    soundKeys.set(name, key);
  }
  return soundKeys.get(name);
}

function holds(vk, bytes, signature) {
  if (signature.length !== SIGNATURE_SIZE) return false;
  const nonce = signature.slice(0, POINT_SIZE);
  const scalar = bigint(signature.slice(POINT_SIZE).reverse());
  if (scalar >= Point.Fn.ORDER || Point.fromBytes(nonce, false).isSmallOrder()) return false;
  const key = soundKey(vk);
  const expected = Point.BASE.multiplyUnsafe(scalar).subtract(key.multiplyUnsafe(challenge(nonce, vk, bytes)));
  return equal(expected.toBytes(), nonce);
}

/**
 * Refuses exactly what the Python side refuses, or a member could sign an event that consoles drop and the reporter's page
 * shows: the equation without cofactor (noble's own `verify` multiplies by it), S below the order, canonical points, a key
 * of the prime-order subgroup. Raises BadSignature.
 */
export function verify(kind, vk, message, signature, deployment) {
  let good = false;
  try {
    good = holds(vk, concat(domain(`sig-${kind}`, deployment), message), signature);
  } catch {
    good = false;
  }
  if (!good) throw new BadSignature(`the ${kind} signature does not hold`);
}
