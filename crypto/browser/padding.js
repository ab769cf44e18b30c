import { bigint, concat, isZero, uint, zeros } from "./bytes.js";
import { BODY_BUCKETS, PADME_FLOOR } from "./constants.js";
import { BadLength, BadPadding } from "./errors.js";

const LENGTH_SIZE = 4;

/** The smallest bucket that takes `size` bytes of JSON. Raises BadLength beyond 262,140 bytes. */
export function bodyBucket(size) {
  const bucket = BODY_BUCKETS.find((candidate) => size + LENGTH_SIZE <= candidate);
  if (bucket === undefined) throw new BadLength("the text is longer than the largest body");
  return bucket;
}

/** u32 length ‖ data ‖ zeros up to a bucket, at least `floorBucket`. */
export function padBody(data, floorBucket = BODY_BUCKETS[0]) {
  const bucket = Math.max(bodyBucket(data.length), floorBucket);
  if (!BODY_BUCKETS.includes(bucket)) throw new BadLength(`${floorBucket} is no bucket`);
  return concat(uint(data.length, LENGTH_SIZE), data, zeros(bucket - LENGTH_SIZE - data.length));
}

/**
 * The data of a padded body. Raises BadLength (no bucket, a length beyond the body), BadPadding (not zeros
 * after it).
 */
export function unpadBody(padded) {
  if (!BODY_BUCKETS.includes(padded.length)) throw new BadLength("a body fills one of the buckets");
  const end = LENGTH_SIZE + Number(bigint(padded.subarray(0, LENGTH_SIZE)));
  if (end > padded.length) throw new BadLength("the length goes beyond the body");
  if (!isZero(padded.subarray(end))) throw new BadPadding("the padding is not zeros");
  return padded.slice(LENGTH_SIZE, end);
}

/** The Padmé length (PoPETs 2019) of a file of `size` bytes: at most 12 % more, floor 4 KiB. */
export function padme(size) {
  if (size <= PADME_FLOOR) return PADME_FLOOR;
  const exponent = Math.floor(Math.log2(size));
  const significant = Math.floor(Math.log2(exponent)) + 1;
  const step = 2 ** (exponent - significant);
  return Math.ceil(size / step) * step;
}
