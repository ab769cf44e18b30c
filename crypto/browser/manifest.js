import { equal, fromHex, fromUtf8, Reader } from "./bytes.js";
import { MANIFEST_MAGIC, MAX_MANIFEST_DOC, SIGNATURE_SIZE } from "./constants.js";
import { sha256 } from "./domain.js";
import { Malformed } from "./errors.js";
import { decodeJson } from "./json.js";
import { verify } from "./signing.js";

/**
 * `{hash, version}` of the signed list of pages in a container ("AMF1"…): the hash is what sealed bodies name.
 * The list itself is for those who check the pages from outside; a page cannot vouch for its own bytes.
 * Raises Malformed, BadLength, BadSignature.
 */
export async function parseManifest(container, rootVk, deployment) {
  const reader = new Reader(container);
  if (fromUtf8(reader.take(MANIFEST_MAGIC.length)) !== MANIFEST_MAGIC)
    throw new Malformed("this is no signed list of pages");
  const size = reader.uint(4);
  if (size > MAX_MANIFEST_DOC) throw new Malformed("the list of pages is too large");
  const document = reader.take(size);
  const signature = reader.take(SIGNATURE_SIZE);
  reader.end();
  verify("manifest", rootVk, document, signature, deployment);
  const { amparo, deployment_id: named, version } = decodeJson(document);
  if (amparo !== "manifest" || typeof named !== "string" || !equal(fromHex(named, 16), deployment))
    throw new Malformed("this list of pages belongs to another deployment");
  return { hash: await sha256(document), version };
}
