/**
 * Each operation of the vector files, on the browser's code: (in, {deployment, bytes, file}) → out. `bytes` reads a bytes value.
 */
import { toHex } from "../../crypto/browser/bytes.js";
import * as code from "../../crypto/browser/case_code.js";
import { formatDay, parseDay, weekOf } from "../../crypto/browser/days.js";
import { domain, hkdf } from "../../crypto/browser/domain.js";
import * as events from "../../crypto/browser/events.js";
import * as genesis from "../../crypto/browser/genesis.js";
import * as hpke from "../../crypto/browser/hpke.js";
import * as intake from "../../crypto/browser/intake.js";
import { parseKeyring, rootFingerprint } from "../../crypto/browser/keyring.js";
import * as keys from "../../crypto/browser/keys.js";
import * as login from "../../crypto/browser/login.js";
import { bodyBucket, padBody, padme, unpadBody } from "../../crypto/browser/padding.js";
import { openChunks, sealChunks } from "../../crypto/browser/payload.js";
import { derive } from "../../crypto/browser/reporter_keys.js";
import * as signing from "../../crypto/browser/signing.js";
import { openThread } from "../../crypto/browser/thread.js";
import { stream } from "./stream.mjs";
import { written } from "./values.mjs";

const slotsOut = (slots) => slots.map((slot) => slot && toHex(slot));
const dayIn = (text) => (text ? parseDay(text) : null);

const codeOperations = {
  new_code: async (i, { deployment, bytes }) => ({ code: toHex(await code.newCode(deployment, () => bytes(i.random))) }),
  encode_words: async (i, { bytes }) => ({ words: await code.encodeWords(bytes(i.code), i.language) }),
  encode_digits: async (i, { bytes }) => ({ digits: code.encodeDigits(bytes(i.code)) }),
  decode: async (i, { deployment }) => ({ code: toHex(await code.decode(i.text, deployment)) }),
  stretch: async (i, { deployment, bytes }) => ({ root_key: toHex(await code.stretch(bytes(i.code), deployment)) }),
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
  hkdf: async (i, { bytes }) => ({ okm: toHex(await hkdf(bytes(i.ikm), bytes(i.info), i.length, bytes(i.salt))) }),
  derive: async (i, { deployment, bytes }) => {
    const derived = await derive(bytes(i.root_key), deployment);
    const snake = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    return Object.fromEntries(Object.entries(derived).map(([name, value]) => [snake(name), written(value)]));
  },
  key_id: async (i, { deployment, bytes }) => ({ key_id: toHex(await keys.keyId(bytes(i.key), i.c, bytes(i.case_id), deployment)) }),
  share_id: async (i, { deployment, bytes }) => ({
    key_id: toHex(await keys.shareId(bytes(i.share), i.which, bytes(i.case_id), deployment)),
  }),
  thread_key: async (i, { deployment, bytes }) => ({
    key: toHex(await keys.threadKey(bytes(i.record_key), i.c, bytes(i.case_id), deployment)),
  }),
  join_shares: async (i, { bytes }) => ({ key: toHex(keys.joinShares(bytes(i.share_a), bytes(i.share_b))) }),
  log_id: async (i, { deployment, bytes }) => ({ log_id: toHex(await keys.logId(bytes(i.log_secret), bytes(i.case_id), deployment)) }),
  event_keys: async (i, { deployment, bytes }) => pairOut(await keys.eventKeys(bytes(i.key), eventContext(i, bytes), deployment)),
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
  pack_slots: async (i, { bytes }) => ({ plaintext: toHex(keys.packSlots(i.slots.map((slot) => slot && bytes(slot)))) }),
  unpack_slots: async (i, { bytes }) => ({ slots: slotsOut(keys.unpackSlots(bytes(i.plaintext))) }),
};

