import { concat, toHex, utf8, xor } from "../../../crypto/browser/bytes.js";
import { kemPublic, wrap } from "../../../crypto/browser/hpke.js";
import { padBody } from "../../../crypto/browser/padding.js";
import { sealChunks } from "../../../crypto/browser/payload.js";
import { bad, ok, only, weakKem } from "../cast.mjs";
import { stream } from "../stream.mjs";

export async function makeKeys() {
  const random = stream("keys");
  const hex = (size) => toHex(random(size));
  const caseId = hex(32);
  const key = hex(32);
  const event = {
    key,
    case_id: caseId,
    c: 17,
    key_id: hex(32),
    author_id: hex(16),
    log_id: hex(16),
    log_seq: 1,
    event_salt: hex(32),
  };
  const wrapFields = {
    case_id: caseId,
    kind: 1,
    wrap_set_id: hex(16),
    author_vk: hex(32),
    recipient_id: hex(16),
    kem_hash: hex(32),
  };
  const slots = [hex(32), null, null, hex(32), null];
  const cases = [
    ok("D", "domain", { label: "wrap" }),
    ok("HKDF without salt", "hkdf", { ikm: hex(32), info: hex(40), length: 32, salt: "" }),
    ok("HKDF with salt", "hkdf", { ikm: hex(32), info: "", length: 64, salt: hex(32) }),
    ok("reporter", "derive", { root_key: hex(32) }),
    ok("another reporter", "derive", { root_key: "00".repeat(32) }),
    ...[1, 5, 17, 19].map((c) => ok(`key id ${c}`, "key_id", { key, c, case_id: caseId })),
    ...[1, 2].map((which) => ok(`share ${which}`, "share_id", { share: key, which, case_id: caseId })),
    ...[1, 2, 3].map((c) => ok(`thread ${c}`, "thread_key", { record_key: key, c, case_id: caseId })),
    ok("K4", "join_shares", { share_a: hex(32), share_b: hex(32) }),
    ok("log id", "log_id", { log_secret: hex(32), case_id: caseId }),
    ok("event of a member", "event_keys", event),
    ok("event of a reporter", "event_keys", {
      ...event,
      c: 16,
      key_id: "00".repeat(32),
      log_id: "00".repeat(16),
      log_seq: 0,
    }),
    ok("event far down a log", "event_keys", { ...event, log_seq: Number.MAX_SAFE_INTEGER }),
    ok("file", "file_keys", { key, salt: hex(32), case_id: caseId, file_id: hex(16) }),
    ok("wrap info of a report", "wrap_info", { ...wrapFields, key_entries: hex(320) }),
    ok("wrap info of an event", "wrap_info", { ...wrapFields, kind: 3, key_entries: hex(66) }),
    ok("slots", "pack_slots", { slots }),
    ok("slots back", "unpack_slots", { plaintext: slots.map((slot) => slot || "00".repeat(32)).join("") }),
    bad("four slots", "unpack_slots", { plaintext: "00".repeat(128) }, "BadLength"),
  ];
  return { about: "Keys: domain separation, derivations, commitments, the contexts of wraps.", cases };
}

export async function makeHpke() {
  const random = stream("hpke");
  const seed = random(32);
  const kemPk = kemPublic(seed);
  const info = random(200);
  const plaintext = random(160);
  const wrapped = await wrap(kemPk, info, plaintext, random);
  const sealed = {
    kem_pk: toHex(kemPk),
    info: toHex(info),
    plaintext: toHex(plaintext),
    randomness: toHex(random(64)),
  };
  const opened = (bytes, changes = {}) => ({
    seed: toHex(seed),
    info: toHex(info),
    wrapped: toHex(bytes),
    ...changes,
  });
  const flip = (at) => wrapped.map((byte, i) => (i === at ? byte ^ 1 : byte));
  const modulus = kemPk.slice();
  modulus.set([0xff, 0xff, 0xff]);
  const cases = [
    ok("public key", "kem_public", { seed: toHex(seed) }),
    ok("public key of zeros", "kem_public", { seed: "00".repeat(32) }),
    only(["browser"], ok("wrap", "wrap", sealed)),
    ok("unwrap", "unwrap", opened(wrapped)),
    ok("unwrap with an empty info", "unwrap", {
      ...opened(await wrap(kemPk, utf8(""), plaintext, random)),
      info: "",
    }),
    bad(
      "X25519 half of small order",
      "wrap",
      { ...sealed, kem_pk: toHex(weakKem({ kemSeed: seed })) },
      "WeakKey",
    ),
    bad("ML-KEM half beyond the modulus", "wrap", { ...sealed, kem_pk: toHex(modulus) }, "WeakKey"),
    bad("a public key too short", "wrap", { ...sealed, kem_pk: toHex(kemPk.slice(1)) }, "WeakKey"),
    bad("four slots", "wrap", { ...sealed, plaintext: toHex(plaintext.slice(32)) }, "BadLength"),
    bad("another recipient", "unwrap", opened(wrapped, { seed: toHex(random(32)) }), "DecryptionFailed"),
    bad(
      "another info",
      "unwrap",
      opened(wrapped, {
        info: toHex(
          xor(
            info,
            info.map((_, i) => Number(i === 0)),
          ),
        ),
      }),
      "DecryptionFailed",
    ),
    bad("ML-KEM ciphertext changed", "unwrap", opened(flip(0)), "DecryptionFailed"),
    bad("X25519 share changed", "unwrap", opened(flip(1_100)), "DecryptionFailed"),
    bad("sealed slots changed", "unwrap", opened(flip(1_130)), "DecryptionFailed"),
    bad("tag changed", "unwrap", opened(flip(1_295)), "DecryptionFailed"),
    bad("one byte short", "unwrap", opened(wrapped.slice(0, -1)), "BadLength"),
    bad("one byte long", "unwrap", opened(concat(wrapped, Uint8Array.of(0))), "BadLength"),
  ];
  return { about: "Wraps: HPKE base mode with X-Wing, HKDF-SHA-256, AES-256-GCM.", cases };
}

