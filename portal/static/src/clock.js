import { formatDay, parseDay, today as deviceToday } from "../../../crypto/browser/days.js";
import { button, make } from "./dom.js";
import { facts } from "./facts.js";
import { say } from "./problem.js";
import { _, dateText } from "./text.js";

/**
 * A device whose date is wrong would refuse a good keyring, or take an expired one. Only a person can tell: the portal's word
 * for today counts for nothing. The day that was confirmed or given holds for this page.
 */
let givenDay = null;

/** Day number (since 1970-01-01 UTC). */
export const today = () => (givenDay === null ? deviceToday() : givenDay);

/** Today as "YYYY-MM-DD". */
export const isoToday = () => formatDay(today());

/** Whether a person has already said which day it is. */
export const isSettled = () => givenDay !== null;

/** "YYYY-MM-DDTHH:MMZ": what a report claims as its time. */
export const claimedAt = () => `${isoToday()}T${new Date().toISOString().slice(11, 16)}Z`;

/** The device's date does not fit the keyring. */
export class ClockDoubt extends Error {}

/** Asks "is today DATE?", and for the right date where it is not. `again` runs once the day is settled. */
export function askDay(again) {
  const shown = dateText(isoToday(), facts.language);
  const settle = (day) => {
    givenDay = day;
    again();
  };
  say(
    [_("Your device says that today is %(date)s. Is that right?", { date: shown })],
    make(
      "div",
      { class: "moves" },
      button(_("Yes, that is today"), () => settle(today()), { "data-testid": "day-right" }),
      button(_("No"), () => askRightDay(settle), { class: "button second", "data-testid": "day-wrong" }),
    ),
  );
}

function askRightDay(settle) {
  const field = make("input", { type: "date", id: "right-day", "data-testid": "right-day", autocomplete: "off" });
  say(
    [_("Please tell us which day it is today. What you wrote is still on this page.")],
    make("div", { class: "field" }, make("label", { for: "right-day" }, _("Today")), field),
    button(_("Use this day"), () => field.value && settle(parseDay(field.value)), { "data-testid": "use-day" }),
  );
}
