/**
 * The people and documents of the vectors: one deployment, eight members in four groups, two statistics
 * officers.
 */
import { concat, toHex, uint, utf8, zeros } from "../../crypto/browser/bytes.js";
import { parseDay, weekOf } from "../../crypto/browser/days.js";
import { kemPublic } from "../../crypto/browser/hpke.js";
import { sign, verifyKey } from "../../crypto/browser/signing.js";
import { stream } from "./stream.mjs";

const random = stream("the cast");
export const DEPLOYMENT = random(16);
export const ROOT_SEED = random(32);
export const ROOT_VK = verifyKey(ROOT_SEED);
export const TODAY = "2026-11-25";
const ISSUED = "2026-11-02";
const EXPIRES = "2027-12-07";

const ROLES = [
  ["INV", "head-of-investigations", "HQ"],
  ["INV", "investigator", "HQ"],
  ["VCO", "victim-care-officer", "HQ"],
  ["VCO", "psea-officer", "country-a"],
  ["ETH", "ethics-officer", "HQ"],
  ["ETH", "ethics-officer", "HQ"],
  ["ALT", "oversight", "HQ"],
  ["ALT", "oversight", "HQ"],
  ["STAT", "statistics-officer", "HQ"],
  ["STAT", "statistics-officer", "HQ"],
];

export const MEMBERS = ROLES.map(([group, role, region]) => {
  const [id, authSeed, verifySeed, kemSeed] = [random(16), random(32), random(32), random(32)];
  return {
    id: toHex(id),
    idBytes: id,
    group,
    role,
    region,
    authSeed,
    verifySeed,
    kemSeed,
    logSecret: random(32),
  };
});
export const [INV1, INV2, VCO1, VCO2, ETH1, ETH2, ALT1, ALT2, STAT1] = MEMBERS;
export const RECIPIENTS = MEMBERS.filter(({ group }) => group !== "STAT");

/** A keyring document's fields; `changes` replaces some. */
export function keyringFields(changes = {}, members = MEMBERS) {
  const groups = Object.fromEntries(
    ["INV", "VCO", "ETH", "ALT", "AAP", "STAT", "CUST"].map((name) => [name, []]),
  );
  members.forEach(({ group, id }) => groups[group].push(id));
  return {
    amparo: "keyring",
    protocol: 1,
    suite: 1,
    deployment_id: toHex(DEPLOYMENT),
    version: 3,
    issued_on: ISSUED,
    expires_on: EXPIRES,
    origins: ["http://127.0.0.1:8000", "https://report.example.org"],
    groups,
    members: members.map(({ id, role, region, authSeed, verifySeed }) => ({
      id,
      role,
      region,
      auth_vk: toHex(verifyKey(authSeed)),
      verify_vk: toHex(verifyKey(verifySeed)),
    })),
    intake_recipients: members.filter(({ group }) => group !== "STAT").map(({ id }) => id),
    policies: { routing: "11".repeat(32), roles: "22".repeat(32), sharing: "33".repeat(32) },
    previous: "00".repeat(32),
    ...changes,
  };
}

export const documentBytes = (fields) => utf8(JSON.stringify(fields));

/** The container of a document, signed by the root unless `signature` says otherwise. */
export function containerOf(document, { signature = null, suspensions = [] } = {}) {
  const signed = signature || sign("keyring", ROOT_SEED, document, DEPLOYMENT);
  const head = concat(utf8("AMK1"), uint(document.length, 4), document, signed);
  return concat(head, Uint8Array.of(suspensions.length), ...suspensions);
}

export const KEYRING_DOCUMENT = documentBytes(keyringFields());
export const KEYRING = containerOf(KEYRING_DOCUMENT);

/** 208 bytes: two signers suspend a member under the keyring of that hash. */
export function suspension(member, keyringHash, signers) {
  const message = concat(member.idBytes, keyringHash);
  const signatures = signers.map((one) =>
    concat(one.idBytes, sign("suspend", one.verifySeed, message, DEPLOYMENT)),
  );
  return concat(message, ...signatures);
}

/** A signed intake record of 1,308 bytes. */
export function intakeRecord(member, changes = {}) {
  const monday = weekOf(parseDay(TODAY));
  const fields = {
    kind: 1,
    start: monday,
    end: monday + 6,
    kemPk: kemPublic(member.kemSeed),
    reserved: 0,
    ...changes,
  };
  const record = concat(
    Uint8Array.of(1, 1, fields.kind, fields.reserved),
    member.idBytes,
    uint(fields.start, 4),
    uint(fields.end, 4),
    fields.kemPk,
  );
  return concat(record, sign("intake", (changes.signer || member).verifySeed, record, DEPLOYMENT));
}

export const listOf = (records) => concat(utf8("AMI1"), uint(records.length, 2), ...records);

/** An X25519 half of zeros is of small order: nothing can be sealed to such a key. */
export const weakKem = (member) => concat(kemPublic(member.kemSeed).slice(0, 1_184), zeros(32));

/** Six weekly keys, ETH2 with a reserve key, ALT2 without any. */
export const INTAKE = listOf(
  RECIPIENTS.filter((member) => member !== ALT2).map((member) =>
    member === ETH2
      ? intakeRecord(member, { kind: 2, start: parseDay("2026-10-01"), end: parseDay("2027-03-29") })
      : intakeRecord(member),
  ),
);

export const ROSTERS = {
  lanes: {
    1: [INV1.id, INV2.id],
    2: [ETH1.id, ETH2.id],
    3: [VCO1.id, VCO2.id],
    5: [INV1.id, INV2.id, VCO1.id, VCO2.id],
  },
  share_a: [ETH1.id, ETH2.id],
  share_b: [ALT1.id],
};

export const ok = (name, op, input) => ({ name, op, in: input });
export const bad = (name, op, input, error) => ({ name, op, in: input, error });
/** The same function in one language only. */
export const only = (languages, one) => ({ ...one, languages });
