// Which keys open which lane of a report: the twin of policies/routing.py, held to it by tests/vectors/routing.json.
// Pure: no DOM, no cryptography. Runs on the reporter's device before anything is sealed.

export const ALLEGATION = 1;
export const RETALIATION = 2;
export const ASSISTANCE = 3;
export const COORDINATION = 5;

/**
 * Decide the rosters of a report.
 *
 * doc: the parsed routing document. members: [{id, role, region, groups}] without suspended people.
 * intakeRecipients: ids in the keyring's order. categories, conflicts: the answers.
 * Returns {lanes, shareA, shareB, used, tier, readers, excludedTeams, excludedMembers}, or {refused, lane} with
 * refused one of "no-category", "unknown-choice", "services-only", "too-few-holders", "both-hands".
 */
export function route(doc, members, intakeRecipients, categories, conflicts, { assistance = false } = {}) {
  if (categories.length === 0) return { refused: "no-category", lane: 0 };
  const codes = new Set(doc.categories.map((category) => category.code));
  const ids = new Set(doc.conflicts.map((option) => option.id));
  if (!categories.every((code) => codes.has(code)) || !conflicts.every((answer) => ids.has(answer))) {
    return { refused: "unknown-choice", lane: 0 };
  }
  const picked = doc.categories.filter(({ code, route: to }) => categories.includes(code) && to !== "services");
  if (picked.length === 0) return { refused: "services-only", lane: 0 };
  const answers = doc.conflicts.filter((option) => conflicts.includes(option.id));
  const excluded = new Set(members.filter((row) => answers.some((option) => bars(doc, option, row))).map(idOf));
  const field = fieldOf(doc, members, intakeRecipients, answers, excluded);
  const used = {
    [ALLEGATION]: picked.some((category) => category.route !== "ethics"),
    [RETALIATION]: picked.some((category) => category.route === "ethics"),
    [ASSISTANCE]: assistance,
  };
  const lanes = rosters(doc, field, picked, answers, used);
  if ("refused" in lanes) return lanes;
  const helped = assistance || picked.some((category) => category.opens_va);
  const due = [...[ALLEGATION, RETALIATION].filter((lane) => used[lane]), ...(helped ? [ASSISTANCE] : [])];
  const sharing = new Set(due.flatMap((lane) => lanes[lane]));
  lanes[COORDINATION] = field.rows.map(idOf).filter((id) => sharing.has(id));
  const shareA = share(field, doc.identity.share_a, []);
  const roles = new Map(field.rows.map((row) => [row.id, row.role]));
  return {
    lanes,
    shareA,
    shareB: share(field, doc.identity.share_b, shareA),
    used,
    tier: picked.map((category) => category.tier).sort()[0],
    readers: Object.fromEntries(
      Object.entries(lanes).map(([lane, roster]) => [lane, [...new Set(roster.map((id) => roles.get(id)))].sort()]),
    ),
    excludedTeams: answers.filter(excludesSomeone).map(idOf),
    excludedMembers: [...excluded].sort(),
  };
}

const idOf = ({ id }) => id;

const excludesSomeone = (option) =>
  option.excludes_groups.length > 0 ||
  option.excludes_roles.length > 0 ||
  option.headquarters_only ||
  option.elevates;

// People, not seats: who sits in an excluded team is kept away from every lane.
const bars = (doc, option, row) =>
  row.groups.some((group) => option.excludes_groups.includes(group)) ||
  option.excludes_roles.includes(row.role) ||
  (option.headquarters_only && row.region !== doc.headquarters_region);

function fieldOf(doc, members, intakeRecipients, answers, excluded) {
  const byId = new Map(members.map((row) => [row.id, row]));
  return {
    rows: intakeRecipients.filter((id) => byId.has(id) && !excluded.has(id)).map((id) => byId.get(id)),
    closed: new Set(answers.flatMap((option) => option.excludes_groups)),
    minimum: doc.holders_minimum,
  };
}

const of = (field, group, without) =>
  field.rows.filter((row) => row.groups.includes(group) && !without.includes(row.id)).map(idOf);

// Members of the first group that no answer rules out; null where every one is ruled out.
function pick(field, groups) {
  const group = groups.find((name) => !field.closed.has(name));
  return group === undefined ? null : of(field, group, []);
}

function share(field, groups, without) {
  const staffed = (group) => !field.closed.has(group) && of(field, group, without).length >= field.minimum;
  const group = groups.find(staffed);
  return group === undefined ? [] : of(field, group, without);
}

function rosters(doc, field, picked, answers, used) {
  let first = doc.lanes.allegation;
  if (picked.every(({ route: to }) => to === "feedback" || to === "ethics")) first = doc.lanes.allegation_feedback;
  if (answers.some((option) => option.elevates)) first = doc.lanes.allegation_elevated;
  const lanes = { [ALLEGATION]: [] };
  const wanted = [
    ...(used[ALLEGATION] ? [[ALLEGATION, first]] : []),
    [RETALIATION, doc.lanes.retaliation],
    [ASSISTANCE, doc.lanes.assistance],
  ];
  for (const [lane, groups] of wanted) {
    const roster = pick(field, groups);
    if (roster === null && !used[lane]) {
      // Her own answers leave nobody for a lane she does not use: the key goes to nobody.
      lanes[lane] = [];
    } else if (roster === null || (used[lane] && roster.length < field.minimum)) {
      return { refused: "too-few-holders", lane };
    } else {
      lanes[lane] = roster;
    }
  }
  if (lanes[ALLEGATION].some((id) => lanes[ASSISTANCE].includes(id))) {
    return { refused: "both-hands", lane: ASSISTANCE };
  }
  return lanes;
}
