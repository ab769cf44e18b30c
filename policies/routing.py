"""Which keys open which lane of a report: a pure rule over signed data, with a twin in `browser/routing.js`.

It runs before sealing, on the reporter's device; `tests/vectors/routing.json` holds both languages to it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from policies.errors import InvalidValueError
from policies.header import Header, unique
from policies.roles import Group

ALLEGATION, RETALIATION, ASSISTANCE, COORDINATION = 1, 2, 3, 5

MemberIdText = str
Document = Mapping[str, Any]
MemberRow = Mapping[str, Any]


@dataclass(frozen=True)
class Conflict:
    """One answer to "is anyone in these teams involved?" and whom it keeps away from the report."""

    id: str
    label: str
    excludes_groups: tuple[Group, ...] = ()
    excludes_roles: tuple[str, ...] = ()
    headquarters_only: bool = False
    elevates: bool = False


@dataclass(frozen=True)
class LaneGroups:
    """For each lane the groups in order of preference."""

    allegation: tuple[Group, ...]
    allegation_feedback: tuple[Group, ...]
    allegation_elevated: tuple[Group, ...]
    retaliation: tuple[Group, ...]
    assistance: tuple[Group, ...]


@dataclass(frozen=True)
class IdentityGroups:
    """For each share of the identity key the groups in order of preference."""

    share_a: tuple[Group, ...]
    share_b: tuple[Group, ...]


@dataclass(frozen=True)
class Routing:
    """The whole routing policy."""

    policy: Header
    holders_minimum: int
    headquarters_region: str
    lanes: LaneGroups
    identity: IdentityGroups
    conflicts: tuple[Conflict, ...]

    def __post_init__(self) -> None:
        unique("conflicts", tuple(conflict.id for conflict in self.conflicts))
        if self.holders_minimum < 2:  # noqa: PLR2004 — the protocol's floor, not a tunable
            raise InvalidValueError(
                "holders_minimum", "must be 2 or more: nobody may be the only reader of a report"
            )
        for name in ("allegation", "allegation_feedback", "allegation_elevated", "retaliation", "assistance"):
            if not getattr(self.lanes, name):
                raise InvalidValueError(f"lanes.{name}", "needs at least one group")

    @property
    def working_teams(self) -> tuple[str, ...]:
        """The answers that lock out whoever works on reports first: what a complaint about the handling begins with."""
        lanes = self.lanes
        working = {groups[0] for groups in (lanes.allegation, lanes.allegation_feedback, lanes.retaliation)}
        return tuple(
            one.id for one in self.conflicts if one.excludes_groups and set(one.excludes_groups) <= working
        )


@dataclass(frozen=True)
class Routed:
    """Who gets which key. Lanes 1, 2, 3 and 5 in the keyring's order; `readers` are role ids by lane.

    An unused lane may have an empty roster: its key goes to nobody. `excluded_teams` are the answers given,
    `excluded_members` everyone whom they keep away; both are sealed into the report.
    """

    lanes: Mapping[int, tuple[MemberIdText, ...]]
    share_a: tuple[MemberIdText, ...]
    share_b: tuple[MemberIdText, ...]
    used: Mapping[int, bool]
    tier: str
    readers: Mapping[int, tuple[str, ...]]
    excluded_teams: tuple[str, ...]
    excluded_members: tuple[MemberIdText, ...]


@dataclass(frozen=True)
class Refused:
    """A report that must not be sealed so. `lane` is 0 where no lane is at fault.

    Reasons: `no-category`, `unknown-choice`, `services-only`, `too-few-holders`, `both-hands`.
    """

    reason_code: str
    lane: int


@dataclass(frozen=True)
class _Field:
    """The members who may receive anything, after the reporter's answers."""

    rows: tuple[MemberRow, ...]
    closed_groups: frozenset[str]
    minimum: int

    def pick(self, groups: Iterable[str], without: Iterable[str] = ()) -> tuple[MemberIdText, ...] | None:
        """Members of the first group that no answer rules out; `None` where every one is ruled out."""
        for group in groups:
            if group not in self.closed_groups:
                return self.of(group, without)
        return None

    def of(self, group: str, without: Iterable[str] = ()) -> tuple[MemberIdText, ...]:
        barred = set(without)
        return tuple(row["id"] for row in self.rows if group in row["groups"] and row["id"] not in barred)

    def share(self, groups: Iterable[str], without: Iterable[str] = ()) -> tuple[MemberIdText, ...]:
        """Members of the first group that is still staffed; nobody where none is."""
        for group in groups:
            found = self.of(group, without)
            if group not in self.closed_groups and len(found) >= self.minimum:
                return found
        return ()


