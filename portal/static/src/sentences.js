import { make } from "./dom.js";
import { ServerAway } from "./portal.js";
import { _ } from "./text.js";
import { facts } from "./facts.js";

/** Every failure a person can meet, in plain words: what it is, what to do. Codes are the protocol's error classes. */
const kept = () => _("What you wrote is still on this page.");

const KNOWN = {
  KeyringUnsigned: () => [_("We cannot prove that this page belongs to us. So we did not lock or send anything.")],
  KeyringAltered: () => [
    _("Someone changed the list of people who can read reports. So we did not lock or send anything."),
  ],
  KeyringRolledBack: () => [
    _("We were given an old list of the people who can read reports. So we did not lock or send anything."),
  ],
  KeyringExpired: () => [_("The list of people who can read reports is too old. So we did not lock or send anything.")],
  GroupTooSmall: () => [_("Too few people could open your report now. So we did not lock or send anything.")],
  LaneTooFewHolders: () => [
    _("After what you chose, too few people could open your report. We never leave a report to one person."),
    _("Change who must not see it. Or use another way to reach us."),
  ],
  PolicyMismatch: () => [_("This page is out of date. Copy your text, load the page again, and send it then.")],
  TooManyTries: () => [_("The list of people who can read reports keeps changing. Please try again in some minutes.")],
  TooLong: () => [_("Your text is too long to lock. Please make it shorter.")],
};

const away = () => [_("We could not reach our server. Check your connection and try again.")];

const unknown = () => [_("Something did not work. Nothing was lost. Please try again.")];

/** The sentences for an error; `holdsText` where the person has written something that is still there. */
export function sentencesFor(error, holdsText = true) {
  const known = error instanceof ServerAway ? away : KNOWN[error.code] || unknown;
  return holdsText ? [...known(), kept()] : known();
}

/** True where trying again can't help, so that other ways to reach the organisation are named. */
export const needsOtherWay = (error) => error.code in KNOWN && error.code !== "TooLong";

export function otherWays() {
  if (facts.otherChannels.length === 0) return null;
  return make(
    "div",
    {},
    make("p", {}, _("Other ways to reach us:")),
    make("ul", {}, ...facts.otherChannels.map((line) => make("li", {}, line))),
  );
}
