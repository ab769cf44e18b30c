import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { fromHex } from "../../../crypto/browser/bytes.js";
import { ProtocolError } from "../../../crypto/browser/errors.js";
import { OPERATIONS } from "../../vectors/operations.mjs";
import { bytesOf } from "../../vectors/values.mjs";

const FILES = [
  "code",
  "keys",
  "hpke",
  "padding",
  "payload",
  "signature",
  "login",
  "keyring",
  "intake",
  "genesis",
  "event",
  "thread",
];

for (const name of FILES) {
  const file = JSON.parse(readFileSync(new URL(`../../vectors/${name}.json`, import.meta.url), "utf8"));
  const context = {
    deployment: fromHex(file.deployment),
    bytes: (value) => bytesOf(value, file.blobs),
    file,
  };
  for (const one of file.cases.filter(({ languages }) => !languages || languages.includes("browser"))) {
    test(`${name}: ${one.name}`, async () => {
      const result = OPERATIONS[one.op](one.in, context);
      if (!one.error) return assert.deepEqual(await result, one.out);
      return assert.rejects(result, (error) => error instanceof ProtocolError && error.code === one.error);
    });
  }
}
