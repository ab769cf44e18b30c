/** A portal plays foul against somebody who is about to report: old keyrings, bad keys, strangers' keys. */
import assert from "node:assert/strict";
import test from "node:test";

import { isZero, toHex, zeros } from "../../../crypto/browser/bytes.js";
import { sha256 } from "../../../crypto/browser/domain.js";
import { openWrap, parseSubmission } from "../../../crypto/browser/genesis.js";
import { kemPublic } from "../../../crypto/browser/hpke.js";
import { sign } from "../../../crypto/browser/signing.js";
import { ANSWERS, FLOOR, page, portalOf, todaysOffice } from "../../support/reporter_page.mjs";
import * as cast from "../../vectors/cast.mjs";

const { DEPLOYMENT, ETH1, INV1, INV2 } = cast;

/** Sends a report as the page does: what the portal was sent, and who it was sealed to. */
async function report(office, answers = ANSWERS) {
  const sent = portalOf({ keyring: office.container, intake: office.intake, reports: { stored: true } });
  const trust = await page.loadTrust();
  await new page.Sending(answers, trust, page.prepareSending(trust), () => {}).run();
  const posted = sent.filter(({ path }) => path === "reports");
  assert.equal(posted.length, 1);
  const submission = await parseSubmission(posted[0].body);
  const at = (member) => office.recipients.findIndex(({ id }) => id === member.id);
  const opens = async (member) => {
    const slots = await openWrap(submission, at(member), member.kemSeed, DEPLOYMENT).catch(() => null);
    return slots !== null && slots[0] !== null;
  };
  return { submission, entryOf: (member) => submission.header.entries[at(member)], opens, at };
}

test("an honest portal: all three investigators can open it", async () => {
  const office = await todaysOffice();
  const { opens } = await report(office);
  assert.deepEqual([await opens(INV1), await opens(INV2), await opens(office.third)], [true, true, true]);
  assert.equal(await opens(ETH1), false);
});

test("an old keyring, or one that the root did not sign, is refused before a word is sealed", async () => {
  const good = await todaysOffice();
  const rolled = await todaysOffice({ version: FLOOR - 1 });
  const cases = {
    KeyringRolledBack: rolled.container,
    KeyringAltered: good.container.map((byte, i) => (i === 60 ? byte ^ 1 : byte)),
  };
  for (const [code, keyring] of Object.entries(cases)) {
    const sent = portalOf({ keyring, intake: good.intake, reports: { stored: true } });
    await assert.rejects(page.loadTrust(), (error) => {
      assert.equal(error.code, code);
      assert.ok(page.needsOtherWay(error));
      assert.notEqual(page.sentencesFor(error)[0], page.sentencesFor({})[0]);
      return true;
    });
    assert.ok(sent.every(({ path }) => path === "keyring" || path === "root"));
  }
});

test("one key that nothing can be sealed to: random bytes for it, and the report goes to the others", async () => {
  const office = await todaysOffice({
    spoil: (member, third) => (member === third ? { kemPk: cast.weakKem(member) } : {}),
  });
  const { submission, opens, entryOf, at } = await report(office);
  assert.deepEqual([await opens(INV1), await opens(INV2), await opens(office.third)], [true, true, false]);
  const weak = await sha256(cast.weakKem(office.third));
  assert.equal(toHex(entryOf(office.third).kemHash), toHex(weak));
  const sealed = submission.wraps[at(office.third)];
  assert.equal(sealed.length, 1296);
  assert.ok(new Set(sealed).size > 200); // random bytes, not zeros, which would tell
  assert.equal(submission.header.entries.length, office.recipients.length + 1);
});

const stranger = zeros(32).fill(9);
const swapped = (member) => ({ kemPk: kemPublic(stranger), id: member.id });

/** A record whose signature is good for another deployment. */
function ofAnotherDeployment(member) {
  const record = cast.intakeRecord(member, swapped(member)).slice(0, 1244);
  const signature = sign("intake", member.verifySeed, record, zeros(16));
  return Uint8Array.from([...record, ...signature]);
}

const FORGED = {
  "signed by another member": (member) => ({ ...swapped(member), signer: INV2 }),
  "signed for another deployment": (member) => ({ record: ofAnotherDeployment(member) }),
  altered: (member) => {
    const record = cast.intakeRecord(member);
    return { record: record.map((byte, i) => (i === 500 ? byte ^ 1 : byte)) };
  },
};

test("an intake key that its member did not sign, or not for this deployment, is not sealed to", async () => {
  for (const [how, forge] of Object.entries(FORGED)) {
    const office = await todaysOffice({ spoil: (member, third) => (member === third ? forge(member) : {}) });
    const { submission, opens, entryOf, at } = await report(office);
    assert.ok(isZero(entryOf(office.third).kemHash), how);
    assert.deepEqual([await opens(INV1), await opens(INV2)], [true, true], how);
    await assert.rejects(openWrap(submission, at(office.third), stranger, DEPLOYMENT));
  }
});

test("bad keys that leave a lane to one person stop the sealing, by name", async () => {
  const office = await todaysOffice({
    spoil: (member) => (member === ETH1 ? { kemPk: cast.weakKem(member) } : {}),
  });
  await assert.rejects(report(office, { ...ANSWERS, categories: ["RET"] }), (error) => {
    assert.equal(error.code, "LaneTooFewHolders");
    assert.ok(page.needsOtherWay(error));
    return true;
  });
  // A team that this report does not need stops nothing.
  const { opens } = await report(office);
  assert.ok(await opens(INV1));
});
