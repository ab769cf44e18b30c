import { concat, toHex, uint, utf8, zeros } from "../../../crypto/browser/bytes.js";
import { sha256 } from "../../../crypto/browser/domain.js";
import { sign } from "../../../crypto/browser/signing.js";
import * as cast from "../cast.mjs";
import { stream } from "../stream.mjs";

const { bad, containerOf, documentBytes, keyringFields, ok } = cast;
const root = { root_vk: toHex(cast.ROOT_VK), today: null, floor_version: 0 };
const given = (container, changes = {}) => ({ container: toHex(container), ...root, ...changes });
const withFields = (changes) => given(containerOf(documentBytes(keyringFields(changes))));

function documentFaults() {
  const { groups, members, policies } = keyringFields();
  const [first, second, ...rest] = members;
  const { version, ...noVersion } = keyringFields();
  const faults = {
    "another format": { amparo: "card" },
    "protocol 2": { protocol: 2 },
    "suite 2": { suite: 2 },
    "another deployment": { deployment_id: "00".repeat(16) },
    "version 0": { version: 0 },
    "version as text": { version: String(version) },
    "no such day": { issued_on: "2026-02-30" },
    "valid for 401 days": { expires_on: "2027-12-08" },
    "expires before it begins": { expires_on: "2026-11-01" },
    "no origins": { origins: [] },
    "an origin with a path": { origins: ["https://report.example.org/"] },
    "a group missing": { groups: { ...groups, CUST: undefined } },
    "a group of strangers": { groups: { ...groups, CUST: ["00".repeat(15) + "01"] } },
    "a member twice in a group": { groups: { ...groups, INV: [cast.INV1.id, cast.INV1.id] } },
    "an id twice": { members: [first, { ...second, id: first.id }, ...rest] },
    "a key twice": { members: [first, { ...second, verify_vk: first.auth_vk }, ...rest] },
    "a key too short": { members: [{ ...first, verify_vk: first.verify_vk.slice(2) }, second, ...rest] },
    "capital hex": { members: [{ ...first, verify_vk: "AB".repeat(32) }, second, ...rest] },
    "a name in a member": { members: [{ ...first, name: "A. Person" }, second, ...rest] },
    "one recipient": { intake_recipients: [cast.INV1.id] },
    "a recipient twice": { intake_recipients: [cast.INV1.id, cast.INV1.id] },
    "a recipient in no intake group": { intake_recipients: [cast.INV1.id, cast.STAT1.id] },
    "a policy hash missing": { policies: { ...policies, sharing: undefined } },
    "an unknown field": { extra: 1 },
  };
  const missing = given(containerOf(documentBytes(noVersion)));
  return [
    ...Object.entries(faults).map(([name, changes]) =>
      bad(name, "parse_keyring", withFields(changes), "Malformed"),
    ),
    bad("a field missing", "parse_keyring", missing, "Malformed"),
  ];
}

function textFaults() {
  const text = new TextDecoder().decode(cast.KEYRING_DOCUMENT);
  const texts = {
    "no JSON": text.slice(1),
    "a list": `[${text}]`,
    "a field twice": text.replace('"version":3', '"version":3,"version":3'),
    NaN: text.replace('"version":3', '"version":NaN'),
  };
  const broken = concat(cast.KEYRING_DOCUMENT.slice(0, -1), Uint8Array.of(0xff));
  return [
    ...Object.entries(texts).map(([name, one]) =>
      bad(name, "parse_keyring", given(containerOf(utf8(one))), "Malformed"),
    ),
    bad("no UTF-8", "parse_keyring", given(containerOf(broken)), "Malformed"),
  ];
}

