/** The report of the vectors: what it says, and the bytes that come of it. */
import { sealReport } from "../../crypto/browser/genesis.js";
import { parseList } from "../../crypto/browser/intake.js";
import { parseKeyring } from "../../crypto/browser/keyring.js";
import { derive } from "../../crypto/browser/reporter_keys.js";
import * as cast from "./cast.mjs";
import { stream } from "./stream.mjs";

const { DEPLOYMENT } = cast;
export const ROOT_KEY = stream("a reporter")(32);

export const SAID = {
  used: true,
  categories: ["FRA"],
  story: "Something that I saw. \u0634\u064a\u0621 \u{1f6b2}",
  when: "",
  where: "",
  answers: {},
  claimed_at: "2026-11-25T10:00",
};
export const EXCLUSIONS = { teams: [], members: [] };
export const BODIES = {
  1: { ...SAID, exclusions: EXCLUSIONS },
  2: { used: false, exclusions: EXCLUSIONS },
  3: { used: false },
  4: { used: false },
  5: { used: true, categories: ["FRA"], tier: "T2", stage: "open", assistance: "unknown" },
};

/** A report of the cast: {bytes, reporter, keyring}. `changes` go to sealReport. */
export async function castReport(changes = {}, rootKey = ROOT_KEY) {
  const keyring = await parseKeyring(cast.KEYRING, cast.ROOT_VK, DEPLOYMENT);
  const reporter = await derive(rootKey, DEPLOYMENT);
  const { lanes, share_a: shareA, share_b: shareB } = cast.ROSTERS;
  const plan = {
    bodies: BODIES,
    rosters: { lanes, shareA, shareB },
    reporter,
    keyring,
    intake: parseList(cast.INTAKE, keyring),
  };
  const bytes = await sealReport({ ...plan, deployment: DEPLOYMENT, random: stream(rootKey), ...changes });
  return { bytes, reporter, keyring };
}
