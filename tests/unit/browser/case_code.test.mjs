import assert from "node:assert/strict";
import test from "node:test";

import { fromHex } from "../../../crypto/browser/bytes.js";
import { decode, encodeDigits, encodeWords, loadWords, newCode } from "../../../crypto/browser/case_code.js";
import { MistypedCode } from "../../../crypto/browser/errors.js";
import { stream } from "../../vectors/stream.mjs";

const deployment = fromHex("00112233445566778899aabbccddeeff");
const random = stream("case codes");

test("both forms of a code come back to the same bits, in every language", async () => {
  for (let i = 0; i < 25; i += 1) {
    const code = await newCode(deployment, random);
    assert.deepEqual(await decode(encodeDigits(code), deployment), code);
    for (const language of ["en", "es", "fr"]) {
      assert.deepEqual(await decode((await encodeWords(code, language)).join(" "), deployment), code);
    }
  }
});

test("a word of no list is pointed at", async () => {
  const words = await encodeWords(await newCode(deployment, random), "en");
  words[2] = "qqqq";
  await assert.rejects(decode(words.join(" "), deployment), (error) => {
    assert.ok(error instanceof MistypedCode);
    assert.deepEqual(error.unknown, [2]);
    return true;
  });
});

test("one wrong digit never passes", async () => {
  const digits = encodeDigits(await newCode(deployment, random));
  for (let i = 0; i < digits.length; i += 1) {
    const wrong = digits.slice(0, i) + ((Number(digits[i]) + 1) % 10) + digits.slice(i + 1);
    await assert.rejects(decode(wrong, deployment), MistypedCode);
  }
});

test("another deployment's code is refused by its check bits, fifteen times in sixteen", async () => {
  const other = fromHex("ff112233445566778899aabbccddeeff");
  let passed = 0;
  for (let i = 0; i < 64; i += 1) {
    const words = await encodeWords(await newCode(deployment, random), "en");
    passed += await decode(words.join(" "), other).then(
      () => 1,
      () => 0,
    );
  }
  assert.ok(passed < 16, `${passed} of 64 passed`);
});

test("four letters tell the words of a list apart", async () => {
  for (const language of ["en", "es", "fr"]) {
    const words = await loadWords(language);
    const plain = words.map((word) => word.normalize("NFKD").replace(/\p{M}/gu, ""));
    assert.equal(words.length, 2_048);
    assert.equal(new Set(plain.map((word) => word.slice(0, 4))).size, 2_048);
  }
});
