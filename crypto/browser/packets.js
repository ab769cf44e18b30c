import { concat, equal, systemRandom } from "./bytes.js";
import { BODY_BUCKETS, HASH_SIZE, KEM_PUBLIC_SIZE, KEY_SIZE, SLOT_COUNT, WRAP_SIZE } from "./constants.js";
import { domain, hkdf, sha256 } from "./domain.js";
import { BadCommitment, BadLength, DecryptionFailed } from "./errors.js";
import { kemPublic, unwrap, wrap } from "./hpke.js";
import { decodeJson, encodeJson } from "./json.js";
import { newRecordKey, packSlots, unpackSlots } from "./keys.js";
import { padBody, unpadBody } from "./padding.js";
import { openChunks, sealChunks } from "./payload.js";

/** A service's answer to one referral, sealed under the code on the paper: the twin of crypto/packets.py. */
const RECORD_SIZE = KEM_PUBLIC_SIZE + HASH_SIZE;
export const PACKET_ANSWER_SIZE = 5472;

/** `{packetId, proofKey}` from the stretched code. */
export async function packetKeys(root, deployment) {
  return {
    packetId: await hkdf(root, domain("packet-id", deployment), HASH_SIZE),
    proofKey: await hkdf(root, domain("packet-proof", deployment), KEY_SIZE),
  };
}

const proof = async (label, { packetId, proofKey }, proven, deployment) =>
  hkdf(proofKey, concat(domain(label, deployment), packetId, await sha256(proven)), HASH_SIZE);

const wrapInfo = async (kemPk, { packetId }, deployment) =>
  concat(domain("packet-wrap", deployment), packetId, await sha256(kemPk));

async function bodyKeys(key, { packetId }, deployment) {
  const both = await hkdf(key, concat(domain("packet-body", deployment), packetId), KEY_SIZE + HASH_SIZE);
  return { key: both.slice(0, KEY_SIZE), commit: both.slice(KEY_SIZE) };
}

/** The record of a KEM seed, as the officer's console makes it: for vectors. */
export async function packetRecord(seed, keys, deployment) {
  const kemPk = kemPublic(seed);
  return concat(kemPk, await proof("packet-record", keys, kemPk, deployment));
}

/** The key to seal to. Raises BadLength, BadCommitment where it is not the officer's. */
export async function checkPacketRecord(record, keys, deployment) {
  if (record.length !== RECORD_SIZE) throw new BadLength("a packet record has 1,248 bytes");
  const kemPk = record.slice(0, KEM_PUBLIC_SIZE);
  if (!equal(record.slice(KEM_PUBLIC_SIZE), await proof("packet-record", keys, kemPk, deployment))) {
    throw new BadCommitment("this key does not belong to the code on the paper");
  }
  return kemPk;
}

/** The answer, 5,472 bytes whatever it says. Raises as above, and BadLength where it is too long. */
export async function sealPacketAnswer(document, record, keys, deployment, random = systemRandom) {
  const kemPk = await checkPacketRecord(record, keys, deployment);
  const secret = newRecordKey(random);
  const { key, commit } = await bodyKeys(secret, keys, deployment);
  const slots = packSlots([secret, ...Array.from({ length: SLOT_COUNT - 1 }, () => null)]);
  const wrapped = await wrap(kemPk, await wrapInfo(kemPk, keys, deployment), slots, random);
  const padded = padBody(encodeJson(document));
  if (padded.length !== BODY_BUCKETS[0]) throw new BadLength("an answer has at most 4 KiB");
  const sealed = concat(wrapped, await sealChunks(key, commit, padded));
  return concat(sealed, await proof("packet-answer", keys, sealed, deployment));
}

/** What the service said. Raises BadLength, BadCommitment, DecryptionFailed, Malformed. */
export async function openPacketAnswer(answer, seed, keys, deployment) {
  if (answer.length !== PACKET_ANSWER_SIZE) throw new BadLength("a packet answer has 5,472 bytes");
  const sealed = answer.slice(0, -HASH_SIZE);
  if (!equal(answer.slice(-HASH_SIZE), await proof("packet-answer", keys, sealed, deployment))) {
    throw new BadCommitment("this answer was not made with the code on the paper");
  }
  const info = await wrapInfo(kemPublic(seed), keys, deployment);
  const [secret] = unpackSlots(await unwrap(seed, info, sealed.slice(0, WRAP_SIZE)));
  if (secret === null) throw new DecryptionFailed("this answer holds no key");
  const { key, commit } = await bodyKeys(secret, keys, deployment);
  return decodeJson(unpadBody(await openChunks(key, commit, sealed.slice(WRAP_SIZE))));
}
