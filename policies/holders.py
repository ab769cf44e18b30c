"""Who holds which lane: the sealed roster, then grants, rotations, removals, recusals and withdrawals.

Whatever takes access away beats a grant that did not know of it (rule E5).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from policies.authority import target
from policies.loader import Policies
from policies.records import Act, Problem
from policies.report import Report
from policies.roles import COORDINATION, LANE_NUMBERS

_THREAD_LANES = (1, 2, 3)
_EXITS = frozenset({"removal", "recuse", "withdraw", "decline"})


@dataclass(frozen=True)
class Holder:
    """One person on one lane. `until` is a day, or empty: consoles honour it, keys end at a rotation."""

    member: str
    lane: int
    until: str


@dataclass(frozen=True)
class _Entry:
    member: str
    lane: int
    until: str
    past: int
    bit: int


@dataclass(frozen=True)
class Holders:
    """The present holders, sorted, who is out, and the lanes that someone should re-key."""

    present: tuple[Holder, ...]
    out: tuple[Holder, ...]
    rotation_due: tuple[int, ...]
    problems: tuple[Problem, ...]

    def of(self, lane: int) -> tuple[str, ...]:
        """Ids of the members who hold a lane."""
        return tuple(holder.member for holder in self.present if holder.lane == lane)


def trace_holders(report: Report, acts: Iterable[Act], policies: Policies) -> Holders:
    """Follow the roster through all acts that count. `acts` stand in causal order."""
    listed = tuple(acts)
    entries = [_Entry(member, lane, "", 0, 1) for lane, ids in report.rosters.items() for member in ids]
    problems: list[Problem] = []
    for act in listed:
        if act.type == "rotate":
            entries += [
                _Entry(member, int(act.body["lane"]), "", act.record.ancestors, act.bit)
                for member in dict.fromkeys(act.body["roster"])
            ]
        elif act.type == "grant":
            faults = _grant_faults(act, listed, entries, report, policies)
            problems += faults
            if not faults:
                until = act.body.get("until") or ""
                entries += [
                    _Entry(act.body["to"], lane, until, act.record.ancestors, act.bit)
                    for lane in dict.fromkeys(act.body["lanes"])
                ]
    live = [entry for entry in entries if not _ended(entry, listed)]
    present = tuple(sorted({Holder(e.member, e.lane, e.until) for e in live}, key=_order))
    inside = {(holder.member, holder.lane) for holder in present}
    out = {Holder(e.member, e.lane, "") for e in entries if (e.member, e.lane) not in inside}
    return Holders(present, tuple(sorted(out, key=_order)), _rotation_due(listed), tuple(problems))


def _order(holder: Holder) -> tuple[int, str, str]:
    return holder.lane, holder.member, holder.until


def _ended(entry: _Entry, acts: Iterable[Act], within: int = -1) -> bool:
    """Whether an act that the entry did not know of put its member out, within a causal past."""
    for act in acts:
        if not act.bit & within or act.bit & entry.past or act.bit == entry.bit:
            continue
        if act.type == "rotate" and act.body["lane"] == entry.lane and entry.member not in act.body["roster"]:
            return True
        if act.type in _EXITS and target(act) == entry.member and act.lane in {entry.lane, COORDINATION}:
            return True
    return False


def _grant_faults(
    act: Act, acts: tuple[Act, ...], entries: list[_Entry], report: Report, policies: Policies
) -> list[Problem]:
    """Why a grant has no effect: nobody gives what they do not hold, and some gifts take two."""
    to, lanes, past = act.body["to"], act.body["lanes"], act.record.ancestors
    known = [entry for entry in entries if entry.bit & past]
    mine = {e.lane for e in known if e.member == act.record.author and not _ended(e, acts, past)}
    unheld = [lane for lane in lanes if report.rosters.get(lane) and lane not in mine]
    if unheld and not _oversees(act, policies):
        return [_problem(act, "grant-unheld", "The granter did not hold this lane; the grant has no effect.")]
    theirs = {e.lane for e in known if e.member == to and not _ended(e, acts, past)} | set(lanes)
    for pair in policies.roles.separate:
        if {LANE_NUMBERS[name] for name in pair} <= theirs:
            return [
                _problem(act, "both-hands", f"Nobody may hold {' and '.join(pair)}; the grant has no effect.")
            ]
    if to in report.excluded_members and not _seconded(act, acts, policies):
        text = "The reporter excluded this person; oversight must sign too before the grant has effect."
        return [_problem(act, "excluded-grant", text)]
    return []


def _seconded(act: Act, acts: tuple[Act, ...], policies: Policies) -> bool:
    """Whether two different people, one of them oversight, grant the same lanes to the same person."""
    others = [
        other
        for other in acts
        if other.type == "grant"
        and other.body["to"] == act.body["to"]
        and set(act.body["lanes"]) <= set(other.body["lanes"])
        and other.record.author != act.record.author
    ]
    return any(_oversees(one, policies) or _oversees(act, policies) for one in others)


def _oversees(act: Act, policies: Policies) -> bool:
    role = policies.roles.role(act.record.role)
    return role is not None and role.oversees


def _problem(act: Act, kind: str, text: str) -> Problem:
    return Problem(act.record.event_id, kind, text)


def _rotation_due(acts: tuple[Act, ...]) -> tuple[int, ...]:
    """Lanes where someone left, or a code was replaced, and nobody has re-keyed in knowledge of it."""
    rotations = [act for act in acts if act.type == "rotate"]
    due = {
        lane
        for act in acts
        for lane in _exposed(act)
        if not any(rotation.body["lane"] == lane and rotation.knew(act) for rotation in rotations)
    }
    return tuple(sorted(due))


def _exposed(act: Act) -> set[int]:
    """Lanes whose key is in hands that should no longer have it. A declined grant was never opened."""
    if act.type == "code-replaced":
        lanes = act.body.get("lanes")
        whole = {one for one in lanes if type(one) is int} if isinstance(lanes, list) else set()
        return whole & set(_THREAD_LANES) or {act.lane}
    return {act.lane} if act.type in _EXITS - {"decline"} else set()
