import assert from "node:assert/strict";
import test from "node:test";

import { Aes256Gcm, CipherSuite, HkdfSha256 } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";

import { equal, fromHex, toHex, utf8 } from "../../../crypto/browser/bytes.js";
import { kemPublic, newKemSeed, open, seal, unwrap, wrap } from "../../../crypto/browser/hpke.js";
import { stream } from "../../vectors/stream.mjs";

/** Another implementation of the whole suite, by other authors, as a judge. */
const suite = new CipherSuite({ kem: new XWing(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
const random = stream("hpke against another implementation");
const bytes = (buffer) => new Uint8Array(buffer);

test("another implementation opens what is sealed here", async () => {
  for (let i = 0; i < 8; i += 1) {
    const [seed, info, slots] = [newKemSeed(random), random(i * 40), random(160)];
    const wrapped = await wrap(kemPublic(seed), info, slots, random);
    const recipientKey = await suite.kem.deserializePrivateKey(seed);
    const opened = await suite.open(
      { recipientKey, enc: wrapped.slice(0, 1_120), info },
      wrapped.slice(1_120),
    );
    assert.deepEqual(bytes(opened), slots);
  }
});

test("what another implementation seals opens here", async () => {
  for (let i = 0; i < 8; i += 1) {
    const [seed, info, slots] = [newKemSeed(random), random(i * 40), random(160)];
    const recipientPublicKey = await suite.kem.deserializePublicKey(kemPublic(seed));
    const sealed = await suite.seal({ recipientPublicKey, info }, slots);
    assert.deepEqual(
      await unwrap(seed, info, Uint8Array.of(...bytes(sealed.enc), ...bytes(sealed.ct))),
      slots,
    );
  }
});

test("public keys agree with another implementation", async () => {
  const seed = random(32);
  const pair = await suite.kem.deriveKeyPair(random(32));
  const own = kemPublic(bytes(await suite.kem.serializePrivateKey(pair.privateKey)));
  assert.deepEqual(own, bytes(await suite.kem.serializePublicKey(pair.publicKey)));
  assert.equal(kemPublic(seed).length, 1_216);
});

test("two wraps of the same slots have nothing in common", async () => {
  const [seed, slots] = [random(32), random(160)];
  const [one, two] = [
    await wrap(kemPublic(seed), utf8("x"), slots),
    await wrap(kemPublic(seed), utf8("x"), slots),
  ];
  assert.ok(!equal(one, two));
});

// X-Wing: general-purpose hybrid post-quantum KEM, appendix of test vectors, the first one.
test("the X-Wing draft's first key pair", () => {
  const seed = fromHex("7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26");
  const head =
    "e2236b35a8c24b39b10aa1323a96a919a2ced88400633a7b07131713fc14b2b5b19cfc3da5fa1a92c49f25513e0fd30d6b1611c9ab9635d7086727a4b7d21d34";
  assert.equal(toHex(kemPublic(seed)).slice(0, head.length), head);
});

test("sealing takes any length, opening gives it back", async () => {
  const seed = random(32);
  for (const size of [0, 1, 1_000]) {
    const plain = random(size);
    assert.deepEqual(
      await open(seed, utf8("stat"), await seal(kemPublic(seed), utf8("stat"), plain, random)),
      plain,
    );
  }
});
