import { createHash } from "node:crypto";

/** Repeatable chance for vectors: SHA-256(seed ‖ u32 counter), block after block. Never for anything else. */
export function stream(seed) {
  let counter = 0;
  let rest = Buffer.alloc(0);
  return (size) => {
    while (rest.length < size) {
      const block = Buffer.alloc(4);
      block.writeUInt32BE(counter);
      counter += 1;
      rest = Buffer.concat([rest, createHash("sha256").update(seed).update(block).digest()]);
    }
    const out = new Uint8Array(rest.subarray(0, size));
    rest = rest.subarray(size);
    return out;
  };
}
