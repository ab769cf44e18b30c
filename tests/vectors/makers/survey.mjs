import { toHex } from "../../../crypto/browser/bytes.js";
import { kemPublic } from "../../../crypto/browser/hpke.js";
import { sealSurvey } from "../../../crypto/browser/survey.js";
import * as cast from "../cast.mjs";
import { stream } from "../stream.mjs";

const { bad, ok, STAT1 } = cast;
const STAT2 = cast.MEMBERS[9];
const ANSWERS = { policyVersion: 1, answers: [1, 2, 3, 0, 1, 1] };

const flipped = (bytes, at) => {
  const changed = bytes.slice();
  changed[at] ^= 1;
  return changed;
};

export async function makeSurvey() {
  const random = stream("surveys");
  const officers = [STAT1.id, STAT2.id];
  const keys = new Map([STAT1, STAT2].map(({ id, kemSeed }) => [id, kemPublic(kemSeed)]));
  const row = await sealSurvey(ANSWERS, officers, keys, cast.DEPLOYMENT, random);
  const half = await sealSurvey(ANSWERS, officers, new Map([...keys].slice(1)), cast.DEPLOYMENT, random);
  const given = { policy_version: 1, officers, kem_seeds: [STAT1, STAT2].map(({ kemSeed }) => toHex(kemSeed)) };
  const open = (bytes, { id, kemSeed } = STAT1) => ({ row: toHex(bytes), officer: id, seed: toHex(kemSeed) });
  const cases = [
    ok("an answered survey", "open_survey", open(row)),
    ok("the other officer's", "open_survey", open(row, STAT2)),
    ok("one of two has a key", "open_survey", open(half, STAT2)),
    bad("no key that week", "open_survey", open(half), "DecryptionFailed"),
    bad("another officer's key", "open_survey", { ...open(row), seed: toHex(STAT2.kemSeed) }, "DecryptionFailed"),
    bad("somebody else", "open_survey", open(row, cast.INV1), "DecryptionFailed"),
    bad("the row's number changed", "open_survey", open(flipped(row, 9)), "DecryptionFailed"),
    bad("the wrap changed", "open_survey", open(flipped(row, 90)), "DecryptionFailed"),
    bad("another magic", "open_survey", open(flipped(row, 3)), "Malformed"),
    bad("version 0", "open_survey", open(flipped(row, 4)), "Malformed"),
    bad("a byte short", "open_survey", open(row.slice(0, -1)), "BadLength"),
    ok("every answer", "seal_survey", { ...given, answers: [1, 2, 3, 1, 2, 3] }),
    ok("one answer", "seal_survey", { ...given, answers: [0, 0, 0, 0, 0, 1] }),
    bad("no question", "seal_survey", { ...given, answers: [] }, "Malformed"),
    bad("too many questions", "seal_survey", { ...given, answers: Array.from({ length: 33 }, () => 1) }, "Malformed"),
    bad("nobody to read it", "seal_survey", { ...given, answers: [1], kem_seeds: [] }, "Malformed"),
  ];
  return { about: "Answers to the survey: statistics rows.", cases };
}
