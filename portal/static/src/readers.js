import { route } from "../../../policies/browser/routing.js";
import { icon, make, refill } from "./dom.js";
import { LANES } from "./plan.js";
import { _, label } from "./text.js";

/** Who will be able to open a report with these answers: roles, in the words of the policy. */
export class NoRoute extends Error {
  constructor(refused) {
    super(refused.refused);
    this.reason = refused.refused;
    this.code = "LaneTooFewHolders";
  }
}

/** The rosters for the answers. Raises NoRoute where the report must not be sealed so. */
export function routeFor(answers, trust) {
  const { keyring, routing } = trust;
  const members = [...keyring.members.values()].filter(({ id }) => !keyring.suspended.has(id));
  const routed = route(routing, members, keyring.intakeRecipients, answers.categories, answers.conflicts, {
    assistance: Boolean(answers.assistance),
  });
  if ("refused" in routed) throw new NoRoute(routed);
  return routed;
}

/** Role ids that will read the story; victim care learns the kind of harm, not the story. */
export function readersOf(routed) {
  const story = new Set();
  for (const lane of [LANES.allegation, LANES.retaliation]) {
    if (routed.used[lane]) for (const role of routed.readers[lane]) story.add(role);
  }
  const help = routed.readers[LANES.coordination].filter((role) => !story.has(role));
  return { story: [...story].sort(), help };
}

/** The teams of both halves of the identity key, `[[roles], [roles]]`. Raises NoRoute where a half has fewer than two people. */
function nameOpeners(routed, keyring) {
  return [routed.shareA, routed.shareB].map((share) => {
    if (share.length < 2) throw new NoRoute({ refused: "too-few-holders" });
    return [...new Set(share.map((id) => keyring.members.get(id).role))].sort();
  });
}

/** `trust`: of `loadTrust`; `answers`: of the form. */
export function showReaders(box, routed, { keyring, routing }, answers) {
  const { story, help } = readersOf(routed);
  const line = (id) => make("li", {}, icon("person"), make("span", {}, label(routing.roles[id] || id)));
  const parts = [
    make("p", {}, _("Only these people can open your report:")),
    make("ul", { class: "readers" }, ...story.map(line)),
  ];
  if (help.length > 0) {
    parts.push(
      make("p", {}, _("These people offer help. They learn what kind of harm it is, not what you wrote:")),
      make("ul", { class: "readers" }, ...help.map(line)),
    );
  }
  if (answers.assistance) parts.push(make("p", {}, _("They also read your answers about help.")));
  if (answers.identity) {
    const [one, other] = nameOpeners(routed, keyring);
    parts.push(
      make("p", {}, _("Your name and contact open only with two people together. One is from here:")),
      make("ul", { class: "readers" }, ...one.map(line)),
      make("p", {}, _("The other one is from here:")),
      make("ul", { class: "readers" }, ...other.map(line)),
    );
  }
  parts.push(make("p", { class: "quiet" }, _("Our server and the people who run it can open none of it.")));
  refill(box, ...parts);
}
