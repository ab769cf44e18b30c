/**
 * Each operation of the vector files, on the browser's code: (in, {deployment, bytes, file}) → out. `bytes`
 * reads a bytes value.
 */
import { toHex } from "../../crypto/browser/bytes.js";
import * as code from "../../crypto/browser/case_code.js";
import { domain, hkdf } from "../../crypto/browser/domain.js";
import * as hpke from "../../crypto/browser/hpke.js";
import * as keys from "../../crypto/browser/keys.js";
import * as login from "../../crypto/browser/login.js";
import { bodyBucket, padBody, padme, unpadBody } from "../../crypto/browser/padding.js";
import { openChunks, sealChunks } from "../../crypto/browser/payload.js";
import { derive } from "../../crypto/browser/reporter_keys.js";
import * as signing from "../../crypto/browser/signing.js";
import {
  documentOperations,
  eventOperations,
  reportOperations,
  threadOperations,
} from "./case_operations.mjs";
import { slotsOut, written } from "./values.mjs";

const codeOperations = {
  new_code: async (i, { deployment, bytes }) => ({
    code: toHex(await code.newCode(deployment, () => bytes(i.random))),
  }),
  encode_words: async (i, { bytes }) => ({ words: await code.encodeWords(bytes(i.code), i.language) }),
  encode_digits: async (i, { bytes }) => ({ digits: code.encodeDigits(bytes(i.code)) }),
  decode: async (i, { deployment }) => ({ code: toHex(await code.decode(i.text, deployment)) }),
  stretch: async (i, { deployment, bytes }) => ({
    root_key: toHex(await code.stretch(bytes(i.code), deployment)),
  }),
};

const eventContext = (i, bytes) => ({
  caseId: bytes(i.case_id),
  compartment: i.c,
  keyId: bytes(i.key_id),
  authorId: bytes(i.author_id),
  logId: bytes(i.log_id),
  logSeq: i.log_seq,
  eventSalt: bytes(i.event_salt),
});

const pairOut = ({ key, commit }) => ({ key: toHex(key), commit: toHex(commit) });

const keyOperations = {
  domain: async (i, { deployment }) => ({ bytes: toHex(domain(i.label, deployment)) }),
  hkdf: async (i, { bytes }) => ({
    okm: toHex(await hkdf(bytes(i.ikm), bytes(i.info), i.length, bytes(i.salt))),
  }),
  derive: async (i, { deployment, bytes }) => {
    const derived = await derive(bytes(i.root_key), deployment);
    const snake = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    return Object.fromEntries(Object.entries(derived).map(([name, value]) => [snake(name), written(value)]));
  },
  key_id: async (i, { deployment, bytes }) => ({
    key_id: toHex(await keys.keyId(bytes(i.key), i.c, bytes(i.case_id), deployment)),
  }),
  share_id: async (i, { deployment, bytes }) => ({
    key_id: toHex(await keys.shareId(bytes(i.share), i.which, bytes(i.case_id), deployment)),
  }),
  thread_key: async (i, { deployment, bytes }) => ({
    key: toHex(await keys.threadKey(bytes(i.record_key), i.c, bytes(i.case_id), deployment)),
  }),
  join_shares: async (i, { bytes }) => ({ key: toHex(keys.joinShares(bytes(i.share_a), bytes(i.share_b))) }),
  log_id: async (i, { deployment, bytes }) => ({
    log_id: toHex(await keys.logId(bytes(i.log_secret), bytes(i.case_id), deployment)),
  }),
  event_keys: async (i, { deployment, bytes }) =>
    pairOut(await keys.eventKeys(bytes(i.key), eventContext(i, bytes), deployment)),
  file_keys: async (i, { deployment, bytes }) =>
    pairOut(await keys.fileKeys(bytes(i.key), bytes(i.salt), bytes(i.case_id), bytes(i.file_id), deployment)),
  wrap_info: async (i, { deployment, bytes }) => {
    const fields = {
      caseId: bytes(i.case_id),
      kind: i.kind,
      wrapSetId: bytes(i.wrap_set_id),
      keyEntries: bytes(i.key_entries),
      authorVk: bytes(i.author_vk),
      recipientId: bytes(i.recipient_id),
      kemHash: bytes(i.kem_hash),
    };
    return { info: toHex(await keys.wrapInfo(fields, deployment)) };
  },
  pack_slots: async (i, { bytes }) => ({
    plaintext: toHex(keys.packSlots(i.slots.map((slot) => slot && bytes(slot)))),
  }),
  unpack_slots: async (i, { bytes }) => ({ slots: slotsOut(keys.unpackSlots(bytes(i.plaintext))) }),
};

const primitiveOperations = {
  kem_public: async (i, { bytes }) => ({ kem_pk: toHex(hpke.kemPublic(bytes(i.seed))) }),
  wrap: async (i, { bytes }) => ({
    wrapped: toHex(
      await hpke.wrap(bytes(i.kem_pk), bytes(i.info), bytes(i.plaintext), () => bytes(i.randomness)),
    ),
  }),
  unwrap: async (i, { bytes }) => ({
    plaintext: toHex(await hpke.unwrap(bytes(i.seed), bytes(i.info), bytes(i.wrapped))),
  }),
  body_bucket: async (i) => ({ bucket: bodyBucket(i.n) }),
  pad_body: async (i, { bytes }) => ({ padded: written(padBody(bytes(i.data), i.floor_bucket)) }),
  unpad_body: async (i, { bytes }) => ({ data: written(unpadBody(bytes(i.padded))) }),
  padme: async (i) => ({ size: padme(i.n) }),
  seal_chunks: async (i, { bytes }) => ({
    sealed: written(await sealChunks(bytes(i.key), bytes(i.commit), bytes(i.plaintext))),
  }),
  open_chunks: async (i, { bytes }) => ({
    plaintext: written(await openChunks(bytes(i.key), bytes(i.commit), bytes(i.sealed))),
  }),
  verify_key: async (i, { bytes }) => ({ vk: toHex(signing.verifyKey(bytes(i.seed))) }),
  sign: async (i, { deployment, bytes }) => ({
    signature: toHex(signing.sign(i.kind, bytes(i.seed), bytes(i.message), deployment)),
  }),
  verify: async (i, { deployment, bytes }) => {
    signing.verify(i.kind, bytes(i.vk), bytes(i.message), bytes(i.signature), deployment);
    return {};
  },
  login_bytes: async (i, { bytes }) => ({
    bytes: toHex(login.loginBytes(i.origin, bytes(i.nonce), bytes(i.vk))),
  }),
  sign_login: async (i, { deployment, bytes }) => ({
    signature: toHex(login.signLogin(i.kind, bytes(i.seed), i.origin, bytes(i.nonce), deployment)),
  }),
  verify_login: async (i, { deployment, bytes }) => {
    login.verifyLogin(i.kind, bytes(i.vk), i.origin, bytes(i.nonce), bytes(i.signature), deployment);
    return {};
  },
};

export const OPERATIONS = {
  ...codeOperations,
  ...keyOperations,
  ...primitiveOperations,
  ...documentOperations,
  ...reportOperations,
  ...eventOperations,
  ...threadOperations,
};
