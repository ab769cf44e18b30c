import { ed25519 } from "@noble/curves/ed25519.js";
import { sha512 } from "@noble/hashes/sha2.js";

import { bigint, concat, toHex, utf8 } from "../../../crypto/browser/bytes.js";
import { domain } from "../../../crypto/browser/domain.js";
import { signLogin } from "../../../crypto/browser/login.js";
import { sign, verifyKey } from "../../../crypto/browser/signing.js";
import { bad, DEPLOYMENT, ok } from "../cast.mjs";
import { stream } from "../stream.mjs";

const { Point } = ed25519;
const ORDER = Point.Fn.ORDER;
const FIELD = 2n ** 255n - 19n;
const MESSAGE = utf8("a message");
const littleEndian = (value) =>
  Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 255n));
const fromLittleEndian = (bytes) => bigint(bytes.slice().reverse());
const TORSION = Point.fromHex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a");

/** A signature that fits the equation for the secret scalars of key and R, whatever their encodings. */
function crafted(keyBytes, nonceBytes, key, nonce) {
  const bytes = concat(nonceBytes, keyBytes, domain("sig-event", DEPLOYMENT), MESSAGE);
  const challenge = fromLittleEndian(sha512(bytes)) % ORDER;
  return {
    vk: toHex(keyBytes),
    signature: toHex(concat(nonceBytes, littleEndian((nonce + challenge * key) % ORDER))),
    challenge,
  };
}

/** A key with a small-order part. The challenge's remainder by 8 decides whether the plain equation holds. */
function mixedKey(key, nonce, remainder) {
  const keyBytes = Point.BASE.multiply(key).add(TORSION).toBytes();
  for (let i = 0n; ; i += 1n) {
    const one = crafted(keyBytes, Point.BASE.multiply(nonce + i).toBytes(), key, nonce + i);
    if (one.challenge % 8n === remainder) return one;
  }
}

function craftedCases(random) {
  const [key, nonce] = [fromLittleEndian(random(31)), fromLittleEndian(random(31))];
  const good = { key: Point.BASE.multiply(key).toBytes(), nonce: Point.BASE.multiply(nonce).toBytes() };
  const torsion = (bytes) => Point.fromBytes(bytes).add(TORSION).toBytes();
  const verified = (name, { vk, signature }) =>
    bad(name, "verify", { kind: "event", vk, message: toHex(MESSAGE), signature }, "BadSignature");
  const fine = crafted(good.key, good.nonce, key, nonce);
  const scalar = fromLittleEndian(Uint8Array.from(Buffer.from(fine.signature.slice(64), "hex")));
  return [
    { ...verified("crafted and sound", fine), error: undefined },
    verified("S beyond the order", {
      ...fine,
      signature: fine.signature.slice(0, 64) + toHex(littleEndian(scalar + ORDER)),
    }),
    verified("R with a small-order part", crafted(good.key, torsion(good.nonce), key, nonce)),
    {
      ...verified("a key with a small-order part, the equation holds", mixedKey(key, nonce, 0n)),
      error: undefined,
    },
    verified("a key with a small-order part, it holds with the cofactor only", mixedKey(key, nonce, 4n)),
    verified("R of small order", crafted(good.key, TORSION.toBytes(), key, 0n)),
    verified("R the identity", crafted(good.key, Point.ZERO.toBytes(), key, 0n)),
    verified("a key of small order", crafted(TORSION.toBytes(), good.nonce, 0n, nonce)),
    verified("the identity as key", crafted(Point.ZERO.toBytes(), good.nonce, 0n, nonce)),
    verified("R not canonical", crafted(good.key, littleEndian(FIELD + 1n), key, 0n)),
    verified("a key not canonical", crafted(littleEndian(FIELD + 1n), good.nonce, 0n, nonce)),
  ];
}

