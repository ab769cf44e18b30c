import { concat, toHex, uint, utf8, zeros } from "../../../crypto/browser/bytes.js";
import { sha256 } from "../../../crypto/browser/domain.js";
import { sign, verifyKey } from "../../../crypto/browser/signing.js";
import * as cast from "../cast.mjs";
import { stream } from "../stream.mjs";

const { bad, documentBytes, ok } = cast;
const NEW_SEED = stream("the next root")(32);
const NEW_VK = verifyKey(NEW_SEED);
const STRANGER = stream("another root")(32);

async function fieldsOf(changes = {}) {
  return {
    amparo: "root-change",
    protocol: 1,
    suite: 1,
    deployment_id: toHex(cast.DEPLOYMENT),
    former: toHex(cast.ROOT_VK),
    root_vk: toHex(NEW_VK),
    issued_on: "2026-11-24",
    keyrings: [toHex(await sha256(cast.KEYRING_DOCUMENT))],
    ...changes,
  };
}

function containerOf(fields, { kind = "root-change", seed = NEW_SEED, former = cast.ROOT_SEED } = {}) {
  const document = documentBytes(fields);
  return concat(
    utf8("AMR1"),
    uint(document.length, 4),
    document,
    sign(kind, seed, document, cast.DEPLOYMENT),
    former ? sign(kind, former, document, cast.DEPLOYMENT) : zeros(64),
  );
}

const given = (container) => ({ container: toHex(container) });

async function documentFaults() {
  const { keyrings, ...none } = await fieldsOf();
  const faults = {
    "another format": { amparo: "manifest" },
    "protocol 2": { protocol: 2 },
    "protocol as true": { protocol: true },
    "another deployment": { deployment_id: "00".repeat(16) },
    "the same key": { former: toHex(NEW_VK) },
    "a key too short": { former: "11" },
    "no such day": { issued_on: "2026-02-30" },
    "a day that is no text": { issued_on: ["2026-11-24"] },
    "a keyring twice": { keyrings: [...keyrings, ...keyrings] },
    "a hash too short": { keyrings: ["11"] },
    "keyrings that are no list": { keyrings: keyrings[0] },
    "an unknown field": { extra: 1 },
  };
  const made = [];
  for (const [name, changes] of Object.entries(faults))
    made.push(bad(name, "parse_root_change", given(containerOf(await fieldsOf(changes))), "Malformed"));
  made.push(bad("a field missing", "parse_root_change", given(containerOf(none)), "Malformed"));
  return made;
}

async function keyringsOfBefore() {
  const [hash] = (await fieldsOf()).keyrings;
  const old = (container, vouched) => ({
    container: toHex(container),
    root_vk: toHex(NEW_VK),
    today: null,
    floor_version: 0,
    vouched,
  });
  const altered = cast.KEYRING.slice();
  altered[100] ^= 1;
  return [
    ok("a keyring of the former root, vouched for", "parse_keyring", old(cast.KEYRING, [hash])),
    bad("a keyring of the former root", "parse_keyring", old(cast.KEYRING, []), "KeyringAltered"),
    bad("another one than is vouched for", "parse_keyring", old(altered, [hash]), "KeyringAltered"),
  ];
}

export async function makeRootChange() {
  const fields = await fieldsOf();
  const good = containerOf(fields);
  const altered = good.slice();
  altered[100] ^= 1;
  const containers = {
    "a byte changed": [altered, "BadSignature"],
    "not signed by the root that it announces": [containerOf(fields, { seed: STRANGER }), "BadSignature"],
    "signed by another former root": [containerOf(fields, { former: STRANGER }), "BadSignature"],
    "signed as a keyring": [containerOf(fields, { kind: "keyring" }), "BadSignature"],
    magic: [concat(utf8("AMK1"), good.slice(4)), "Malformed"],
    "a length too large": [concat(utf8("AMR1"), uint(262_145, 4), good.slice(8)), "Malformed"],
    "a byte short": [good.slice(0, -1), "BadLength"],
    "a byte more": [concat(good, Uint8Array.of(0)), "BadLength"],
  };
  const cases = [
    ok("a change that both roots signed", "parse_root_change", given(good)),
    ok("a change after a lost key", "parse_root_change", given(containerOf(fields, { former: null }))),
    ...Object.entries(containers).map(([name, [container, error]]) =>
      bad(name, "parse_root_change", given(container), error),
    ),
    ...(await documentFaults()),
    ...(await keyringsOfBefore()),
  ];
  return { about: "A new root key over a deployment that stays.", cases };
}
