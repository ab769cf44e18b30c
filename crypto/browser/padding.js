import { concat, isZero, Reader, uint, zeros } from "./bytes.js";
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
  return concat(uint(data.length, LENGTH_SIZE), data, zeros(bucket - LENGTH_SIZE - data.length));
}

/** Raises BadLength (no bucket, or a length beyond the body) and BadPadding (anything but zeros after the data). */
export function unpadBody(padded) {
  if (!BODY_BUCKETS.includes(padded.length)) throw new BadLength("a body fills one of the buckets");
  const reader = new Reader(padded);
  const data = reader.take(reader.uint(LENGTH_SIZE));
  if (!isZero(padded.subarray(reader.offset))) throw new BadPadding("the padding is not zeros");
  return data;
}

/** Padmé: the length that a file of `size` bytes is padded to; at most 12 % more, floor 4 KiB. */
export function padme(size) {
  if (size <= PADME_FLOOR) return PADME_FLOOR;
  const exponent = Math.floor(Math.log2(size));
  const significant = Math.floor(Math.log2(exponent)) + 1;
  const step = 2 ** (exponent - significant);
  return Math.ceil(size / step) * step;
}
