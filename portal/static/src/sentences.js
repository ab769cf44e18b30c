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
  NotProven: () => [
    _("Our server showed us messages that do not belong to your code. So we do not show them."),
  ],
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
    make("ul", { class: "points" }, ...facts.otherChannels.map((line) => make("li", {}, make("bdi", {}, line)))),
  );
}

/** What the page says where parts of a conversation did not verify: one sentence a kind, the gravest first. */
export function doubtsFor(codes) {
  const has = (...wanted) => wanted.some((code) => codes.includes(code));
  const known = ["Withheld", "KeyringMissing", "KeyringRolledBack", "Fork", "Void", "KeyNotHeld", "CodeReplaced", "mutual-removal"];
  const sentences = [];
  if (has("CodeReplaced")) sentences.push(_("This code was replaced by a newer one. Someone may know your code."));
  if (has("Fork")) sentences.push(_("There are two versions of this conversation. One of them may be false."));
  if (has("KeyringRolledBack")) sentences.push(_("We were given an old list of the people who work here. Some names may be wrong."));
  if (has("Withheld", "KeyringMissing")) sentences.push(_("A part of this conversation is missing. Our server may hold it back."));
  if (has("KeyNotHeld")) sentences.push(_("Some messages are locked with a key that your code does not have."));
  if (codes.some((code) => !known.includes(code))) sentences.push(_("Some messages are not from us. We do not show them."));
  if (sentences.length > 0) sentences.push(_("You can tell us about it below, or in another way."));
  return sentences;
}
