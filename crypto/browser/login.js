import { concat, utf8 } from "./bytes.js";
import { lp } from "./domain.js";
import { sign, verify } from "./signing.js";

/** LP(origin) ‖ nonce (32) ‖ vk: an answer to one server's question can't be shown to another. */
export const loginBytes = (origin, nonce, vk) => concat(lp(utf8(origin)), nonce, vk);

/** `kind`: "rep-login" or "member-login"; `origin` as location.origin writes it. */
export function signLogin(kind, seed, vk, origin, nonce, deployment) {
  return sign(kind, seed, loginBytes(origin, nonce, vk), deployment);
}

/** Raises BadSignature. */
export function verifyLogin(kind, vk, origin, nonce, signature, deployment) {
  verify(kind, vk, loginBytes(origin, nonce, vk), signature, deployment);
}
