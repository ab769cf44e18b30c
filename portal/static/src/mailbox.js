import { fromHex, toHex } from "../../../crypto/browser/bytes.js";
import { signLogin } from "../../../crypto/browser/login.js";
import { fetchChallenge, openMailbox } from "./portal.js";
import { deployment } from "./trust.js";

/** Answers the portal's question with the reporter's key. Raises Refused where no such mailbox is, whatever the cause. */
export async function openMailboxWith(reporter) {
  const nonce = await fetchChallenge();
  const { origin } = window.location;
  const signature = signLogin("rep-login", reporter.authSeed, origin, fromHex(nonce, 32), deployment);
  return openMailbox({ auth_vk: toHex(reporter.authVk), nonce, origin, signature: toHex(signature) });
}
