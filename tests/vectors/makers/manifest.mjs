import { concat, toHex, uint, utf8 } from "../../../crypto/browser/bytes.js";
import { sign } from "../../../crypto/browser/signing.js";
import * as cast from "../cast.mjs";
import { stream } from "../stream.mjs";

const { bad, documentBytes, ok } = cast;
const FIELDS = {
  amparo: "manifest",
  protocol: 1,
  suite: 1,
  deployment_id: toHex(cast.DEPLOYMENT),
  root_vk: toHex(cast.ROOT_VK),
  version: 2,
  issued_on: "2026-11-20",
  origins: ["https://report.example.org"],
  headers: { "Content-Security-Policy": "default-src 'none'" },
  files: { "/en/": "11".repeat(32), "/static/report-A.js": "22".repeat(32) },
};

function containerOf(fields, { kind = "manifest", seed = cast.ROOT_SEED } = {}) {
  const document = documentBytes(fields);
  return concat(
    utf8("AMF1"),
    uint(document.length, 4),
    document,
    sign(kind, seed, document, cast.DEPLOYMENT),
  );
}

const given = (container) => ({ container: toHex(container), root_vk: toHex(cast.ROOT_VK) });

export function makeManifest() {
  const good = containerOf(FIELDS);
  const altered = good.slice();
  altered[100] ^= 1;
  const containers = {
    "a byte changed": [altered, "BadSignature"],
    "another root": [containerOf(FIELDS, { seed: stream("another root")(32) }), "BadSignature"],
    "signed as a keyring": [containerOf(FIELDS, { kind: "keyring" }), "BadSignature"],
    magic: [concat(utf8("AMK1"), good.slice(4)), "Malformed"],
    "a length too large": [concat(utf8("AMF1"), uint(262_145, 4), good.slice(8)), "Malformed"],
    "a byte short": [good.slice(0, -1), "BadLength"],
    "a byte more": [concat(good, Uint8Array.of(0)), "BadLength"],
    "another document": [containerOf({ ...FIELDS, amparo: "keyring" }), "Malformed"],
    "another deployment": [containerOf({ ...FIELDS, deployment_id: "00".repeat(16) }), "Malformed"],
  };
  const cases = [
    ok("a list of pages", "parse_manifest", given(good)),
    ...Object.entries(containers).map(([name, [container, error]]) =>
      bad(name, "parse_manifest", given(container), error),
    ),
  ];
  return { about: "Signed lists of the reporter's pages.", cases };
}
