/** A page and a new root key: it takes what its own root announced, and refuses every other. */
import assert from "node:assert/strict";
import test from "node:test";

import { concat, toHex, uint, utf8, zeros } from "../../../crypto/browser/bytes.js";
import { formatDay, today } from "../../../crypto/browser/days.js";
import { sha256 } from "../../../crypto/browser/domain.js";
import { sign, verifyKey } from "../../../crypto/browser/signing.js";
import { caseAnswers, page, portalOf, todaysOffice } from "../../support/reporter_page.mjs";
import * as cast from "../../vectors/cast.mjs";
import { caseOf } from "../../vectors/conversation.mjs";
import { stream } from "../../vectors/stream.mjs";

// The module itself: what is spread into `page` does not follow a change.
const trust = await import("../../../portal/static/src/trust.js");
const NEXT = stream("the page's next root")(32);
const THIRD = stream("the page's third root")(32);

async function announced({ seed = NEXT, former = cast.ROOT_SEED, named = cast.ROOT_VK, keyrings = [] } = {}) {
  const document = cast.documentBytes({
    amparo: "root-change",
    protocol: 1,
    suite: 1,
    deployment_id: toHex(cast.DEPLOYMENT),
    former: toHex(named),
    root_vk: toHex(verifyKey(seed)),
    issued_on: formatDay(today()),
    keyrings,
  });
  const signed = (key) => (key ? sign("root-change", key, document, cast.DEPLOYMENT) : zeros(64));
  return concat(utf8("AMR1"), uint(document.length, 4), document, signed(seed), signed(former));
}

/** Today's keyring, signed by another root than the page brought. */
async function nextOffice(seed = NEXT) {
  const office = await todaysOffice({ version: 4 });
  const length = new DataView(office.container.buffer).getUint32(4);
  const document = office.container.slice(8, 8 + length);
  const container = concat(
    utf8("AMK1"),
    uint(length, 4),
    document,
    sign("keyring", seed, document, cast.DEPLOYMENT),
    Uint8Array.of(0),
  );
  return { ...office, container };
}

// The page forgets nothing between these tests, as a page that stays open: refusals come first.
test("a root that nobody announced is refused", async () => {
  const { container } = await nextOffice();
  portalOf({ keyring: container });
  await assert.rejects(page.loadTrust(), { code: "KeyringAltered" });
});

test("a root that the page's own root did not announce is refused", async () => {
  const { container } = await nextOffice();
  for (const root of [
    await announced({ former: null }),
    await announced({ former: THIRD, named: verifyKey(THIRD) }),
    await announced({ seed: THIRD }),
    (await announced()).slice(0, -1),
  ]) {
    portalOf({ keyring: container, root });
    await assert.rejects(page.loadTrust(), { code: "KeyringAltered" });
  }
  assert.deepEqual(trust.rootVk, cast.ROOT_VK);
});

test("an announcement saves no keyring that was altered", async () => {
  const { container } = await nextOffice();
  const altered = container.slice();
  altered[60] ^= 1;
  portalOf({ keyring: altered, root: await announced() });
  await assert.rejects(page.loadTrust(), { code: "KeyringAltered" });
});

test("an open page takes the root that its own root announced, and reads what was written before", async () => {
  const talk = await caseOf("before and after a change of root");
  const old = await talk.memberMessage(cast.INV1, "Written under the former root.");
  const { container } = await nextOffice();
  const hash = toHex(await sha256(cast.KEYRING_DOCUMENT));
  const root = await announced({ keyrings: [hash] });
  portalOf(await caseAnswers(talk, [old], { keyring: container, root }));
  const conversation = new page.Conversation(talk.reporter);
  await conversation.refresh();
  assert.deepEqual(trust.rootVk, verifyKey(NEXT));
  assert.deepEqual(conversation.problems(), []);
  assert.deepEqual(
    conversation.messages().map(({ text }) => text),
    ["Written under the former root."],
  );
});

test("a keyring of before for which the root does not answer is worth nothing", async () => {
  const talk = await caseOf("after a change of root, not vouched for");
  const old = await talk.memberMessage(cast.INV1, "Signed with a stolen former root.");
  const { container } = await nextOffice();
  for (const root of [await announced({ keyrings: [] }), new Uint8Array(3)]) {
    portalOf(await caseAnswers(talk, [old], { keyring: container, root }));
    const conversation = new page.Conversation(talk.reporter);
    await conversation.refresh().catch(() => {});
    assert.deepEqual(conversation.thread?.records.map(({ body }) => body?.text).filter(Boolean), []);
  }
});
