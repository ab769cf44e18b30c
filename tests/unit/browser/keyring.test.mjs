import assert from "node:assert/strict";
import test from "node:test";

import { formatDay, parseDay, weekOf } from "../../../crypto/browser/days.js";
import { Malformed } from "../../../crypto/browser/errors.js";
import { expiryWarning, parseKeyring, plausibleDay } from "../../../crypto/browser/keyring.js";
import { DEPLOYMENT, KEYRING, ROOT_VK } from "../../vectors/cast.mjs";

const keyring = await parseKeyring(KEYRING, ROOT_VK, DEPLOYMENT);

test("a clock outside the keyring's days is not believed", () => {
  const days = {
    "2026-10-30": false,
    "2026-10-31": true,
    "2026-11-25": true,
    "2027-12-07": true,
    "2027-12-08": false,
  };
  for (const [day, fits] of Object.entries(days))
    assert.equal(plausibleDay(keyring, parseDay(day)), fits, day);
});

test("the last sixty days bring a warning", () => {
  assert.equal(expiryWarning(keyring, parseDay("2027-10-07")), null);
  assert.equal(expiryWarning(keyring, parseDay("2027-10-08")), 60);
  assert.equal(expiryWarning(keyring, parseDay("2027-12-08")), -1);
});

test("days that no calendar has are refused", () => {
  for (const text of ["2026-02-29", "2026-13-01", "2026-1-01", "26-01-01", "", null, "2026-01-01T00"]) {
    assert.throws(() => parseDay(text), Malformed, String(text));
  }
  assert.equal(formatDay(parseDay("2028-02-29")), "2028-02-29");
});

test("weeks begin on Monday", () => {
  for (let day = 20_000; day < 20_014; day += 1) {
    assert.equal(new Date(weekOf(day) * 86_400_000).getUTCDay(), 1);
    assert.ok(day - weekOf(day) >= 0 && day - weekOf(day) < 7);
  }
});
