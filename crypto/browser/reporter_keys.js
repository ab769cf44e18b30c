import { ID_SIZE, KEY_SIZE } from "./constants.js";
import { domain, hkdf, sha256 } from "./domain.js";
import { kemPublic } from "./hpke.js";
import { verifyKey } from "./signing.js";

/** The 16-byte author id of a reporter's sign key: a new code is a new author. */
export async function authorId(signVk, deployment) {
  return (await sha256(domain("author-id", deployment), signVk)).slice(0, ID_SIZE);
}

/** The 32-byte case id that belongs to the first code's sign key. */
export const ownCaseId = (signVk, deployment) => sha256(domain("case-id", deployment), signVk);

/**
 * Everything the reporter needs, from S (32 bytes): `authSeed`, `authVk`, `signSeed`, `signVk`, `kemSeed`,
 * `kemPk`, `mailboxId`, `authorId`, `binding` = SHA-256(auth ‖ sign ‖ kem) and `ownCaseId`. Separate keys to
 * log in, to sign and to receive, so that a log-in question can never be an event.
 */
export async function derive(rootKey, deployment) {
  const seed = (label) => hkdf(rootKey, domain(label, deployment), KEY_SIZE);
  const [authSeed, signSeed, kemSeed] = await Promise.all(["rep-auth", "rep-sign", "rep-kem"].map(seed));
  const [authVk, signVk, kemPk] = [verifyKey(authSeed), verifyKey(signSeed), kemPublic(kemSeed)];
  return Object.freeze({
    authSeed,
    authVk,
    signSeed,
    signVk,
    kemSeed,
    kemPk,
    mailboxId: await sha256(domain("mailbox-id", deployment), authVk),
    authorId: await authorId(signVk, deployment),
    binding: await sha256(authVk, signVk, kemPk),
    ownCaseId: await ownCaseId(signVk, deployment),
  });
}
