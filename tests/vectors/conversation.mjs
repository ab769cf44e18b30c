/** A case under way, for event and thread vectors: her report, and events by anyone, made at will. */
import { toBase64, toHex, zeros } from "../../crypto/browser/bytes.js";
import { eventId, openReporterKeys, parseSubmission } from "../../crypto/browser/genesis.js";
import { parseEvent, sealCodeReplaced, sealEvent, sealMessage } from "../../crypto/browser/events.js";
import { kemPublic } from "../../crypto/browser/hpke.js";
import { keyId, logId, threadKey, threadKeyId } from "../../crypto/browser/keys.js";
import { derive } from "../../crypto/browser/reporter_keys.js";
import { verifyKey } from "../../crypto/browser/signing.js";
import { DEPLOYMENT, INV1, INV2 } from "./cast.mjs";
import { castReport, castSupplement } from "./report.mjs";
import { stream } from "./stream.mjs";

const MINUTE = "2026-11-25T10:00";

class Conversation {
  constructor(seed, report, submission, threads, next) {
    Object.assign(this, {
      random: stream(`${seed}, chance`),
      reporter: report.reporter,
      keyring: report.keyring,
      threads,
      next,
    });
    this.submission = submission;
    this.genesisHeader = submission.header;
    this.caseId = submission.header.caseId;
    this.generations = [
      new Map([...threads].map(([lane, key]) => [lane, { key, keyId: submission.header.keyIds[6 + lane] }])),
    ];
    this.places = new Map();
  }

  idOf(record) {
    return eventId(record.headerBytes, DEPLOYMENT);
  }

  async parentsOf(parents) {
    const records = parents || [this.submission];
    return Promise.all(records.map((record) => (record instanceof Uint8Array ? record : this.idOf(record))));
  }

  /** Any event of a member. `options`: type's body, lane, thread key, parents, keyring hash, log place. */
  async memberEvent(
    member,
    body,
    {
      lane = 1,
      key = this.threads.get(lane),
      parents = null,
      keyringHash = this.keyring.hash,
      logSeq = null,
      fields = {},
      recipients = [],
    } = {},
  ) {
    const place = logSeq || (this.places.get(member.id) || 0) + 1;
    this.places.set(member.id, place);
    return sealEvent({
      fields: {
        kind: 2,
        compartment: 16 + lane,
        caseId: this.caseId,
        keyId: await threadKeyId(key, lane, this.caseId, DEPLOYMENT),
        logId: await logId(member.logSecret, this.caseId, DEPLOYMENT),
        logSeq: place,
        logPrev: zeros(32),
        keyringHash,
        parents: await this.parentsOf(parents),
        ...fields,
      },
      author: { id: member.idBytes, vk: verifyKey(member.verifySeed), seeds: [member.verifySeed] },
      key,
      body,
      recipients,
      deployment: DEPLOYMENT,
      random: this.random,
    });
  }

  memberMessage(member, text, options = {}) {
    return this.memberEvent(
      member,
      { v: 1, type: "message", text, sent_at: MINUTE, role: member.role },
      options,
    );
  }

  status(member, status, options = {}) {
    return this.memberEvent(member, { v: 1, type: "status", status, note: "", sent_at: MINUTE }, options);
  }

  async reporterMessage(
    text,
    {
      parents = null,
      reporter = this.reporter,
      lane = 1,
      thread = this.threads.get(lane),
      keyringHash = this.keyring.hash,
    } = {},
  ) {
    const bytes = await sealMessage({
      text,
      sentAt: MINUTE,
      thread,
      caseId: this.caseId,
      reporter,
      parents: await this.parentsOf(parents),
      keyringHash,
      deployment: DEPLOYMENT,
      random: this.random,
    });
    return parseEvent(bytes);
  }

  /** A fresh K[1], wrapped to both investigators, its T to the reporter. Remembers the new T. */
  async rotation(member, { oldKey = this.threads.get(1), named = {}, to = this.reporter, ...options } = {}) {
    const fresh = this.random(32);
    const thread = await threadKey(fresh, 1, this.caseId, DEPLOYMENT);
    this.rotated = { key: thread, keyId: await threadKeyId(thread, 1, this.caseId, DEPLOYMENT) };
    const roster = [INV1, INV2];
    const slots = (key) => [key, null, null, null, null];
    const body = {
      v: 1,
      type: "rotate",
      lane: 1,
      roster: roster.map(({ id }) => id),
      exclusions: { teams: [], members: [] },
    };
    const keys = [
      { compartment: 1, keyId: await keyId(fresh, 1, this.caseId, DEPLOYMENT) },
      { compartment: 17, keyId: this.rotated.keyId },
    ];
    const wraps = roster.map((one) => ({
      kind: 3,
      recipientId: one.idBytes,
      kemPk: kemPublic(one.kemSeed),
      slots: slots(fresh),
    }));
    wraps.push({ kind: 4, recipientId: to.authorId, kemPk: to.kemPk, slots: slots(thread) });
    return this.memberEvent(member, body, {
      ...options,
      key: oldKey,
      fields: { kind: 3, keys, ...named },
      recipients: wraps,
    });
  }

  /** Something added later under one of her codes, or by anyone; `changes` go to sealSupplement. */
  async supplement({ reporter = this.reporter, ...changes } = {}) {
    const changed = { reporter, caseId: this.caseId, random: this.random, ...changes };
    return parseSubmission(await castSupplement(changed));
  }

  async codeReplaced({
    parents = null,
    next = this.next,
    reporter = this.reporter,
    generations = this.generations,
  } = {}) {
    const bytes = await sealCodeReplaced({
      reporter,
      next,
      generations,
      used: new Set([1]),
      caseId: this.caseId,
      parents: await this.parentsOf(parents),
      keyringHash: this.keyring.hash,
      deployment: DEPLOYMENT,
      random: this.random,
    });
    return parseEvent(bytes);
  }
}

/** A case of its own; the same name gives the same bytes. */
export async function caseOf(name) {
  const random = stream(name);
  const report = await castReport({}, random(32));
  const submission = await parseSubmission(report.bytes);
  const { threads } = await openReporterKeys(submission, report.reporter.kemSeed, DEPLOYMENT);
  return Object.assign(
    new Conversation(name, report, submission, threads, await derive(random(32), DEPLOYMENT)),
    {
      nextRoot: stream(name)(64).slice(32),
      rootKey: stream(name)(32),
    },
  );
}

/**
 * What POST mailbox/open gives for one record: of wraps only those for the reporter, of a report no bodies.
 */
export async function entryOf(record) {
  const kinds = record.header.wraps
    ? record.header.wraps.map(({ kind }) => kind)
    : record.header.entries.map((_, i, all) => (i === all.length - 1 ? 4 : 1));
  const wraps = record.wraps.flatMap((wrap, index) =>
    kinds[index] === 4 ? [{ index, wrap: toBase64(wrap) }] : [],
  );
  return {
    event_id: toHex(await eventId(record.headerBytes, DEPLOYMENT)),
    header: toBase64(record.headerBytes),
    signatures: (record.signatures || [record.signature]).map(toHex),
    bodies: record.bodies ? record.bodies.map(() => null) : [toBase64(record.body)],
    wraps,
    received_on: "2026-11-25",
  };
}