def route(
    document: Document,
    members: Sequence[MemberRow],
    intake_recipients: Sequence[MemberIdText],
    categories: Sequence[str],
    conflicts: Sequence[str],
    *,
    assistance: bool = False,
) -> Routed | Refused:
    """Decide the rosters of a report.

    `document`: the parsed routing document; `members`: rows with id, role, region, groups (without suspended
    people), `intake_recipients` ids in the keyring's order, `categories` and `conflicts` the answers,
    `assistance` whether she asks for help already now.
    """
    known = {category["code"]: category for category in document["categories"]}
    options = {option["id"]: option for option in document["conflicts"]}
    if not categories:
        return Refused("no-category", 0)
    if any(code not in known for code in categories) or any(answer not in options for answer in conflicts):
        return Refused("unknown-choice", 0)
    picked = [known[code] for code in known if code in categories and known[code]["route"] != "services"]
    if not picked:
        return Refused("services-only", 0)
    answers = [options[answer] for answer in options if answer in conflicts]
    excluded = _excluded(document, members, answers)
    field = _field(document, members, intake_recipients, answers, excluded)
    used = {
        ALLEGATION: any(category["route"] != "ethics" for category in picked),
        RETALIATION: any(category["route"] == "ethics" for category in picked),
        ASSISTANCE: assistance,
    }
    rosters = _rosters(document, field, picked, answers, used)
    if isinstance(rosters, Refused):
        return rosters
    helped = assistance or any(category["opens_va"] for category in picked)
    due = [lane for lane in (ALLEGATION, RETALIATION) if used[lane]] + ([ASSISTANCE] if helped else [])
    sharing = {member for lane in due for member in rosters[lane]}
    rosters[COORDINATION] = tuple(row["id"] for row in field.rows if row["id"] in sharing)
    share_a = field.share(document["identity"]["share_a"])
    roles = {row["id"]: row["role"] for row in field.rows}
    return Routed(
        lanes=rosters,
        share_a=share_a,
        share_b=field.share(document["identity"]["share_b"], without=share_a),
        used=used,
        tier=min(category["tier"] for category in picked),
        readers={lane: tuple(sorted({roles[member] for member in ids})) for lane, ids in rosters.items()},
        excluded_teams=tuple(option["id"] for option in answers if _bars(option)),
        excluded_members=tuple(sorted(excluded)),
    )


def gaps(
    document: Document, members: Sequence[MemberRow], intake_recipients: Sequence[MemberIdText]
) -> tuple[tuple[str, str, Refused], ...]:
    """Every (category, conflict answer) that this keyring refuses: to be shown before it is signed."""
    found: list[tuple[str, str, Refused]] = []
    for category in document["categories"]:
        if category["route"] == "services":
            continue
        for option in document["conflicts"]:
            outcome = route(document, members, intake_recipients, [category["code"]], [option["id"]])
            if isinstance(outcome, Refused):
                found.append((category["code"], option["id"], outcome))
    return tuple(found)


def _bars(option: Document) -> bool:
    return bool(
        option["excludes_groups"]
        or option["excludes_roles"]
        or option["headquarters_only"]
        or option["elevates"]
    )


def _excluded(document: Document, members: Sequence[MemberRow], answers: list[Document]) -> set[MemberIdText]:
    """People, not seats: who sits in an excluded team is kept away from every lane."""
    return {
        row["id"]
        for row in members
        for option in answers
        if set(row["groups"]) & set(option["excludes_groups"])
        or row["role"] in option["excludes_roles"]
        or (option["headquarters_only"] and row["region"] != document["headquarters_region"])
    }


def _field(
    document: Document,
    members: Sequence[MemberRow],
    intake_recipients: Sequence[MemberIdText],
    answers: list[Document],
    excluded: set[MemberIdText],
) -> _Field:
    by_id = {row["id"]: row for row in members}
    rows = tuple(by_id[member] for member in intake_recipients if member in by_id and member not in excluded)
    closed = frozenset(group for option in answers for group in option["excludes_groups"])
    return _Field(rows, closed, document["holders_minimum"])


def _rosters(
    document: Document,
    field: _Field,
    picked: list[Document],
    answers: list[Document],
    used: Mapping[int, bool],
) -> dict[int, tuple[MemberIdText, ...]] | Refused:
    lanes = document["lanes"]
    first = lanes["allegation"]
    if all(category["route"] == "feedback" for category in picked if category["route"] != "ethics"):
        first = lanes["allegation_feedback"]
    if any(option["elevates"] for option in answers):
        first = lanes["allegation_elevated"]
    rosters: dict[int, tuple[MemberIdText, ...]] = {ALLEGATION: ()}
    wanted = {RETALIATION: lanes["retaliation"], ASSISTANCE: lanes["assistance"]}
    if used[ALLEGATION]:
        wanted = {ALLEGATION: first, **wanted}
    for lane, groups in wanted.items():
        roster = field.pick(groups)
        if roster is None and not used[lane]:
            # Her own answers leave nobody for a lane she does not use: the key goes to nobody.
            roster = ()
        elif roster is None or (used[lane] and len(roster) < field.minimum):
            return Refused("too-few-holders", lane)
        rosters[lane] = roster
    if set(rosters[ALLEGATION]) & set(rosters[ASSISTANCE]):
        return Refused("both-hands", ASSISTANCE)
    return rosters
