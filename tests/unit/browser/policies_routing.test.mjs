import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { route } from "../../../policies/browser/routing.js";

const vectors = JSON.parse(readFileSync(new URL("../../vectors/routing.json", import.meta.url), "utf8"));

for (const [index, entry] of vectors.cases.entries()) {
  const { members, recipients } = vectors.staffings[entry.staffing];
  const title = `${index}: ${entry.staffing} ${entry.categories.join("+")} / ${entry.conflicts.join("+")}`;
  test(title, () => {
    const { assistance } = entry;
    const outcome = route(vectors.document, members, recipients, entry.categories, entry.conflicts, { assistance });
    assert.deepEqual(JSON.parse(JSON.stringify(outcome)), entry.expect);
  });
}
