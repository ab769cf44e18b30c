import { createHash } from "node:crypto";

import { concat, equal, fromBase64, fromHex, toHex } from "../../crypto/browser/bytes.js";

/** How bytes stand in the vector files; README.md describes the forms. */
const LONG = 1_400;
/** Equal bytes that end a step; a few equal ones inside a changed hash don't. */
const GAP = 8;

function applyStep(bytes, step) {
  if ("cut" in step) return bytes.slice(0, bytes.length - step.cut);
  if ("add" in step) return concat(bytes, fromHex(step.add));
  const out = bytes.slice();
  const at = step.at < 0 ? bytes.length + step.at : step.at;
  const change = fromHex("xor" in step ? step.xor : step.put);
  change.forEach((byte, i) => {
    out[at + i] = "xor" in step ? out[at + i] ^ byte : byte;
  });
  return out;
}

/** Bytes of a value in `in`. */
export function bytesOf(value, blobs = {}) {
  if (typeof value === "string") return fromHex(value);
  if ("repeat" in value) return fromHex(value.repeat.repeat(value.times));
  return (value.patch || []).reduce(applyStep, fromBase64(blobs[value.blob]));
}

/** Bytes as they stand in `out`. */
export function written(bytes) {
  if (bytes.length <= LONG) return toHex(bytes);
  return { sha256: createHash("sha256").update(bytes).digest("hex"), length: bytes.length };
}

/**
 * The steps that turn `from` into `to`, both of one length: shorter than the bytes again, and they show the
 * fault.
 */
export function differences(from, to) {
  const steps = [];
  let start = -1;
  for (let i = 0; i <= to.length; i += 1) {
    const differs = i < to.length && from[i] !== to[i];
    if (differs && start < 0) start = i;
    const ends =
      start >= 0 && !differs && (i >= to.length || equal(from.subarray(i, i + GAP), to.subarray(i, i + GAP)));
    if (ends) {
      steps.push({ at: start, put: toHex(to.slice(start, i)) });
      start = -1;
    }
  }
  return steps;
}

/** Slots of a wrap as they stand in `out`. */
export const slotsOut = (slots) => slots.map((slot) => slot && toHex(slot));
