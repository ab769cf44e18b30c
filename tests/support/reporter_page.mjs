/**
 * The reporter's own page modules, run without a browser against a portal that says what a test wants. Only the
 * network and the data blocks of the page are invented; everything that judges is the page's.
 */
import { readFileSync } from "node:fs";

import { toHex, utf8, zeros } from "../../crypto/browser/bytes.js";
import { formatDay, today, weekOf } from "../../crypto/browser/days.js";
import { sha256 } from "../../crypto/browser/domain.js";
import * as cast from "../vectors/cast.mjs";
import { entryOf } from "../vectors/conversation.mjs";

const vectors = (name) =>
  JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), "utf8")).document;
const ROUTING = JSON.stringify(vectors("routing"));
export const ORIGIN = "http://127.0.0.1:8000";
export const FLOOR = 3;
const SITE = {
  deployment: toHex(cast.DEPLOYMENT),
  rootVk: toHex(cast.ROOT_VK),
  floor: FLOOR,
  routing: ROUTING,
  statuses: vectors("status"),
  language: "en",
  otherChannels: ["Call 123"],
  messageMax: 4000,
  ackDays: 7,
  later: { "words-en": [] },
};

globalThis.document = {
  documentElement: { lang: "en" },
  getElementById: (id) => (id === "site" ? { textContent: JSON.stringify(SITE) } : null),
  addEventListener: () => {},
};
globalThis.window = { location: { origin: ORIGIN } };

/** The page's modules, loaded once the data blocks stand. */
export const page = {
  ...(await import("../../portal/static/src/conversation.js")),
  ...(await import("../../portal/static/src/sending.js")),
  ...(await import("../../portal/static/src/sentences.js")),
  ...(await import("../../portal/static/src/trust.js")),
};

/** A portal: what it answers by path, and what it was sent. A path that it doesn't know is a 404. */
export function portalOf(answers) {
  const sent = [];
  globalThis.fetch = async (address, { body = null } = {}) => {
    const path = address.replace("/api/v1/", "");
    const given = typeof body === "string" ? JSON.parse(body) : body;
    sent.push({ path, body: given });
    const answer = answers[path];
    if (answer === undefined) return new Response("{}", { status: 404 });
    const said = typeof answer === "function" ? await answer(given) : answer;
    return new Response(said instanceof Uint8Array ? said : JSON.stringify(said));
  };
  return sent;
}

/** Everything that a case page asks for, of one conversation; `changes` replaces some answers. */
export async function caseAnswers(talk, records, { change = (entry) => entry, ...changes } = {}) {
  const entries = [];
  for (const record of [talk.submission, ...records]) entries.push(change(await entryOf(record), record));
  return {
    challenges: { nonce: "5a".repeat(32) },
    "mailbox/open": { case_id: toHex(talk.caseId), entries, pad: "" },
    keyring: cast.KEYRING,
    [`keyring/${toHex(talk.keyring.hash)}`]: cast.KEYRING,
    ...changes,
  };
}

/** A keyring of today that names the page's routing policy; one more investigator, so that a team has three. */
export async function todaysOffice({ version = FLOOR, spoil = () => ({}) } = {}) {
  const third = {
    ...cast.INV2,
    id: "77".repeat(16),
    idBytes: zeros(16).fill(0x77),
    authSeed: zeros(32).fill(1),
    verifySeed: zeros(32).fill(2),
    kemSeed: zeros(32).fill(3),
  };
  const members = [...cast.MEMBERS.slice(0, 2), third, ...cast.MEMBERS.slice(2)];
  const pinned = toHex(await sha256(utf8(ROUTING)));
  const fields = cast.keyringFields(
    {
      version,
      issued_on: formatDay(today()),
      expires_on: formatDay(today() + 300),
      policies: { routing: pinned, roles: "22".repeat(32), sharing: "33".repeat(32) },
    },
    members,
  );
  const recipients = members.filter(({ group }) => group !== "STAT");
  const monday = weekOf(today());
  const record = (member) =>
    cast.intakeRecord(member, { start: monday, end: monday + 6, ...spoil(member, third) });
  const intake = cast.listOf(recipients.map((member) => spoil(member, third).record || record(member)));
  return { third, recipients, container: cast.containerOf(cast.documentBytes(fields)), intake };
}

export const ANSWERS = {
  categories: ["FRD"],
  conflicts: ["none"],
  story: "They changed the list.",
  when: "",
  where: "",
};