export async function makePadding() {
  const text = toHex(utf8('{"v":1}'));
  const padded = padBody(utf8('{"v":1}'));
  const blobs = { padded: Buffer.from(padded).toString("base64") };
  const patched = (...patch) => ({ padded: { blob: "padded", patch } });
  const sizes = [0, 4_092, 4_093, 16_380, 16_381, 65_532, 65_533, 262_140];
  const lengths = [0, 1, 4_096, 4_097, 65_536, 65_537, 1_000_000, 2 ** 31 + 12_345];
  const cases = [
    ...sizes.map((n) => ok(`bucket for ${n}`, "body_bucket", { n })),
    bad("bucket for too much", "body_bucket", { n: 262_141 }, "BadLength"),
    ok("pad", "pad_body", { data: text, floor_bucket: 4_096 }),
    ok("pad to a floor", "pad_body", { data: text, floor_bucket: 65_536 }),
    ok("pad a full bucket", "pad_body", { data: { repeat: "61", times: 4_092 }, floor_bucket: 4_096 }),
    bad("a floor that is no bucket", "pad_body", { data: text, floor_bucket: 5_000 }, "BadLength"),
    ok("unpad", "unpad_body", patched()),
    ok("unpad nothing", "unpad_body", { padded: { repeat: "00", times: 4_096 } }),
    ok("unpad a full bucket", "unpad_body", patched({ at: 0, put: "00000ffc" }, { at: 4_095, xor: "00" })),
    bad("no bucket", "unpad_body", patched({ cut: 1 }), "BadLength"),
    bad("a length beyond the body", "unpad_body", patched({ at: 0, put: "00000ffd" }), "BadLength"),
    bad("a length far beyond", "unpad_body", patched({ at: 0, put: "ffffffff" }), "BadLength"),
    bad("a byte behind the text", "unpad_body", patched({ at: 11, put: "01" }), "BadPadding"),
    bad("a byte at the end", "unpad_body", patched({ at: -1, put: "80" }), "BadPadding"),
    ...lengths.map((n) => ok(`Padmé of ${n}`, "padme", { n })),
  ];
  return { about: "Sizes that tell little: buckets for bodies, Padmé for files.", blobs, cases };
}

export async function makePayload() {
  const random = stream("payload");
  const [key, commit] = [random(32), random(32)];
  const one = await sealChunks(key, commit, utf8("one chunk"));
  const two = await sealChunks(key, commit, new Uint8Array(65_537).fill(0x61));
  const full = await sealChunks(key, commit, new Uint8Array(65_536).fill(0x61));
  const base64 = (bytes) => Buffer.from(bytes).toString("base64");
  const blobs = { one: base64(one), two: base64(two), full: base64(full) };
  const secret = { key: toHex(key), commit: toHex(commit) };
  const opened = (blob, ...patch) => ({ ...secret, sealed: { blob, patch } });
  const plain = (times) => ({ ...secret, plaintext: { repeat: "61", times } });
  const secondChunk = toHex(two.slice(32 + 65_552));
  const cases = [
    ...[0, 1, 65_535, 65_536, 65_537, 262_144].map((size) => ok(`seal ${size}`, "seal_chunks", plain(size))),
    ok("open one chunk", "open_chunks", opened("one")),
    ok("open two chunks", "open_chunks", opened("two")),
    ok("open a full chunk", "open_chunks", opened("full")),
    bad("nothing", "open_chunks", { ...secret, sealed: "" }, "BadLength"),
    bad("less than a tag", "open_chunks", { ...secret, sealed: "00".repeat(47) }, "BadLength"),
    bad("an empty second chunk", "open_chunks", opened("full", { add: "00".repeat(16) }), "BadLength"),
    bad("half a tag more", "open_chunks", opened("full", { add: "00".repeat(8) }), "BadLength"),
    bad(
      "another commitment",
      "open_chunks",
      { ...opened("one"), commit: toHex(random(32)) },
      "BadCommitment",
    ),
    bad("another key", "open_chunks", { ...opened("one"), key: toHex(random(32)) }, "DecryptionFailed"),
    bad("a byte changed", "open_chunks", opened("one", { at: 40, xor: "01" }), "DecryptionFailed"),
    bad(
      "the last chunk cut off",
      "open_chunks",
      opened("two", { cut: secondChunk.length / 2 }),
      "DecryptionFailed",
    ),
    bad("a chunk added", "open_chunks", opened("full", { add: secondChunk }), "DecryptionFailed"),
  ];
  return { about: "Payloads: a key commitment, then AES-256-GCM in chunks of 64 KiB.", blobs, cases };
}
