import { ed25519 } from "@noble/curves/ed25519.js";
import { sha512 } from "@noble/hashes/sha2.js";

import { bigint, concat, equal, systemRandom } from "./bytes.js";
import { SIGNATURE_SIZE } from "./constants.js";
import { domain } from "./domain.js";
import { BadSignature } from "./errors.js";

const { Point } = ed25519;
const POINT_SIZE = 32;

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

function holds(vk, bytes, signature) {
  if (signature.length !== SIGNATURE_SIZE) return false;
  const nonce = signature.slice(0, POINT_SIZE);
  const scalar = bigint(signature.slice(POINT_SIZE).reverse());
  const [key, commitment] = [Point.fromBytes(vk, false), Point.fromBytes(nonce, false)];
  if (scalar >= Point.Fn.ORDER || key.isSmallOrder() || commitment.isSmallOrder()) return false;
  const expected = Point.BASE.multiplyUnsafe(scalar).subtract(
    key.multiplyUnsafe(challenge(nonce, vk, bytes)),
  );
  return equal(expected.toBytes(), nonce);
}

/**
 * Refuses exactly what libsodium refuses, or a member could sign an event that consoles drop and the
 * reporter's page shows: the equation without cofactor (noble's own `verify` multiplies by it), S below the
 * order, points in canonical form, none of small order. Raises BadSignature.
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
