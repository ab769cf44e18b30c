import assert from "node:assert/strict";
import test from "node:test";

import { toHex } from "../../../crypto/browser/bytes.js";
import { LANE_NAMES } from "../../../crypto/browser/constants.js";
import { keyId, threadKeyId } from "../../../crypto/browser/keys.js";
import { derive } from "../../../crypto/browser/reporter_keys.js";
import { openThread } from "../../../crypto/browser/thread.js";
import { containerOf, DEPLOYMENT, INV1, KEYRING_DOCUMENT, ROOT_VK } from "../../vectors/cast.mjs";
import { caseOf, entryOf } from "../../vectors/conversation.mjs";

/**
 * A member who holds the conversation's key signs a "rotation" that consoles refuse. Did the page take it, the
 * reporter would write under a key that no reader has.
 */
async function hers(name, { body = {}, keys = null } = {}) {
  const talk = await caseOf(name);
  const fresh = talk.random(32);
  const thread = talk.random(32);
  const ids = {
    K1: { compartment: 1, keyId: await keyId(fresh, 1, talk.caseId, DEPLOYMENT) },
    K2: { compartment: 2, keyId: await keyId(fresh, 2, talk.caseId, DEPLOYMENT) },
    T1: { compartment: 17, keyId: await threadKeyId(thread, 1, talk.caseId, DEPLOYMENT) },
    old: { compartment: 1, keyId: talk.genesisHeader.keyIds[0] },
  };
  const { reporter } = talk;
  const rotation = await talk.memberEvent(
    INV1,
    { v: 1, type: "rotate", lane: 1, roster: [], exclusions: {}, ...body },
    {
      fields: { kind: 3, keys: (keys || ["K1", "T1"]).map((one) => ids[one]) },
      recipients: [
        {
          kind: 4,
          recipientId: reporter.authorId,
          kemPk: reporter.kemPk,
          slots: [thread, null, null, null, null],
        },
      ],
    },
  );
  const opened = await openThread({
    entries: [await entryOf(talk.submission), await entryOf(rotation)],
    caseId: toHex(talk.caseId),
    reporter: await derive(talk.rootKey, DEPLOYMENT),
    rootVk: ROOT_VK,
    deployment: DEPLOYMENT,
    fetchKeyring: async () => containerOf(KEYRING_DOCUMENT),
  });
  return {
    taken: toHex(opened.threads.get(1)) === toHex(thread),
    problems: opened.problems.map(({ code }) => code),
  };
}

test("a rotation with both keys of its lane is taken", async () => {
  assert.deepEqual(await hers("honest rotation"), { taken: true, problems: [] });
});

for (const [title, changes] of [
  ["names its lane by a word", { body: { lane: LANE_NAMES[1] } }],
  ["names its lane by true", { body: { lane: true } }],
  ["brings the conversation's key alone", { keys: ["T1"] }],
  ["brings the conversation's key beside an old record key", { keys: ["old", "T1"] }],
  ["brings another lane's key as well", { keys: ["K1", "K2", "T1"] }],
]) {
  test(`a rotation that ${title} is refused, as consoles refuse it`, async () => {
    assert.deepEqual(await hers(title, changes), { taken: false, problems: ["Malformed"] });
  });
}
