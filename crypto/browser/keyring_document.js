import { fromHex, toHex } from "./bytes.js";
import {
  GROUPS,
  HASH_SIZE,
  ID_SIZE,
  INTAKE_GROUPS,
  KEYRING_DAYS,
  MAX_ORIGIN,
  MAX_RECIPIENTS,
  MIN_RECIPIENTS,
  POLICY_NAMES,
  SUITE,
  VERSION,
} from "./constants.js";
import { parseDay } from "./days.js";
import { Malformed } from "./errors.js";
import { isObject } from "./json.js";

const FIELDS = [
  "amparo",
  "deployment_id",
  "expires_on",
  "groups",
  "intake_recipients",
  "issued_on",
  "members",
  "origins",
  "policies",
  "previous",
  "protocol",
  "suite",
  "version",
];
const MEMBER_FIELDS = ["auth_vk", "id", "region", "role", "verify_vk"];
const ORIGIN = /^(https?:\/\/[a-z0-9.-]+(:[0-9]{1,5})?|https?:\/\/\[[0-9a-f:]+\](:[0-9]{1,5})?)$/;
const LABEL = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;

function need(condition, what) {
  if (!condition) throw new Malformed(`the keyring's ${what} is not as it must be`);
}

const distinct = (list) => new Set(list).size === list.length;
const hasFields = (value, names) =>
  isObject(value) && Object.keys(value).sort().join() === [...names].sort().join();
const isLabel = (value) => typeof value === "string" && LABEL.test(value);
const isNumber = (value) => Number.isSafeInteger(value) && value >= 1;

function readIds(value, what) {
  need(Array.isArray(value) && distinct(value), what);
  value.forEach((id) => fromHex(id, ID_SIZE));
  return value;
}

function readMember(entry, groups) {
  need(hasFields(entry, MEMBER_FIELDS), "member");
  need(
    fromHex(entry.id, ID_SIZE).some((byte) => byte !== 0),
    "member id",
  );
  need(isLabel(entry.role) && isLabel(entry.region), "role or region");
  return Object.freeze({
    id: entry.id,
    role: entry.role,
    region: entry.region,
    authVk: fromHex(entry.auth_vk, HASH_SIZE),
    verifyVk: fromHex(entry.verify_vk, HASH_SIZE),
    groups: GROUPS.filter((group) => groups[group].includes(entry.id)),
  });
}

function readMembers(entries, groups) {
  need(Array.isArray(entries), "members");
  const members = entries.map((entry) => readMember(entry, groups));
  const keys = members.flatMap(({ authVk, verifyVk }) => [toHex(authVk), toHex(verifyVk)]);
  // A key that stands once names one member: a log-in or a signature has one author.
  need(distinct(keys) && distinct(members.map(({ id }) => id)), "members' ids and keys");
  return new Map(members.map((member) => [member.id, member]));
}

function readRecipients(value, groups) {
  const recipients = readIds(value, "intake_recipients");
  need(recipients.length >= MIN_RECIPIENTS && recipients.length <= MAX_RECIPIENTS, "number of recipients");
  need(
    recipients.every((id) => INTAKE_GROUPS.some((group) => groups[group].includes(id))),
    "recipients",
  );
  return recipients;
}

function readOrigins(value) {
  const isOrigin = (origin) =>
    typeof origin === "string" && origin.length <= MAX_ORIGIN && ORIGIN.test(origin);
  need(Array.isArray(value) && value.length > 0 && value.every(isOrigin) && distinct(value), "origins");
  return value;
}

/** The typed fields of a keyring document; an unknown field is refused. Raises Malformed. */
export function readKeyringDocument(fields, deployment) {
  need(hasFields(fields, FIELDS), "list of fields");
  need(fields.amparo === "keyring" && fields.protocol === VERSION && fields.suite === SUITE, "protocol");
  need(isNumber(fields.version), "version");
  const [issuedOn, expiresOn] = [parseDay(fields.issued_on), parseDay(fields.expires_on)];
  need(expiresOn > issuedOn && expiresOn - issuedOn <= KEYRING_DAYS, "term of validity");
  const { groups, policies } = fields;
  need(hasFields(groups, GROUPS), "groups");
  GROUPS.forEach((group) => readIds(groups[group], group));
  const members = readMembers(fields.members, groups);
  need(
    GROUPS.every((group) => groups[group].every((id) => members.has(id))),
    "groups",
  );
  need(hasFields(policies, POLICY_NAMES), "policies");
  POLICY_NAMES.forEach((name) => fromHex(policies[name], HASH_SIZE));
  fromHex(fields.previous, HASH_SIZE);
  need(toHex(deployment) === fields.deployment_id, "deployment_id");
  return {
    version: fields.version,
    issuedOn,
    expiresOn,
    origins: readOrigins(fields.origins),
    groups,
    members,
    intakeRecipients: readRecipients(fields.intake_recipients, groups),
    policies,
    previous: fields.previous,
  };
}
