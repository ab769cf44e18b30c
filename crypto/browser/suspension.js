import { concat, equal, fromHex, toHex } from "./bytes.js";
import { HASH_SIZE, ID_SIZE, MIN_RECIPIENTS, SIGNATURE_SIZE } from "./constants.js";
import { verify } from "./signing.js";

const HEAD_ROLE = "head-of-investigations";

/** Takes one record: member_id 16 ‖ keyring_hash 32 ‖ 2 × (signer_id 16 ‖ signature 64). */
export function readSuspension(reader) {
  const memberId = toHex(reader.take(ID_SIZE));
  const keyringHash = reader.take(HASH_SIZE);
  const readSigner = () => ({ id: toHex(reader.take(ID_SIZE)), signature: reader.take(SIGNATURE_SIZE) });
  return { memberId, keyringHash, signers: [readSigner(), readSigner()] };
}

/** Oversight, ethics, and the head of investigations. */
const maySuspend = (member) =>
  member.groups.includes("ETH") || member.groups.includes("ALT") || member.role === HEAD_ROLE;

function isSigned({ memberId, keyringHash, signers }, keyring, deployment) {
  const [first, second] = signers;
  if (!equal(keyringHash, keyring.hash) || first.id === second.id) return false;
  return signers.every(({ id, signature }) => {
    const signer = keyring.members.get(id);
    if (!signer || id === memberId || !maySuspend(signer)) return false;
    try {
      verify("suspend", signer.verifyVk, concat(fromHex(memberId), keyringHash), signature, deployment);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * The suspended members' hex ids. Two signers could otherwise close a whole group: a record that would leave
 * fewer than two people in any group is passed over, like one that is not signed as it must be.
 */
export function honoured(keyring, suspensions, deployment) {
  const suspended = new Set();
  for (const record of suspensions) {
    const member = keyring.members.get(record.memberId);
    const leavesTwo = (group) =>
      keyring.groups[group].filter((id) => id !== record.memberId && !suspended.has(id)).length >=
      MIN_RECIPIENTS;
    if (member && isSigned(record, keyring, deployment) && member.groups.every(leavesTwo))
      suspended.add(member.id);
  }
  return suspended;
}
