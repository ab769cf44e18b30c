/** Operations on documents, reports, events and threads; `operations.mjs` holds the rest and puts them together. */
import { toHex } from "../../crypto/browser/bytes.js";
import { formatDay, parseDay, weekOf } from "../../crypto/browser/days.js";
import * as events from "../../crypto/browser/events.js";
import * as genesis from "../../crypto/browser/genesis.js";
import * as intake from "../../crypto/browser/intake.js";
import { parseKeyring, rootFingerprint } from "../../crypto/browser/keyring.js";
import { parseManifest } from "../../crypto/browser/manifest.js";
import * as packets from "../../crypto/browser/packets.js";
import { kemPublic } from "../../crypto/browser/hpke.js";
import { derive } from "../../crypto/browser/reporter_keys.js";
import { parseRootChange } from "../../crypto/browser/root_change.js";
import { openSurvey, sealSurvey } from "../../crypto/browser/survey.js";
import { openThread } from "../../crypto/browser/thread.js";
import { stream } from "./stream.mjs";
import { slotsOut, written } from "./values.mjs";

const dayIn = (text) => (text ? parseDay(text) : null);

const readKeyring = (i, { deployment, bytes }) =>
  parseKeyring(bytes(i.keyring), bytes(i.root_vk), deployment);

const packetKeysOf = (i, { deployment, bytes }) => packets.packetKeys(bytes(i.root), deployment);

const packetOperations = {
  packet_keys: async (i, context) => {
    const { packetId, proofKey } = await packetKeysOf(i, context);
    return { packet_id: toHex(packetId), proof_key: toHex(proofKey) };
  },
  packet_record: async (i, context) => ({
    record: toHex(
      await packets.packetRecord(context.bytes(i.seed), await packetKeysOf(i, context), context.deployment),
    ),
  }),
  check_packet_record: async (i, context) => ({
    kem_pk: toHex(
      await packets.checkPacketRecord(context.bytes(i.record), await packetKeysOf(i, context), context.deployment),
    ),
  }),
  seal_packet_answer: async (i, context) => {
    const keys = await packetKeysOf(i, context);
    const sealed = await packets.sealPacketAnswer(i.document, context.bytes(i.record), keys, context.deployment);
    return { length: sealed.length };
  },
  open_packet_answer: async (i, context) => {
    const keys = await packetKeysOf(i, context);
    const { bytes, deployment } = context;
    return { document: await packets.openPacketAnswer(bytes(i.answer), bytes(i.seed), keys, deployment) };
  },
};

const surveyOperations = {
  open_survey: async (i, { deployment, bytes }) => {
    const { policyVersion, answers } = await openSurvey(bytes(i.row), i.officer, bytes(i.seed), deployment);
    return { policy_version: policyVersion, answers };
  },
  seal_survey: async (i, { deployment, bytes }) => {
    const keys = new Map(i.kem_seeds.map((seed, at) => [i.officers[at], kemPublic(bytes(seed))]));
    const answers = { policyVersion: i.policy_version, answers: i.answers };
    return { length: (await sealSurvey(answers, i.officers, keys, deployment)).length };
  },
};

export const documentOperations = {
  ...packetOperations,
  ...surveyOperations,
  parse_manifest: async (i, { deployment, bytes }) => {
    const { hash, version } = await parseManifest(bytes(i.container), bytes(i.root_vk), deployment);
    return { hash: toHex(hash), version };
  },
  parse_root_change: async (i, { deployment, bytes }) => {
    const { former, rootVk, formerSigned, keyrings } = parseRootChange(bytes(i.container), deployment);
    return {
      former: toHex(former),
      root_vk: toHex(rootVk),
      former_signed: formerSigned,
      keyrings: [...keyrings],
    };
  },
  parse_keyring: async (i, { deployment, bytes }) => {
    const options = {
      today: dayIn(i.today),
      floorVersion: i.floor_version || 0,
      vouched: new Set(i.vouched || []),
    };
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
  root_fingerprint: async (i, { deployment, bytes }) => ({
    text: await rootFingerprint(bytes(i.root_vk), deployment),
  }),
  parse_record: async (i, context) => {
    const key = intake.parseRecord(context.bytes(i.record), await readKeyring(i, context), {
      today: dayIn(i.today),
    });
    return {
      kind: key.kind,
      member_id: key.memberId,
      not_before: formatDay(key.notBefore),
      not_after: formatDay(key.notAfter),
      kem_pk: toHex(key.kemPk),
    };
  },
  parse_list: async (i, context) => {
    const found = intake.parseList(context.bytes(i.list), await readKeyring(i, context), {
      today: dayIn(i.today),
    });
    return { member_ids: [...found.keys()] };
  },
  week_of: async (i) => ({ monday: formatDay(weekOf(parseDay(i.day))) }),
};

async function sealInput(i, context) {
  const { deployment, bytes } = context;
  const keyring = await readKeyring(i, context);
  const { lanes, share_a: shareA, share_b: shareB } = i.rosters;
  return {
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
  };
}

export const reportOperations = {
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
    event_id: toHex(
      await genesis.verifySubmission(await genesis.parseSubmission(bytes(i.submission)), deployment),
    ),
  }),
  open_wrap: async (i, { deployment, bytes }) => ({
    slots: slotsOut(
      await genesis.openWrap(
        await genesis.parseSubmission(bytes(i.submission)),
        i.index,
        bytes(i.seed),
        deployment,
      ),
    ),
  }),
  open_keys: async (i, { deployment, bytes }) => {
    const held = await genesis.openReporterKeys(
      await genesis.parseSubmission(bytes(i.submission)),
      bytes(i.seed),
      deployment,
    );
    const threads = Object.fromEntries([...held.threads].map(([lane, key]) => [lane, toHex(key)]));
    return { threads, used: [...held.used] };
  },
  open_genesis_body: async (i, { deployment, bytes }) => ({
    body: await genesis.openGenesisBody(
      await genesis.parseSubmission(bytes(i.submission)),
      i.c,
      bytes(i.key),
      deployment,
    ),
  }),
  seal_report: async (i, context) => {
    const sealed = await genesis.sealReport(await sealInput(i, context));
    return { length: sealed.length, submission: written(sealed) };
  },
  seal_supplement: async (i, context) => {
    const caseId = context.bytes(i.case_id);
    const sealed = await genesis.sealSupplement({ ...(await sealInput(i, context)), caseId });
    return { length: sealed.length, submission: written(sealed) };
  },
  verify_supplement: async (i, { deployment, bytes }) => {
    const supplement = await genesis.parseSubmission(bytes(i.submission));
    return { event_id: toHex(await genesis.verifySubmission(supplement, deployment, bytes(i.sign_vk))) };
  },
};

export const eventOperations = {
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
    event_id: toHex(
      await events.verifyEvent(await events.parseEvent(bytes(i.submission)), bytes(i.author_vk), deployment),
    ),
  }),
  open_event_wrap: async (i, { deployment, bytes }) => {
    const event = await events.parseEvent(bytes(i.submission));
    return {
      slots: slotsOut(
        await events.openEventWrap(event, i.index, bytes(i.seed), bytes(i.author_vk), deployment),
      ),
    };
  },
  open_event: async (i, { deployment, bytes }) => ({
    body: await events.openEvent(await events.parseEvent(bytes(i.submission)), bytes(i.key), deployment),
  }),
};

export const threadOperations = {
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
