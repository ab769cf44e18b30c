import { fromUtf8, Reader, toHex } from "./bytes.js";
import {
  ID_SIZE,
  INTAKE_MAGIC,
  INTAKE_RECORD_SIZE,
  INTAKE_RESERVE,
  INTAKE_RESERVE_DAYS,
  INTAKE_SIGNED_SIZE,
  INTAKE_WEEK_DAYS,
  INTAKE_WEEKLY,
  KEM_PUBLIC_SIZE,
  MAX_RECIPIENTS,
  SUITE,
  VERSION,
} from "./constants.js";
import { weekOf } from "./days.js";
import { BadLength, BadSignature, Malformed, StaleIntake } from "./errors.js";
import { verify } from "./signing.js";

/** A key that lives longer than the protocol says would undo its deletion. */
function hasRightDays(kind, notBefore, notAfter) {
  const days = notAfter - notBefore + 1;
  if (kind === INTAKE_WEEKLY) return days === INTAKE_WEEK_DAYS && weekOf(notBefore) === notBefore;
  return days >= 1 && days <= INTAKE_RESERVE_DAYS;
}

/**
 * One member's intake key of a signed record (1,308 bytes): kind ("weekly" or "reserve"), memberId (hex), notBefore and
 * notAfter (days, inclusive), kemPk, record. `today`: refuse outside these days. Raises BadLength, Malformed, BadSignature,
 * StaleIntake.
 */
export function parseRecord(bytes, keyring, { today = null } = {}) {
  if (bytes.length !== INTAKE_SIGNED_SIZE) throw new BadLength("an intake record has 1,308 bytes");
  const reader = new Reader(bytes);
  const [version, suite, kind, reserved] = reader.take(4);
  if (version !== VERSION || suite !== SUITE || reserved !== 0) throw new Malformed("no intake record of this protocol");
  if (kind !== INTAKE_WEEKLY && kind !== INTAKE_RESERVE) throw new Malformed("no such kind of intake key");
  const memberId = toHex(reader.take(ID_SIZE));
  const [notBefore, notAfter] = [reader.uint(4), reader.uint(4)];
  const kemPk = reader.take(KEM_PUBLIC_SIZE);
  const member = keyring.members.get(memberId);
  if (!member) throw new BadSignature("the record's member is not in the keyring");
  verify("intake", member.verifyVk, bytes.subarray(0, INTAKE_RECORD_SIZE), bytes.slice(INTAKE_RECORD_SIZE), keyring.deployment);
  if (!hasRightDays(kind, notBefore, notAfter)) throw new Malformed("an intake key may not live that long");
  if (today !== null && (today < notBefore || today > notAfter)) throw new StaleIntake("the key's days are over, or to come");
  return Object.freeze({
    kind: kind === INTAKE_WEEKLY ? "weekly" : "reserve",
    memberId,
    notBefore,
    notAfter,
    kemPk,
    record: bytes,
  });
}

/**
 * A Map of hex member id to intake key from a list ("AMI1"…), which follows the keyring's order; who has no record is
 * absent. One bad record must not stop every report: it is left out and counts in `refused`, and whoever seals checks
 * that two holders remain. Raises Malformed, BadLength for the list itself.
 */
export function parseList(bytes, keyring, { today = null } = {}) {
  const reader = new Reader(bytes);
  if (fromUtf8(reader.take(INTAKE_MAGIC.length)) !== INTAKE_MAGIC) throw new Malformed("this is no intake list");
  const count = reader.uint(2);
  if (count > MAX_RECIPIENTS) throw new Malformed("more intake records than recipients");
  const records = Array.from({ length: count }, () => reader.take(INTAKE_SIGNED_SIZE));
  reader.end();
  const keys = new Map();
  keys.refused = [];
  for (const record of records) {
    try {
      const key = parseRecord(record, keyring, { today });
      if (!keyring.intakeRecipients.includes(key.memberId) || keys.has(key.memberId)) throw new Malformed("not in its place");
      keys.set(key.memberId, key);
    } catch (error) {
      keys.refused.push(error);
    }
  }
  return keys;
}
