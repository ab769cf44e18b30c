import { Malformed } from "./errors.js";

const DAY_MS = 86_400_000;

/** Whole days since 1970-01-01 UTC of "YYYY-MM-DD". Raises Malformed where no such day exists. */
export function parseDay(text) {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  // Some engines roll 30 February over into March.
  if (Number.isNaN(time) || formatDay(time / DAY_MS) !== text) throw new Malformed(`${text} is no day`);
  return time / DAY_MS;
}

export const formatDay = (day) => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** Today's day number by the device's clock, UTC. */
export const today = (milliseconds = Date.now()) => Math.floor(milliseconds / DAY_MS);

/** The Monday that begins a day's week. */
export const weekOf = (day) => day - ((day + 3) % 7);
