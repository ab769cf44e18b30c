import { fromUtf8, isZero, Reader, toHex } from "./bytes.js";
import {
  KEYRING_MAGIC,
  KEYRING_SKEW_DAYS,
  KEYRING_WARN_DAYS,
  MAX_KEYRING_DOC,
  SIGNATURE_SIZE,
} from "./constants.js";
import { domain, sha256 } from "./domain.js";
import { KeyringAltered, KeyringExpired, KeyringRolledBack, KeyringUnsigned, Malformed } from "./errors.js";
import { decodeJson } from "./json.js";
import { readKeyringDocument } from "./keyring_document.js";
import { verify } from "./signing.js";
import { honoured, readSuspension } from "./suspension.js";

const FINGERPRINT_SIZE = 20;

function readContainer(container) {
  const reader = new Reader(container);
  if (fromUtf8(reader.take(KEYRING_MAGIC.length)) !== KEYRING_MAGIC)
    throw new Malformed("this is no keyring");
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

/**
 * The verified keyring of a container ("AMK1"…): version, issuedOn and expiresOn (day numbers), origins,
 * groups, members (a Map by hex id), intakeRecipients, policies, hash, document, suspended (a Set of hex
 * ids).
 *
 * `today` (a day number): refuse outside its days; leave it out to verify old events. `floorVersion`: the
 * highest version seen. `vouched`: hex hashes of older keyrings for which this root answers though another signed
 * them (`parseRootChange`), never for the current one. Raises Malformed, BadLength, KeyringUnsigned, KeyringAltered, KeyringRolledBack,
 * KeyringExpired.
 */
export async function parseKeyring(
  container,
  rootVk,
  deployment,
  { today = null, floorVersion = 0, vouched = new Set() } = {},
) {
  const { document, signature, suspensions } = readContainer(container);
  const hash = await sha256(document);
  if (!vouched.has(toHex(hash))) checkSignature(rootVk, document, signature, deployment);
  const keyring = readKeyringDocument(decodeJson(document), deployment);
  if (keyring.version < floorVersion)
    throw new KeyringRolledBack(`version ${keyring.version} is older than one seen`);
  if (today !== null && !plausibleDay(keyring, today))
    throw new KeyringExpired("today lies outside the keyring's days");
  const suspended = honoured({ ...keyring, hash }, suspensions, deployment);
  return Object.freeze({ ...keyring, deployment, hash, document, suspended });
}

/** Whether a clock that says `day` fits the keyring's days; where not, the page asks "is today DATE?". */
export function plausibleDay(keyring, day) {
  return day >= keyring.issuedOn - KEYRING_SKEW_DAYS && day <= keyring.expiresOn;
}

/** Days left where a warning is due (60 days before the end), else null. */
export function expiryWarning(keyring, day) {
  const left = keyring.expiresOn - day;
  return left <= KEYRING_WARN_DAYS ? left : null;
}

/** Ten groups of four hex digits, as printed on posters. */
export async function rootFingerprint(rootVk, deployment) {
  const hash = await sha256(domain("root-fingerprint", deployment), rootVk);
  return toHex(hash.slice(0, FINGERPRINT_SIZE)).match(/.{4}/g).join(" ");
}
