import { concat, equal, fromUtf8, uint, utf8 } from "./bytes.js";
import { SUBMISSION_MAGIC, WRAP_SIZE } from "./constants.js";
import { sha256 } from "./domain.js";
import { BadCommitment, BadLength, Malformed } from "./errors.js";

/**
 * "AMP1" ‖ u32 header length ‖ header ‖ the parts: what is posted. Raises Malformed where a part is missing.
 */
export function frame(headerBytes, parts) {
  if (parts.some((part) => part === null))
    throw new Malformed("a record without all its parts can't be sent");
  return concat(utf8(SUBMISSION_MAGIC), uint(headerBytes.length, 4), headerBytes, ...parts);
}

/** Takes magic, length and header off a submission. Raises Malformed, BadLength. */
export function takeHeader(reader, maxSize) {
  if (fromUtf8(reader.take(SUBMISSION_MAGIC.length)) !== SUBMISSION_MAGIC)
    throw new Malformed("this is no submission");
  const size = reader.uint(4);
  if (size > maxSize) throw new BadLength("the header is too long");
  return reader.take(size);
}

/**
 * Absent (null) is honest: bodies get destroyed, wraps belong to one reader each. Raises BadLength,
 * BadCommitment.
 */
export async function checkPart(part, size, hash) {
  if (part === null) return;
  if (part.length !== size) throw new BadLength("a part has not the length that the signed header names");
  if (!equal(await sha256(part), hash))
    throw new BadCommitment("a part is not the one that the signed header names");
}

/** One wrap or null for each entry ({wrapHash}). Raises BadLength, BadCommitment. */
export async function checkWraps(wraps, entries) {
  if (wraps.length !== entries.length) throw new BadLength("the header names another number of wraps");
  for (const [index, { wrapHash }] of entries.entries()) await checkPart(wraps[index], WRAP_SIZE, wrapHash);
}
