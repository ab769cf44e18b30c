/** Who she is, on the path with JavaScript: sealed apart from her report, for two people together. */
import assert from "node:assert/strict";
import test from "node:test";

import { equal } from "../../../crypto/browser/bytes.js";
import { BadCommitment } from "../../../crypto/browser/errors.js";
import { openGenesisBody, openWrap, parseSubmission } from "../../../crypto/browser/genesis.js";
import { joinShares, shareId } from "../../../crypto/browser/keys.js";
import { ANSWERS, page, portalOf, todaysOffice } from "../../support/reporter_page.mjs";
import * as cast from "../../vectors/cast.mjs";

const { DEPLOYMENT } = cast;
const IDENTITY = 4;
const TOLD = { name: "Amina Kassar", contact: "+00 555 0199", note: "Only in the morning." };
const office = await todaysOffice();

/** Sends a report as the page does; returns what the portal was sent, parsed, and its length in bytes. */
async function report(identity) {
  const sent = portalOf({ keyring: office.container, intake: office.intake, reports: { stored: true } });
  const trust = await page.loadTrust();
  const answers = { ...ANSWERS, categories: ["SEA-E"], identity };
  await new page.Sending(answers, trust, page.prepareSending(trust), () => {}).run();
  const { body } = sent.find(({ path }) => path === "reports");
  return { submission: await parseSubmission(body), size: body.length };
}

/** What all recipients hold together: keys of bodies, and the shares A and B, by the ids in the signed header. */
async function held({ header, ...rest }) {
  const keys = new Map();
  const shares = [];
  for (const [index, member] of office.recipients.entries()) {
    const slots = await openWrap({ header, ...rest }, index, member.kemSeed, DEPLOYMENT);
    for (const [at, slot] of slots.entries()) if (slot !== null && at + 1 !== IDENTITY) keys.set(at + 1, slot);
    const share = slots[IDENTITY - 1];
    if (share === null) continue;
    const ids = await Promise.all([1, 2].map((which) => shareId(share, which, header.caseId, DEPLOYMENT)));
    const which = ids.findIndex((id, i) => equal(id, header.keyIds[5 + i]));
    shares.push({ which, share, group: member.group });
  }
  return { keys, shares };
}

test("it opens with a share of each side together and with neither alone", async () => {
  const { submission } = await report(TOLD);
  const { shares } = await held(submission);
  const sides = [0, 1].map((which) => shares.filter((one) => one.which === which));
  assert.ok(sides.every((side) => side.length >= 2));
  const [groups, others] = sides.map((side) => new Set(side.map(({ group }) => group)));
  assert.ok([...groups].every((group) => !others.has(group)));
  const [a, b] = sides.map(([{ share }]) => share);
  const body = await openGenesisBody(submission, IDENTITY, joinShares(a, b), DEPLOYMENT);
  const { used, name, contact, note } = body;
  assert.deepEqual({ used, name, contact, note }, { used: true, ...TOLD });
  for (const one of [a, b]) {
    await assert.rejects(openGenesisBody(submission, IDENTITY, one, DEPLOYMENT), BadCommitment);
  }
});

test("nothing of it stands in the other bodies, and the report's size does not tell", async () => {
  const { submission, size } = await report(TOLD);
  const { keys } = await held(submission);
  assert.deepEqual([...keys.keys()].sort(), [1, 2, 3, 5]);
  for (const [c, key] of keys) {
    const body = JSON.stringify(await openGenesisBody(submission, c, key, DEPLOYMENT));
    for (const word of Object.values(TOLD)) assert.ok(!body.includes(word), `body ${c}`);
  }
  assert.equal((await report(null)).size, size);
});
