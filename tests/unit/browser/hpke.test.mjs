import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { Aes256Gcm, CipherSuite, HkdfSha256 } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";
import { ml_kem768_x25519 } from "@noble/post-quantum/hybrid.js";

import { equal, fromHex, toHex, utf8 } from "../../../crypto/browser/bytes.js";
import {
  kemPublic,
  keySchedule,
  newKemSeed,
  open,
  seal,
  suiteId,
  unwrap,
  wrap,
} from "../../../crypto/browser/hpke.js";
import { stream } from "../../vectors/stream.mjs";

/** Another implementation of the whole suite, by other authors, as a judge. */
const suite = new CipherSuite({ kem: new XWing(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
const random = stream("hpke against another implementation");
const official = JSON.parse(readFileSync(new URL("official.json", import.meta.url), "utf8"));
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

test("the published vectors of X-Wing: key from its seed, both directions", () => {
  assert.ok(official.kem.length > 0);
  for (const one of official.kem) {
    assert.equal(toHex(kemPublic(fromHex(one.skRm))), one.pkRm);
    const { cipherText, sharedSecret } = ml_kem768_x25519.encapsulate(fromHex(one.pkRm), fromHex(one.ikmE));
    assert.equal(toHex(cipherText), one.enc);
    assert.equal(toHex(sharedSecret), one.shared_secret);
    assert.deepEqual(ml_kem768_x25519.decapsulate(fromHex(one.enc), fromHex(one.skRm)), sharedSecret);
  }
});

test("the published key schedules of RFC 9180 and of HPKE-PQ with HKDF-SHA-256", async () => {
  const pq = official.kem.map((one) => ({ ...one, kem_id: 0x647a })).filter(({ kdf_id: kdf }) => kdf === 1);
  for (const one of [...official.schedule, ...pq]) {
    const suiteBytes = suiteId(one.kem_id, one.kdf_id, one.aead_id);
    const { key, nonce } = await keySchedule(suiteBytes, fromHex(one.shared_secret), fromHex(one.info));
    assert.equal(toHex(key), one.key);
    assert.equal(toHex(nonce), one.base_nonce);
  }
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
