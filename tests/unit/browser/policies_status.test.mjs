import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { foldThread, orderRecords, reporterStatus } from "../../../policies/browser/status.js";

const vectors = JSON.parse(readFileSync(new URL("../../vectors/status.json", import.meta.url), "utf8"));
const shuffled = (list, step) => list.map((_, index) => list[(index * step) % list.length]);

for (const { name, records, receivedOn, today, expect } of vectors.cases) {
  test(`the page and the console read the same thread: ${name}`, () => {
    const folded = foldThread(records, vectors.document);
    assert.deepEqual(orderRecords(records).map(({ id }) => id), expect.order);
    assert.deepEqual(folded.messages, expect.messages);
    assert.deepEqual(folded.questions, expect.questions);
    assert.deepEqual(folded.reviews, expect.reviews);
    assert.deepEqual(folded.void, expect.void);
    assert.deepEqual(folded.cleared, expect.cleared);
    assert.deepEqual(folded.plan, expect.plan);
    assert.deepEqual(folded.problems, expect.problems);
    assert.deepEqual(reporterStatus(folded, vectors.document, { receivedOn, today }), expect.status);
  });

  test(`arrival order and repeats change nothing: ${name}`, () => {
    const step = [7, 11, 13].find((prime) => records.length % prime !== 0);
    const again = [...shuffled(records, step), ...records];
    assert.deepEqual(foldThread(again, vectors.document), foldThread(records, vectors.document));
  });
}

test("a record whose parent was withheld is left waiting, not shown", () => {
  const { records } = vectors.cases.find(({ name }) => name === "conflict");
  const withheld = records.filter(({ kind }) => kind !== "genesis");
  assert.deepEqual(foldThread(withheld, vectors.document).messages, []);
});
