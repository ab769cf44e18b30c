import { concat, toHex, utf8 } from "../../../crypto/browser/bytes.js";
import { parseDay } from "../../../crypto/browser/days.js";
import * as cast from "../cast.mjs";

const { bad, INV1, INV2, VCO1, intakeRecord, listOf, ok } = cast;
const keyring = { keyring: { blob: "keyring" }, root_vk: toHex(cast.ROOT_VK) };
const base64 = (bytes) => Buffer.from(bytes).toString("base64");
const one = (record, today = cast.TODAY) => ({ record: toHex(record), ...keyring, today });
const many = (list, today = cast.TODAY) => ({ list: toHex(list), ...keyring, today });

function recordFaults() {
  const day = parseDay(cast.TODAY);
  const weekly = intakeRecord(INV1);
  const put = (at, byte) => weekly.map((old, i) => (i === at ? byte : old));
  const reserve = { kind: 2, start: day, end: day + 179 };
  return [
    bad("version 2", "parse_record", one(put(0, 2)), "Malformed"),
    bad("suite 2", "parse_record", one(put(1, 2)), "Malformed"),
    bad("kind 3", "parse_record", one(intakeRecord(INV1, { kind: 3 })), "Malformed"),
    bad("a reserved byte", "parse_record", one(intakeRecord(INV1, { reserved: 1 })), "Malformed"),
    bad(
      "a week from Tuesday",
      "parse_record",
      one(intakeRecord(INV1, { start: day - 1, end: day + 5 })),
      "Malformed",
    ),
    bad(
      "a week of eight days",
      "parse_record",
      one(intakeRecord(INV1, { start: day - 2, end: day + 5 })),
      "Malformed",
    ),
    bad(
      "a reserve of 181 days",
      "parse_record",
      one(intakeRecord(INV1, { ...reserve, end: day + 180 })),
      "Malformed",
    ),
    bad(
      "ends before it begins",
      "parse_record",
      one(intakeRecord(INV1, { ...reserve, end: day - 1 })),
      "Malformed",
    ),
    bad("a statistics officer", "parse_record", one(intakeRecord(cast.STAT1)), "BadSignature"),
    bad(
      "signed by another member",
      "parse_record",
      one(intakeRecord(INV1, { signer: INV2 })),
      "BadSignature",
    ),
    bad("a key swapped", "parse_record", one(put(500, weekly[500] ^ 1)), "BadSignature"),
    bad("a byte short", "parse_record", one(weekly.slice(1)), "BadLength"),
    bad("a byte more", "parse_record", one(concat(weekly, Uint8Array.of(0))), "BadLength"),
    bad("three days after its end", "parse_record", one(weekly, "2026-12-02"), "StaleIntake"),
    bad("three days before its start", "parse_record", one(weekly, "2026-11-20"), "StaleIntake"),
    ok("two days after its end", "parse_record", one(weekly, "2026-12-01")),
    ok("two days before its start", "parse_record", one(weekly, "2026-11-21")),
    ok("a reserve of 180 days", "parse_record", one(intakeRecord(INV1, reserve))),
  ];
}

export async function makeIntake() {
  const [a, b, c] = [INV1, INV2, VCO1].map((member) => intakeRecord(member));
  const full = listOf(cast.RECIPIENTS.map((member) => intakeRecord(member)));
  const blobs = { keyring: base64(cast.KEYRING), full: base64(full) };
  const cases = [
    ok("a weekly key", "parse_record", one(intakeRecord(INV1))),
    ok("any day", "parse_record", one(intakeRecord(INV1), null)),
    ...recordFaults(),
    ok("a list", "parse_list", many(listOf([a, b, c]))),
    ok("a full list", "parse_list", { ...many(full), list: { blob: "full" } }),
    ok("an empty list", "parse_list", many(listOf([]))),
    ok("a gap in a list", "parse_list", many(listOf([a, c]))),
    ok("another order", "parse_list", many(listOf([b, a]))),
    ok("a member twice", "parse_list", many(listOf([a, a]))),
    bad("list magic", "parse_list", many(concat(utf8("AMI2"), listOf([a]).slice(4))), "Malformed"),
    bad("list a byte short", "parse_list", many(listOf([a]).slice(0, -1)), "BadLength"),
    bad("list a byte more", "parse_list", many(concat(listOf([a]), Uint8Array.of(0))), "BadLength"),
    ok(
      "a bad record in a list is left out",
      "parse_list",
      many(listOf([a, intakeRecord(INV2, { signer: INV1 }), c])),
    ),
    ok("a stale list is empty", "parse_list", many(listOf([a]), "2026-12-02")),
    bad(
      "a list longer than the recipients",
      "parse_list",
      many(listOf(Array.from({ length: 9 }, () => a))),
      "Malformed",
    ),
    ...["2026-11-23", "2026-11-25", "2026-11-29", "2027-01-01"].map((day) =>
      ok(`week of ${day}`, "week_of", { day }),
    ),
  ];
  return { about: "Intake keys: a week each, signed by their member.", blobs, cases };
}