const primitiveOperations = {
  kem_public: async (i, { bytes }) => ({ kem_pk: toHex(hpke.kemPublic(bytes(i.seed))) }),
  wrap: async (i, { bytes }) => ({
    wrapped: toHex(await hpke.wrap(bytes(i.kem_pk), bytes(i.info), bytes(i.plaintext), () => bytes(i.randomness))),
  }),
  unwrap: async (i, { bytes }) => ({ plaintext: toHex(await hpke.unwrap(bytes(i.seed), bytes(i.info), bytes(i.wrapped))) }),
  body_bucket: async (i) => ({ bucket: bodyBucket(i.n) }),
  pad_body: async (i, { bytes }) => ({ padded: written(padBody(bytes(i.data), i.floor_bucket)) }),
  unpad_body: async (i, { bytes }) => ({ data: written(unpadBody(bytes(i.padded))) }),
  padme: async (i) => ({ size: padme(i.n) }),
  seal_chunks: async (i, { bytes }) => ({ sealed: written(await sealChunks(bytes(i.key), bytes(i.commit), bytes(i.plaintext))) }),
  open_chunks: async (i, { bytes }) => ({ plaintext: written(await openChunks(bytes(i.key), bytes(i.commit), bytes(i.sealed))) }),
  verify_key: async (i, { bytes }) => ({ vk: toHex(signing.verifyKey(bytes(i.seed))) }),
  sign: async (i, { deployment, bytes }) => ({
    signature: toHex(signing.sign(i.kind, bytes(i.seed), bytes(i.message), deployment)),
  }),
  verify: async (i, { deployment, bytes }) => {
    signing.verify(i.kind, bytes(i.vk), bytes(i.message), bytes(i.signature), deployment);
    return {};
  },
  login_bytes: async (i, { bytes }) => ({ bytes: toHex(login.loginBytes(i.origin, bytes(i.nonce), bytes(i.vk))) }),
  sign_login: async (i, { deployment, bytes }) => ({
    signature: toHex(login.signLogin(i.kind, bytes(i.seed), i.origin, bytes(i.nonce), deployment)),
  }),
  verify_login: async (i, { deployment, bytes }) => {
    login.verifyLogin(i.kind, bytes(i.vk), i.origin, bytes(i.nonce), bytes(i.signature), deployment);
    return {};
  },
};

const readKeyring = (i, { deployment, bytes }) => parseKeyring(bytes(i.keyring), bytes(i.root_vk), deployment);

const documentOperations = {
  parse_keyring: async (i, { deployment, bytes }) => {
    const options = { today: dayIn(i.today), floorVersion: i.floor_version || 0 };
    const keyring = await parseKeyring(bytes(i.container), bytes(i.root_vk), deployment, options);
    return {
      version: keyring.version,
      hash: toHex(keyring.hash),
      issued_on: formatDay(keyring.issuedOn),
      expires_on: formatDay(keyring.expiresOn),
      origins: keyring.origins,
      groups: keyring.groups,
      intake_recipients: keyring.intakeRecipients,
      suspended: [...keyring.suspended].sort(),
    };
  },
  root_fingerprint: async (i, { deployment, bytes }) => ({ text: await rootFingerprint(bytes(i.root_vk), deployment) }),
  parse_record: async (i, context) => {
    const key = intake.parseRecord(context.bytes(i.record), await readKeyring(i, context), { today: dayIn(i.today) });
    return {
      kind: key.kind,
      member_id: key.memberId,
      not_before: formatDay(key.notBefore),
      not_after: formatDay(key.notAfter),
      kem_pk: toHex(key.kemPk),
    };
  },
  parse_list: async (i, context) => {
    const found = intake.parseList(context.bytes(i.list), await readKeyring(i, context), { today: dayIn(i.today) });
    return { member_ids: [...found.keys()] };
  },
  week_of: async (i) => ({ monday: formatDay(weekOf(parseDay(i.day))) }),
};

async function sealReport(i, context) {
  const { deployment, bytes } = context;
  const keyring = await readKeyring(i, context);
  const { lanes, share_a: shareA, share_b: shareB } = i.rosters;
  return genesis.sealReport({
    bodies: i.bodies,
    rosters: { lanes, shareA, shareB },
    reporter: await derive(bytes(i.root_key), deployment),
    keyring,
    intake: intake.parseList(bytes(i.intake), keyring, { today: dayIn(i.today) }),
    deployment,
    manifestHash: bytes(i.manifest_hash),
    path: i.path,
    language: i.language,
    random: stream(bytes(i.seed)),
  });
}