async function suspensions() {
  const hash = await sha256(cast.KEYRING_DOCUMENT);
  const { suspension, INV1, INV2, ETH1, ETH2, ALT1, ALT2, VCO1 } = cast;
  const three = documentBytes(keyringFields({}, [...cast.MEMBERS, extraInvestigator()]));
  const threeHash = await sha256(three);
  const carried = (document, ...records) => given(containerOf(document, { suspensions: records }));
  const good = suspension(INV2, threeHash, [ETH1, ALT1]);
  const records = {
    "suspended by ethics and oversight": good,
    "suspended by the head and oversight": suspension(INV2, threeHash, [INV1, ALT2]),
    "not suspended: one signer twice": suspension(INV2, threeHash, [ETH1, ETH1]),
    "not suspended: an investigator signs": suspension(INV1, threeHash, [INV2, ETH1]),
    "not suspended: victim care signs": suspension(INV2, threeHash, [VCO1, ETH1]),
    "not suspended: of another keyring": suspension(INV2, hash, [ETH1, ALT1]),
    "not suspended: signs about themselves": suspension(INV1, threeHash, [INV1, ETH1]),
    "not suspended: two would not remain": suspension(ETH1, threeHash, [ETH2, ALT1]),
    "not suspended: a signature changed": concat(good.slice(0, -1), Uint8Array.of(good[good.length - 1] ^ 1)),
  };
  const both = carried(three, good, suspension(INV1, threeHash, [ETH1, ALT1]));
  return [
    ...Object.entries(records).map(([name, record]) => ok(name, "parse_keyring", carried(three, record))),
    ok("the second would leave one: only the first holds", "parse_keyring", both),
  ];
}

function extraInvestigator() {
  const random = stream("a third investigator");
  const id = random(16);
  return { ...cast.INV2, id: toHex(id), idBytes: id, authSeed: random(32), verifySeed: random(32) };
}

export async function makeKeyring() {
  const { KEYRING, KEYRING_DOCUMENT } = cast;
  const other = stream("another root")(32);
  const altered = KEYRING.slice();
  altered[100] ^= 1;
  const stranger = containerOf(KEYRING_DOCUMENT, {
    signature: sign("keyring", other, KEYRING_DOCUMENT, cast.DEPLOYMENT),
  });
  const asIntake = containerOf(KEYRING_DOCUMENT, {
    signature: sign("intake", cast.ROOT_SEED, KEYRING_DOCUMENT, cast.DEPLOYMENT),
  });
  const cases = [
    ok("a keyring", "parse_keyring", given(KEYRING)),
    ok("on its last day", "parse_keyring", given(KEYRING, { today: "2027-12-07" })),
    ok("two days early: clocks differ", "parse_keyring", given(KEYRING, { today: "2026-10-31" })),
    ok("the version seen before", "parse_keyring", given(KEYRING, { floor_version: 3 })),
    bad("three days early", "parse_keyring", given(KEYRING, { today: "2026-10-30" }), "KeyringExpired"),
    bad("a day late", "parse_keyring", given(KEYRING, { today: "2027-12-08" }), "KeyringExpired"),
    bad("rolled back", "parse_keyring", given(KEYRING, { floor_version: 4 }), "KeyringRolledBack"),
    bad(
      "unsigned",
      "parse_keyring",
      given(containerOf(KEYRING_DOCUMENT, { signature: zeros(64) })),
      "KeyringUnsigned",
    ),
    bad("altered", "parse_keyring", given(altered), "KeyringAltered"),
    bad("signed by another root", "parse_keyring", given(stranger), "KeyringAltered"),
    bad("signed as something else", "parse_keyring", given(asIntake), "KeyringAltered"),
    bad("magic", "parse_keyring", given(concat(utf8("AMK2"), KEYRING.slice(4))), "Malformed"),
    bad("a byte short", "parse_keyring", given(KEYRING.slice(0, -1)), "BadLength"),
    bad("a byte more", "parse_keyring", given(concat(KEYRING, Uint8Array.of(0))), "BadLength"),
    bad(
      "a suspension missing",
      "parse_keyring",
      given(concat(KEYRING.slice(0, -1), Uint8Array.of(1))),
      "BadLength",
    ),
    bad(
      "a length too large",
      "parse_keyring",
      given(concat(utf8("AMK1"), uint(262_145, 4), KEYRING.slice(8))),
      "Malformed",
    ),
    ...documentFaults(),
    ...textFaults(),
    ...(await suspensions()),
    ok("fingerprint", "root_fingerprint", { root_vk: root.root_vk }),
  ];
  return { about: "Keyrings: signed by the root, checked before anything is sealed.", cases };
}
