import assert from "node:assert/strict";
import test from "node:test";

import { utf8 } from "../../../crypto/browser/bytes.js";
import { Malformed } from "../../../crypto/browser/errors.js";
import { decodeJson, encodeJson } from "../../../crypto/browser/json.js";

const nested = (depth) => `{"a":${"[".repeat(depth)}${"]".repeat(depth)}}`;

test("what the two languages could read differently is refused", () => {
  const texts = [
    '{"a":1,"a":1}',
    '{"a":1,"\\u0061":2}',
    '{"b":{"a":1,"a":1}}',
    '{"b":[{"a":1,"a":1}]}',
    '{"a":"\\ud83d"}',
    '{"\\ud83d":1}',
    '{"a":9007199254740992}',
    '{"a":1e999}',
    '{"a":NaN}',
    "[1]",
    "1",
    "",
    '\ufeff{"a":1}',
    nested(33),
  ];
  for (const text of texts) assert.throws(() => decodeJson(utf8(text)), Malformed, text);
  assert.throws(() => decodeJson(Uint8Array.of(0x7b, 0xff, 0x7d)), Malformed);
});

test("what is sound is read", () => {
  const texts = [
    "{}",
    '{"a":{"a":{"a":1}}}',
    '{"a":[{"b":1},{"b":2}]}',
    '{"a":"{\\"a\\":1,\\"a\\":2}"}',
    '{"a":"\\ud83d\\ude00"}',
    nested(32),
  ];
  for (const text of texts) assert.deepEqual(decodeJson(utf8(text)), JSON.parse(text));
});

test("writing never makes what reading refuses", () => {
  const value = { text: "half \ud83d, whole \ud83d\ude00, other half \ude00" };
  assert.deepEqual(decodeJson(encodeJson(value)), {
    text: "half \ufffd, whole \ud83d\ude00, other half \ufffd",
  });
});