const reportOperations = {
  parse_submission: async (i, { bytes }) => {
    const { header } = await genesis.parseSubmission(bytes(i.submission));
    return {
      case_id: toHex(header.caseId),
      keyring_hash: toHex(header.keyringHash),
      key_ids: header.keyIds.map(toHex),
      body_lengths: header.bodies.map(({ length }) => length),
      recipients: header.entries.map(({ recipientId }) => toHex(recipientId)),
    };
  },
  verify_submission: async (i, { deployment, bytes }) => ({
    event_id: toHex(await genesis.verifySubmission(await genesis.parseSubmission(bytes(i.submission)), deployment)),
  }),
  open_wrap: async (i, { deployment, bytes }) => ({
    slots: slotsOut(await genesis.openWrap(await genesis.parseSubmission(bytes(i.submission)), i.index, bytes(i.seed), deployment)),
  }),
  open_keys: async (i, { deployment, bytes }) => {
    const held = await genesis.openReporterKeys(await genesis.parseSubmission(bytes(i.submission)), bytes(i.seed), deployment);
    const threads = Object.fromEntries([...held.threads].map(([lane, key]) => [lane, toHex(key)]));
    return { threads, used: [...held.used] };
  },
  open_genesis_body: async (i, { deployment, bytes }) => ({
    body: await genesis.openGenesisBody(await genesis.parseSubmission(bytes(i.submission)), i.c, bytes(i.key), deployment),
  }),
  seal_report: async (i, context) => {
    const sealed = await sealReport(i, context);
    return { length: sealed.length, submission: written(sealed) };
  },
};

const eventOperations = {
  parse_event: async (i, { deployment, bytes }) => {
    const { header, headerBytes } = await events.parseEvent(bytes(i.submission));
    return {
      kind: header.kind,
      c: header.compartment,
      case_id: toHex(header.caseId),
      author_id: toHex(header.authorId),
      parents: header.parents.map(toHex),
      event_id: toHex(await genesis.eventId(headerBytes, deployment)),
    };
  },
  verify_event: async (i, { deployment, bytes }) => ({
    event_id: toHex(await events.verifyEvent(await events.parseEvent(bytes(i.submission)), bytes(i.author_vk), deployment)),
  }),
  open_event_wrap: async (i, { deployment, bytes }) => {
    const event = await events.parseEvent(bytes(i.submission));
    return { slots: slotsOut(await events.openEventWrap(event, i.index, bytes(i.seed), bytes(i.author_vk), deployment)) };
  },
  open_event: async (i, { deployment, bytes }) => ({
    body: await events.openEvent(await events.parseEvent(bytes(i.submission)), bytes(i.key), deployment),
  }),
};

const threadOperations = {
  open_thread: async (i, { deployment, bytes, file }) => {
    const thread = await openThread({
      entries: i.entries.map((entry) => (typeof entry === "string" ? file.entries[entry] : entry)),
      caseId: i.case_id,
      reporter: await derive(bytes(i.root_key), deployment),
      rootVk: bytes(i.root_vk),
      deployment,
      fetchKeyring: async (hash) => {
        const name = i.keyrings.find((one) => file.keyrings[one].hash === hash);
        if (name === undefined) throw new Error("404");
        return bytes({ blob: file.keyrings[name].blob });
      },
    });
    return {
      opened: thread.opened,
      records: thread.records.map(({ id, parents, kind, author, role, void: why, lane, body }) => ({
        id,
        parents,
        kind,
        author,
        role,
        void: why,
        lane,
        body,
      })),
      problems: thread.problems.map(({ code: name, eventId }) => ({ code: name, event_id: eventId })),
      used: [...thread.used],
      heads: thread.heads.map(toHex),
      threads: Object.fromEntries([...thread.threads].sort().map(([lane, key]) => [lane, toHex(key)])),
    };
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
