import { claimedAt } from "./clock.js";

/** Lanes by number, as the protocol counts them. */
export const LANES = Object.freeze({ allegation: 1, retaliation: 2, assistance: 3, identity: 4, coordination: 5 });

/**
 * What goes into the five bodies: the story into the lanes that are used, who must not see it into both of those whether
 * used or not, coded values only into coordination, what victim care needs into assistance alone, who she is into identity alone.
 */
export function planReport(answers, routed) {
  const exclusions = { teams: [...routed.excludedTeams], members: [...routed.excludedMembers] };
  const told = {
    categories: answers.categories,
    story: answers.story,
    when: answers.when,
    where: answers.where,
    answers: answers.before ? { lost_code: answers.before } : {},
    claimed_at: claimedAt(),
  };
  const lane = (number) => ({ used: routed.used[number], exclusions, ...(routed.used[number] ? told : {}) });
  return {
    bodies: {
      [LANES.allegation]: lane(LANES.allegation),
      [LANES.retaliation]: lane(LANES.retaliation),
      [LANES.assistance]: answers.assistance ? { used: true, ...answers.assistance } : { used: false },
      [LANES.identity]: answers.identity ? { used: true, ...answers.identity } : { used: false },
      [LANES.coordination]: {
        used: true,
        categories: answers.categories,
        tier: routed.tier,
        stage: "open",
        assistance: "unknown",
      },
    },
    rosters: { lanes: routed.lanes, shareA: routed.shareA, shareB: routed.shareB },
  };
}
