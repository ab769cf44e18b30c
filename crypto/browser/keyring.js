import { fromHex, fromUtf8, isZero, Reader, toHex } from "./bytes.js";
import {
  GROUPS,
  GROUPS_OF_TWO,
  HASH_SIZE,
  ID_SIZE,
  KEYRING_MAGIC,
  KEYRING_SKEW_DAYS,
  MAX_KEYRING_DOC,
  MAX_RECIPIENTS,
  MIN_RECIPIENTS,
  POLICY_NAMES,
  SIGNATURE_SIZE,
  SUITE,
  VERSION,
} from "./constants.js";
import { parseDay } from "./days.js";
import { domain, sha256 } from "./domain.js";
import { GroupTooSmall, KeyringAltered, KeyringExpired, KeyringRolledBack, KeyringUnsigned, Malformed } from "./errors.js";
import { decodeJson, isObject } from "./json.js";
import { verify } from "./signing.js";
import { honoured, readSuspension } from "./suspension.js";

const FINGERPRINT_SIZE = 20;

function need(condition, what) {
  if (!condition) throw new Malformed(`the keyring's ${what} is not as it must be`);
}

const isList = (value, test) => Array.isArray(value) && value.every(test);
const isText = (value) => typeof value === "string" && value.length > 0;
const distinct = (list) => new Set(list).size === list.length;

function isHex(value, size) {
  return typeof value === "string" && value.length === 2 * size && /^[0-9a-f]+$/.test(value);
}

function readMember(entry, groups) {
  need(isObject(entry) && isHex(entry.id, ID_SIZE) && isText(entry.role) && typeof entry.region === "string", "member");
  return Object.freeze({
    id: entry.id,
    role: entry.role,
    region: entry.region,
    authVk: fromHex(entry.auth_vk, HASH_SIZE),
    verifyVk: fromHex(entry.verify_vk, HASH_SIZE),
    groups: GROUPS.filter((group) => groups[group].includes(entry.id)),
  });
}

function readMembers(fields) {
  const { groups } = fields;
  const isIds = (value) => isList(value, (id) => isHex(id, ID_SIZE)) && distinct(value);
  need(isObject(groups) && GROUPS.every((group) => isIds(groups[group])), "groups");
  need(Array.isArray(fields.members), "members");
  const members = new Map(fields.members.map((entry) => readMember(entry, groups)).map((member) => [member.id, member]));
  need(members.size === fields.members.length, "members");
  // One key in two places would let one person sign as two.
  const keys = [...members.values()].flatMap((member) => [toHex(member.authVk), toHex(member.verifyVk)]);
  need(distinct(keys), "member keys");
  const recipients = fields.intake_recipients;
  need(isIds(recipients) && recipients.length <= MAX_RECIPIENTS, "intake_recipients");
  need([...GROUPS.flatMap((group) => groups[group]), ...recipients].every((id) => members.has(id)), "groups");
  return members;
}

function readDocument(bytes, deployment) {
  const fields = decodeJson(bytes);
  need(fields.amparo === "keyring" && fields.protocol === VERSION && fields.suite === SUITE, "protocol");
  need(fields.deployment_id === toHex(deployment), "deployment_id");
  need(Number.isSafeInteger(fields.version) && fields.version >= 1, "version");
  need(isList(fields.origins, isText) && fields.origins.length > 0, "origins");
  need(isObject(fields.policies) && POLICY_NAMES.every((name) => isHex(fields.policies[name], HASH_SIZE)), "policies");
  need(isHex(fields.previous, HASH_SIZE), "previous");
  return {
    version: fields.version,
    issuedOn: parseDay(fields.issued_on),
    expiresOn: parseDay(fields.expires_on),
    origins: fields.origins,
    members: readMembers(fields),
    groups: fields.groups,
    intakeRecipients: fields.intake_recipients,
    policies: fields.policies,
    previous: fields.previous,
  };
}

function readContainer(container) {
  const reader = new Reader(container);
  if (fromUtf8(reader.take(KEYRING_MAGIC.length)) !== KEYRING_MAGIC) throw new Malformed("this is no keyring");
  const size = reader.uint(4);
  if (size > MAX_KEYRING_DOC) throw new Malformed("the keyring is too large");
  const document = reader.take(size);
  const signature = reader.take(SIGNATURE_SIZE);
  const suspensions = Array.from({ length: reader.uint(1) }, () => readSuspension(reader));
  reader.end();
  return { document, signature, suspensions };
}

function checkSignature(rootVk, document, signature, deployment) {
  if (isZero(signature)) throw new KeyringUnsigned("the keyring bears no root signature");
  try {
    verify("keyring", rootVk, document, signature, deployment);
  } catch {
    throw new KeyringAltered("the keyring is not what the root key signed");
  }
}

function checkGroups({ groups, intakeRecipients }) {
  for (const group of GROUPS) {
    const size = groups[group].length;
    if (size === 1 || (size === 0 && GROUPS_OF_TWO.includes(group))) throw new GroupTooSmall(`${group} has ${size}`, { group });
  }
  if (intakeRecipients.length < MIN_RECIPIENTS) throw new GroupTooSmall("too few intake recipients");
}

/**
 * The verified keyring of a container ("AMK1"…): version, issuedOn and expiresOn (day numbers), origins, groups, members
 * (a Map by hex id), intakeRecipients, policies, hash, document, suspended (a Set of hex ids).
 *
 * `today` (a day number): refuse outside its days; leave it out to verify old events. `floorVersion`: the highest version
 * seen. Raises Malformed, BadLength, KeyringUnsigned, KeyringAltered, KeyringRolledBack, KeyringExpired, GroupTooSmall.
 */
export async function parseKeyring(container, rootVk, deployment, { today = null, floorVersion = 0 } = {}) {
  const { document, signature, suspensions } = readContainer(container);
  checkSignature(rootVk, document, signature, deployment);
  const keyring = readDocument(document, deployment);
  if (keyring.version < floorVersion) throw new KeyringRolledBack(`version ${keyring.version} is older than one seen`);
  if (today !== null && !plausibleDay(keyring, today)) throw new KeyringExpired("today lies outside the keyring's days");
  checkGroups(keyring);
  const hash = await sha256(document);
  const suspended = honoured({ ...keyring, hash }, suspensions, deployment);
  return Object.freeze({ ...keyring, deployment, hash, document, suspended });
}

/** Whether a clock that says `day` fits the keyring's days; where not, the page asks "is today DATE?". */
export function plausibleDay(keyring, day) {
  return day >= keyring.issuedOn - KEYRING_SKEW_DAYS && day <= keyring.expiresOn;
}

/** Ten groups of four hex digits, as printed on posters. */
export async function rootFingerprint(rootVk, deployment) {
  const hash = await sha256(domain("root-fingerprint", deployment), rootVk);
  return toHex(hash.slice(0, FINGERPRINT_SIZE)).match(/.{4}/g).join(" ");
}
