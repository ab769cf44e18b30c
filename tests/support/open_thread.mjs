// Reads {answer, keyrings, rootVk, deployment, seeds} as JSON, opens the mailbox as a reporter's page does, and
// prints what it made of it. Seeds and keys in hex, keyrings base64 by hash.
import { readFileSync } from "node:fs";

import { fromBase64, fromHex } from "../../crypto/browser/bytes.js";
import { sha256 } from "../../crypto/browser/domain.js";
import { kemPublic } from "../../crypto/browser/hpke.js";
import { authorId } from "../../crypto/browser/reporter_keys.js";
import { verifyKey } from "../../crypto/browser/signing.js";
import { openThread } from "../../crypto/browser/thread.js";

const given = JSON.parse(readFileSync(0, "utf8"));
const deployment = fromHex(given.deployment);
const [authSeed, signSeed, kemSeed] = given.seeds.map((seed) => fromHex(seed));
const [authVk, signVk, kemPk] = [verifyKey(authSeed), verifyKey(signSeed), kemPublic(kemSeed)];
const binding = await sha256(authVk, signVk, kemPk);
const reporter = { authSeed, authVk, signSeed, signVk, kemSeed, kemPk, binding, authorId: await authorId(signVk, deployment) };
const thread = await openThread({
  entries: given.answer.entries,
  orders: given.answer.orders,
  caseId: given.answer.case_id,
  reporter,
  rootVk: fromHex(given.rootVk),
  deployment,
  fetchKeyring: (hash) => fromBase64(given.keyrings[hash]),
});
const said = thread.records.filter(({ body }) => body && body.text).map(({ body }) => body.text);
console.log(
  JSON.stringify({
    opened: thread.opened,
    problems: thread.problems.map(({ code }) => code),
    day: thread.removed.day,
    lanes: [...thread.threads.keys()],
    said,
  }),
);
