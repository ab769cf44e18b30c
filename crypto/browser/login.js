import { concat, utf8 } from "./bytes.js";
import { HASH_SIZE, MAX_ORIGIN } from "./constants.js";
import { lp } from "./domain.js";
import { BadLength, Malformed } from "./errors.js";
import { sign, verify, verifyKey } from "./signing.js";

const KINDS = ["rep-login", "member-login"];

/**
 * LP(origin) ‖ nonce (32) ‖ vk (32): an answer to one server's question can't be shown to another. `origin`
 * as location.origin writes it. Raises Malformed, BadLength.
 */
export function loginBytes(origin, nonce, vk) {
  if (!/^[\x00-\x7f]+$/.test(origin)) throw new Malformed("an origin is written in ASCII");
  if (origin.length > MAX_ORIGIN) throw new BadLength("an origin has at most 255 letters");
  if (nonce.length !== HASH_SIZE || vk.length !== HASH_SIZE)
    throw new BadLength("challenge and key have 32 bytes");
  return concat(lp(utf8(origin)), nonce, vk);
}

function checkKind(kind) {
  if (!KINDS.includes(kind)) throw new Malformed(`${kind} is no kind of log-in`);
  return kind;
}

/** 64-byte signature; `kind`: "rep-login" or "member-login". */
export function signLogin(kind, seed, origin, nonce, deployment) {
  return sign(checkKind(kind), seed, loginBytes(origin, nonce, verifyKey(seed)), deployment);
}

/** Raises BadSignature, or Malformed and BadLength for impossible fields. */
export function verifyLogin(kind, vk, origin, nonce, signature, deployment) {
  verify(checkKind(kind), vk, loginBytes(origin, nonce, vk), signature, deployment);
}
