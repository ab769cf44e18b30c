/** The portal's API as the reporter's pages use it. Nothing leaves this device but through this file. */
const API = "/api/v1/";
const PATIENCE_MS = 45_000;

/** The portal did not answer, or answered that it cannot now. Sending the same bytes again is safe. */
export class ServerAway extends Error {}

/** The portal said no; `reason` is its word for it, `status` its number. */
export class Refused extends Error {
  constructor(status, reason) {
    super(reason);
    this.status = status;
    this.reason = reason;
  }
}

async function ask(path, options = {}) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    const response = await fetch(API + path, {
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      referrerPolicy: "no-referrer",
      signal: stop.signal,
      ...options,
    });
    const body = new Uint8Array(await response.arrayBuffer());
    if (response.ok) return body;
    if (response.status >= 500 || response.status === 429 || response.status === 408) throw new ServerAway(path);
    throw new Refused(response.status, reasonOf(body));
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new ServerAway(path);
  } finally {
    clearTimeout(timer);
  }
}

function reasonOf(body) {
  try {
    return String(JSON.parse(new TextDecoder().decode(body)).error || "");
  } catch {
    return "";
  }
}

/** A body that should be JSON and is not comes from something between us and the portal: treat it as away. */
function jsonOf(body) {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    throw new ServerAway("not JSON");
  }
}

const sendBytes = (path, bytes) =>
  ask(path, { method: "POST", headers: { "Content-Type": "application/octet-stream" }, body: bytes });

const sendJson = (path, value) =>
  ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(value) });

export const fetchKeyring = () => ask("keyring");

export const fetchKeyringByHash = (hash) => ask(`keyring/${hash}`);

/** What not every portal has: null where there is none. */
async function askForOne(path) {
  try {
    return await ask(path);
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return null;
    throw error;
  }
}

/** The signed list of pages; null where the portal has none. */
export const fetchManifest = () => askForOne("manifest");

/** The announcement of a new root key; null where the first one is in force. */
export const fetchRootChange = () => askForOne("root");

export const fetchIntake = () => ask("intake");

/** The keys of the people who count: asked for only when a survey is sent. */
export const fetchStatisticsKeys = () => ask("statistics");

/** True once the portal has said that the answers are stored. Nothing of a case goes with them. */
export async function postSurvey(bytes) {
  if (jsonOf(await sendBytes("surveys", bytes)).stored !== true) throw new ServerAway("surveys");
}

/** The services that help day and night or in the first days: `{services: [{name, phones, lines}]}`. */
export const fetchUrgent = async (language) => jsonOf(await ask(`services/${language}/urgent`));

/** The officer's key for a code, base64, as the portal has it: not believed before its proof is checked. */
export const openPacket = async (packetId) => jsonOf(await sendJson("packets/open", { packet_id: packetId })).record;

/** True once the portal has said that the answer is stored; anything else throws. */
export async function postPacketAnswer(bytes) {
  if (jsonOf(await sendBytes("packets/answers", bytes)).stored !== true) throw new ServerAway("packets");
}

export const fetchRouting = () => ask("policies/routing");

/** Brings a script's file into the browser's cache, from where an import takes it. */
export async function fetchScript(path) {
  try {
    const response = await fetch(path, { cache: "force-cache", redirect: "error", referrerPolicy: "no-referrer" });
    if (!response.ok) throw new ServerAway(path);
    await response.arrayBuffer();
  } catch {
    throw new ServerAway(path);
  }
}

/** True once the portal has said that the report is stored; anything else throws. */
export async function postReport(bytes) {
  const answer = jsonOf(await sendBytes("reports", bytes));
  if (answer.stored !== true) throw new ServerAway("reports");
}

/** The question (hex) that a log-in has to sign. */
export async function fetchChallenge() {
  const answer = jsonOf(await sendJson("challenges", {}));
  if (typeof answer.nonce !== "string") throw new ServerAway("challenges");
  return answer.nonce;
}

export const openMailbox = async (login) => jsonOf(await sendJson("mailbox/open", login));

export const postEvent = (bytes) => sendBytes("mailbox/events", bytes);