export async function makeSignature() {
  const random = stream("signatures");
  const seed = random(32);
  const signature = sign("event", seed, MESSAGE, DEPLOYMENT);
  const input = {
    kind: "event",
    vk: toHex(verifyKey(seed)),
    message: toHex(MESSAGE),
    signature: toHex(signature),
  };
  const kinds = [
    "genesis",
    "event",
    "rep-login",
    "member-login",
    "keyring",
    "intake",
    "manifest",
    "member-request",
    "suspend",
    "bundle",
  ];
  const flip = (at) => toHex(signature.map((byte, i) => (i === at ? byte ^ 1 : byte)));
  const cases = [
    ok("verify key", "verify_key", { seed: toHex(seed) }),
    ...kinds.map((kind) => ok(`sign ${kind}`, "sign", { kind, seed: toHex(seed), message: toHex(MESSAGE) })),
    ok("verify", "verify", input),
    bad("another kind", "verify", { ...input, kind: "genesis" }, "BadSignature"),
    bad("another message", "verify", { ...input, message: toHex(utf8("another")) }, "BadSignature"),
    bad("another key", "verify", { ...input, vk: toHex(verifyKey(random(32))) }, "BadSignature"),
    bad("R changed", "verify", { ...input, signature: flip(0) }, "BadSignature"),
    bad("S changed", "verify", { ...input, signature: flip(32) }, "BadSignature"),
    bad("a short signature", "verify", { ...input, signature: toHex(signature.slice(1)) }, "BadSignature"),
    bad("a short key", "verify", { ...input, vk: input.vk.slice(2) }, "BadSignature"),
    ...craftedCases(random),
  ];
  return {
    about: "Ed25519 under a domain; points on which libraries differ must be refused by both.",
    cases,
  };
}

export async function makeLogin() {
  const random = stream("log-in");
  const seed = random(32);
  const nonce = random(32);
  const origin = "https://report.example.org";
  const vk = toHex(verifyKey(seed));
  const signature = toHex(signLogin("rep-login", seed, origin, nonce, DEPLOYMENT));
  const input = { kind: "rep-login", vk, origin, nonce: toHex(nonce), signature };
  const cases = [
    ok("bytes", "login_bytes", { origin, nonce: toHex(nonce), vk }),
    ok("bytes of an onion origin", "login_bytes", {
      origin: `http://${"a".repeat(56)}.onion`,
      nonce: toHex(nonce),
      vk,
    }),
    ok("sign, reporter", "sign_login", { kind: "rep-login", seed: toHex(seed), origin, nonce: toHex(nonce) }),
    ok("sign, member", "sign_login", {
      kind: "member-login",
      seed: toHex(seed),
      origin,
      nonce: toHex(nonce),
    }),
    ok("verify", "verify_login", input),
    bad("of a member", "verify_login", { ...input, kind: "member-login" }, "BadSignature"),
    bad(
      "for another origin",
      "verify_login",
      { ...input, origin: "https://report.example.net" },
      "BadSignature",
    ),
    bad("for another challenge", "verify_login", { ...input, nonce: toHex(random(32)) }, "BadSignature"),
    bad("by another key", "verify_login", { ...input, vk: toHex(verifyKey(random(32))) }, "BadSignature"),
    bad(
      "an origin not in ASCII",
      "login_bytes",
      { origin: "https://añb.example", nonce: toHex(nonce), vk },
      "Malformed",
    ),
    bad("no origin", "login_bytes", { origin: "", nonce: toHex(nonce), vk }, "Malformed"),
    bad(
      "an origin too long",
      "login_bytes",
      { origin: "a".repeat(256), nonce: toHex(nonce), vk },
      "BadLength",
    ),
    bad("a short challenge", "login_bytes", { origin, nonce: "00", vk }, "BadLength"),
    bad(
      "no kind of log-in",
      "sign_login",
      { kind: "event", seed: toHex(seed), origin, nonce: toHex(nonce) },
      "Malformed",
    ),
  ];
  return { about: "Log-in: bound to an origin, a challenge and a key.", cases };
}
