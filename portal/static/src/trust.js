import { equal, fromHex, toHex, utf8, zeros } from "../../../crypto/browser/bytes.js";
import { HASH_SIZE } from "../../../crypto/browser/constants.js";
import { sha256 } from "../../../crypto/browser/domain.js";
import { KeyringAltered } from "../../../crypto/browser/errors.js";
import { parseList } from "../../../crypto/browser/intake.js";
import { parseKeyring, plausibleDay } from "../../../crypto/browser/keyring.js";
import { parseManifest } from "../../../crypto/browser/manifest.js";
import { parseRootChange } from "../../../crypto/browser/root_change.js";
import { ClockDoubt, isSettled, today } from "./clock.js";
import { facts } from "./facts.js";
import { fetchIntake, fetchKeyring, fetchManifest, fetchRootChange, fetchRouting } from "./portal.js";

/**
 * Who may be sealed to: the keyring under the root key that this page brought, the members' signed weekly keys, and the
 * routing policy that the keyring names. Whatever does not verify is refused by name; the portal's word counts for nothing.
 */
export const deployment = fromHex(facts.deployment, 16);
/** The root key that this page brought, or the next one that it announced while the page was open. */
export let rootVk = fromHex(facts.rootVk, 32);
const options = { floorVersion: facts.floor };

/** The page's routing policy is not the one that the keyring names, and the portal has no other. */
export class PolicyMismatch extends Error {
  code = "PolicyMismatch";
}

async function announcement() {
  const container = await fetchRootChange();
  try {
    return container && parseRootChange(container, deployment);
  } catch {
    return null;
  }
}

/**
 * A keyring under the root key of this page. A page that was open while the root changed takes the next one, where its own
 * root signed the announcement: who has that key could have signed the keyring itself. Any other root is refused.
 */
async function verified(bytes) {
  try {
    return await parseKeyring(bytes, rootVk, deployment, options);
  } catch (error) {
    const change = error instanceof KeyringAltered ? await announcement() : null;
    if (!change?.formerSigned || !equal(change.former, rootVk)) throw error;
    const keyring = await parseKeyring(bytes, change.rootVk, deployment, options);
    rootVk = change.rootVk;
    return keyring;
  }
}

/** Hashes of older keyrings, signed by a former root, for which the root in force answers: old messages name them. */
export async function vouchedKeyrings() {
  const change = await announcement();
  return change && equal(change.rootVk, rootVk) ? change.keyrings : new Set();
}

/** The current keyring where its days don't matter: an expired one still tells who wrote what. */
export const readKeyring = async () => verified(await fetchKeyring());

/** Today's keyring. Raises ServerAway, ClockDoubt or a protocol error. */
async function loadKeyring() {
  const bytes = await fetchKeyring();
  const undated = await verified(bytes);
  if (!plausibleDay(undated, today()) && !isSettled()) throw new ClockDoubt("the device's day");
  return parseKeyring(bytes, rootVk, deployment, { ...options, today: today() });
}

async function routingOf(keyring) {
  if (toHex(await sha256(utf8(facts.routing))) === keyring.policies.routing) return JSON.parse(facts.routing);
  const served = await fetchRouting();
  if (toHex(await sha256(served)) !== keyring.policies.routing) throw new PolicyMismatch("routing");
  return JSON.parse(new TextDecoder().decode(served));
}

/** `{keyring, routing}`, both verified: who could read a report. Raises ServerAway, ClockDoubt, PolicyMismatch or a protocol error. */
export async function loadTrust() {
  const keyring = await loadKeyring();
  return { keyring, routing: await routingOf(keyring) };
}

/**
 * The members' keys of this week, as a Map. Fetched when they are needed, so that they are fresh and the form is light.
 *
 * Where members' signed weeks do not hold this device's day, a person is asked for the day first (ClockDoubt): with a date that
 * is five days off most keys look lapsed, and the page would wrongly say that too few people could open the report.
 */
export async function loadIntake(keyring) {
  const list = await fetchIntake();
  const current = parseList(list, keyring, { today: today() });
  if (current.size < parseList(list, keyring).size && !isSettled()) throw new ClockDoubt("the device's day");
  return current;
}

/**
 * Hash of the signed list of pages, zeros where there is none that the root signed. A page cannot check itself; naming the list
 * lets the people who read the report see under which pages it was sealed.
 */
export async function loadManifest() {
  const container = await fetchManifest();
  if (container === null) return zeros(HASH_SIZE);
  try {
    return (await parseManifest(container, rootVk, deployment)).hash;
  } catch {
    return zeros(HASH_SIZE);
  }
}
