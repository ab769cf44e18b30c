import { fromUtf8, Reader, toHex } from "./bytes.js";
import {
  ID_SIZE,
  INTAKE_MAGIC,
  INTAKE_RECORD_SIZE,
  INTAKE_RESERVE,
  INTAKE_RESERVE_DAYS,
  INTAKE_SIGNED_SIZE,
  INTAKE_SKEW_DAYS,
  INTAKE_WEEK_DAYS,
  INTAKE_WEEKLY,
  KEM_PUBLIC_SIZE,
  SUITE,
  VERSION,
} from "./constants.js";
import { weekOf } from "./days.js";
import { BadLength, BadSignature, Malformed, ProtocolError, StaleIntake } from "./errors.js";
import { verify } from "./signing.js";

/** A key that lives longer than the protocol says would undo its deletion. */
function hasRightDays(kind, notBefore, notAfter) {
  const days = notAfter - notBefore + 1;
  if (kind === INTAKE_WEEKLY) return days === INTAKE_WEEK_DAYS && weekOf(notBefore) === notBefore;
  return days >= 1 && days <= INTAKE_RESERVE_DAYS;
}

/**
 * One member's intake key of a signed record (1,308 bytes): kind ("weekly" or "reserve"), memberId (hex),
 * notBefore and notAfter (days, inclusive), kemPk, record. `today`: refuse more than two days outside these.
 * Raises BadLength, Malformed, BadSignature, StaleIntake.
 */
export function parseRecord(bytes, keyring, { today = null, holders = keyring.intakeRecipients } = {}) {
  if (bytes.length !== INTAKE_SIGNED_SIZE) throw new BadLength("an intake record has 1,308 bytes");
  const reader = new Reader(bytes);
  const [version, suite, kind, reserved] = reader.take(4);
  if (version !== VERSION || suite !== SUITE || reserved !== 0)
    throw new Malformed("no intake record of this protocol");
  if (kind !== INTAKE_WEEKLY && kind !== INTAKE_RESERVE) throw new Malformed("no such kind of intake key");
  const memberId = toHex(reader.take(ID_SIZE));
  const [notBefore, notAfter] = [reader.uint(4), reader.uint(4)];
  const kemPk = reader.take(KEM_PUBLIC_SIZE);
  if (!hasRightDays(kind, notBefore, notAfter)) throw new Malformed("an intake key may not live that long");
  const member = keyring.members.get(memberId);
  if (!member || !holders.includes(memberId))
    throw new BadSignature("this member may have no such key");
  verify(
    "intake",
    member.verifyVk,
    bytes.subarray(0, INTAKE_RECORD_SIZE),
    bytes.slice(INTAKE_RECORD_SIZE),
    keyring.deployment,
  );
  if (today !== null && (today - notAfter > INTAKE_SKEW_DAYS || notBefore - today > INTAKE_SKEW_DAYS)) {
    throw new StaleIntake("the key's days are over, or still to come");
  }
  return Object.freeze({
    kind: kind === INTAKE_WEEKLY ? "weekly" : "reserve",
    memberId,
    notBefore,
    notAfter,
    kemPk,
    record: bytes,
  });
}

function tryRecord(record, keyring, options) {
  try {
    return parseRecord(record, keyring, options);
  } catch (error) {
    if (error instanceof ProtocolError) return null;
    throw error;
  }
}

/**
 * A Map of hex member id to intake key from a list ("AMI1"…), in the order of `holders`; who has no record is absent.
 * A record that `parseRecord` refuses is left out: one bad key must not stop every report, and whoever seals
 * counts the holders that remain. Raises Malformed, BadLength for the list itself.
 */
export function parseList(bytes, keyring, { today = null, holders = keyring.intakeRecipients } = {}) {
  const reader = new Reader(bytes);
  if (fromUtf8(reader.take(INTAKE_MAGIC.length)) !== INTAKE_MAGIC)
    throw new Malformed("this is no intake list");
  const count = reader.uint(2);
  if (count > holders.length) throw new Malformed("more intake keys than recipients");
  const records = Array.from({ length: count }, () => reader.take(INTAKE_SIGNED_SIZE));
  reader.end();
  const keys = records.map((record) => tryRecord(record, keyring, { today, holders })).filter((key) => key !== null);
  const first = (id) => keys.find(({ memberId }) => memberId === id);
  return new Map(holders.filter(first).map((id) => [id, first(id)]));
}
