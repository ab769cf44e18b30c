import { equal, fromHex, fromUtf8, isZero, Reader } from "./bytes.js";
import { HASH_SIZE, MAX_ROOT_CHANGE_DOC, ROOT_CHANGE_MAGIC, SIGNATURE_SIZE } from "./constants.js";
import { parseDay } from "./days.js";
import { Malformed } from "./errors.js";
import { decodeJson } from "./json.js";
import { verify } from "./signing.js";

const FIELDS = "amparo,deployment_id,former,issued_on,keyrings,protocol,root_vk,suite";
const KIND = "root-change";

function readHashes(values) {
  if (!Array.isArray(values)) throw new Malformed("keyrings stand in a list");
  values.forEach((value) => fromHex(value, HASH_SIZE));
  const hashes = new Set(values);
  if (hashes.size !== values.length) throw new Malformed("a keyring stands twice");
  return hashes;
}

/**
 * A change of root key ("AMR1"…): {former, rootVk, formerSigned, keyrings}, signed by the root that it announces.
 * `keyrings`: hex hashes of every keyring of before, which go on holding. It says nothing about whether to trust that root.
 * Raises Malformed, BadLength, BadSignature.
 */
export function parseRootChange(container, deployment) {
  const reader = new Reader(container);
  if (fromUtf8(reader.take(ROOT_CHANGE_MAGIC.length)) !== ROOT_CHANGE_MAGIC)
    throw new Malformed("this is no change of root");
  const size = reader.uint(4);
  if (size > MAX_ROOT_CHANGE_DOC) throw new Malformed("the change of root is too large");
  const document = reader.take(size);
  const [signature, formerSignature] = [reader.take(SIGNATURE_SIZE), reader.take(SIGNATURE_SIZE)];
  reader.end();
  const fields = decodeJson(document);
  if (Object.keys(fields).sort().join() !== FIELDS) throw new Malformed("not the fields of a change of root");
  if (fields.amparo !== KIND || fields.protocol !== 1 || fields.suite !== 1)
    throw new Malformed("this is no change of root of protocol 1, suite 1");
  const [former, rootVk] = [fromHex(fields.former, 32), fromHex(fields.root_vk, 32)];
  const [named, keyrings] = [fromHex(fields.deployment_id, 16), readHashes(fields.keyrings)];
  if (typeof fields.issued_on !== "string") throw new Malformed("a day is a text");
  parseDay(fields.issued_on);
  if (equal(former, rootVk)) throw new Malformed("a change of root names two different keys");
  const formerSigned = !isZero(formerSignature);
  verify(KIND, rootVk, document, signature, deployment);
  if (formerSigned) verify(KIND, former, document, formerSignature, deployment);
  if (!equal(named, deployment)) throw new Malformed("this change of root belongs to another deployment");
  return { former, rootVk, formerSigned, keyrings };
}
