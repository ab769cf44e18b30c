/** The report of the vectors: what it says, and the bytes that come of it. */
import { sealReport, sealSupplement } from "../../crypto/browser/genesis.js";
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

export const LATER = { 4: { used: true, name: "Amina", contact: "\u0628\u064a\u062a" } };
/** ALT2 published no key, so somebody else stands in for the second share. */
export const LATER_ROSTERS = { ...cast.ROSTERS, share_b: [cast.ALT1.id, cast.VCO2.id] };
export const laterBodies = (bodies) =>
  Object.fromEntries([1, 2, 3, 4, 5].map((c) => [c, bodies[c] || { used: false }]));

/** What the reporter of the cast adds to a case later: the bytes. `changes` go to sealSupplement. */
export async function castSupplement(changes = {}, rootKey = ROOT_KEY) {
  const keyring = await parseKeyring(cast.KEYRING, cast.ROOT_VK, DEPLOYMENT);
  const reporter = await derive(rootKey, DEPLOYMENT);
  const { lanes, share_a: shareA, share_b: shareB } = LATER_ROSTERS;
  return sealSupplement({
    bodies: laterBodies(LATER),
    rosters: { lanes, shareA, shareB },
    reporter,
    caseId: reporter.ownCaseId,
    keyring,
    intake: parseList(cast.INTAKE, keyring),
    deployment: DEPLOYMENT,
    random: stream("added later"),
    ...changes,
  });
}

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
