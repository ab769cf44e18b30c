"""Who holds which lane: the sealed roster, then grants, rotations, removals, recusals and withdrawals.

Whatever takes access away beats a grant that did not know of it (rule E5).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from policies.authority import target
from policies.holdings import Entry, ended, entries_of, gifts, grant_faults, is_supported
from policies.loader import Policies
from policies.records import Act, Problem
from policies.report import Report

_THREAD_LANES = (1, 2, 3)
_EXITS = frozenset({"removal", "recuse", "withdraw", "decline"})


@dataclass(frozen=True)
class Holder:
    """One person on one lane. `until` is a day, or empty: consoles honour it, keys end at a rotation.

    `thread_only`: the conversation alone, never the record.
    """

    member: str
    lane: int
    until: str
    thread_only: bool = False


@dataclass(frozen=True)
class Holders:
    """The present holders, sorted, who is out, and the lanes that someone should re-key."""

    present: tuple[Holder, ...]
    out: tuple[Holder, ...]
    rotation_due: tuple[int, ...]
    problems: tuple[Problem, ...]

    def of(self, lane: int) -> tuple[str, ...]:
        """Ids of the members who hold a lane whole."""
        return tuple(one.member for one in self.present if one.lane == lane and not one.thread_only)

    def thread_only(self, lane: int) -> tuple[str, ...]:
        """Ids of the members who read the conversation of a lane and nothing else of it."""
        return tuple(one.member for one in self.present if one.lane == lane and one.thread_only)

    def until(self, member: str, lane: int) -> str:
        """The last day of a member on a lane, or empty where there is no end or no such holder."""
        return next((one.until for one in self.present if (one.member, one.lane) == (member, lane)), "")

    def was_out(self, member: str, lane: int) -> bool:
        """Whether somebody held a lane once and was put out, or stepped back."""
        return any((one.member, one.lane) == (member, lane) for one in self.out)


def trace_holders(report: Report, acts: Iterable[Act], policies: Policies) -> Holders:
    """Follow the roster through all acts that count. `acts` stand in causal order."""
    listed = tuple(acts)
    entries, problems = _admitted(report, listed, policies)
    live = [entry for entry in entries if not ended(entry, listed)]
    present = _present(live)
    inside = {(holder.member, holder.lane) for holder in present}
    out = {Holder(e.member, e.lane, "") for e in entries if (e.member, e.lane) not in inside}
    return Holders(present, tuple(sorted(out, key=_order)), _rotation_due(listed), tuple(problems))


def _admitted(report: Report, acts: tuple[Act, ...], policies: Policies) -> tuple[list[Entry], list[Problem]]:
    """The least set that supports itself: who was let in by somebody who was in. Needs no order of acts."""
    entries = [
        Entry(member, lane, "", past=0, bit=1) for lane, ids in report.rosters.items() for member in ids
    ]
    faults = {id(act): grant_faults(act, acts, report, policies) for act in acts if act.type == "grant"}
    open_ones = [
        (act, entry)
        for act in acts
        if act.type == "rotate" or not faults.get(id(act), True)
        for entry in entries_of(act)
    ]
    moved = True
    while moved:
        supported = [pair for pair in open_ones if is_supported(*pair, entries, acts, report, policies)]
        moved = bool(supported)
        entries += [entry for _, entry in supported]
        open_ones = [pair for pair in open_ones if pair not in supported]
    problems = [problem for found in faults.values() for problem in found]
    problems += list({_unsupported(act) for act, _ in open_ones})
    return entries, problems


def _unsupported(act: Act) -> Problem:
    if act.type == "grant":
        text = "The granter did not hold this lane; the grant has no effect."
        return Problem(act.record.event_id, "grant-unheld", text)
    text = "A key change names somebody who was never let in; they do not count as a holder."
    return Problem(act.record.event_id, "rotation-admits", text)


def _present(live: list[Entry]) -> tuple[Holder, ...]:
    """One line a member and lane: the whole lane before the conversation alone, no end before a late end."""
    found: dict[tuple[str, int], list[Entry]] = {}
    for entry in live:
        found.setdefault((entry.member, entry.lane), []).append(entry)
    holders = []
    for (member, lane), mine in found.items():
        ends = [entry.until for entry in mine]
        whole = any(not entry.thread_only for entry in mine)
        holders.append(Holder(member, lane, "" if "" in ends else max(ends), thread_only=not whole))
    return tuple(sorted(holders, key=_order))


def _order(holder: Holder) -> tuple[int, str, str]:
    return holder.lane, holder.member, holder.until


def _rotation_due(acts: tuple[Act, ...]) -> tuple[int, ...]:
    """Lanes where someone left, or a code was replaced, and nobody has re-keyed in knowledge of it."""
    rotations = [act for act in acts if act.type == "rotate"]
    due = {
        lane
        for act in acts
        for lane in _exposed(act)
        if not any(rotation.body["lane"] == lane and _answers(rotation, act) for rotation in rotations)
    }
    return tuple(sorted(due))


def _answers(rotation: Act, exit_: Act) -> bool:
    """Whether a rotation follows from an exit. One in the conversation cannot cite an exit in the record."""
    if rotation.knew(exit_):
        return True
    unseen = rotation.record.thread and not exit_.record.thread and not exit_.knew(rotation)
    return unseen and target(exit_) not in gifts(rotation)


def _exposed(act: Act) -> set[int]:
    """Lanes whose key is in hands that should no longer have it. A declined grant was never opened."""
    if act.type == "code-replaced":
        lanes = act.body.get("lanes")
        whole = {one for one in lanes if type(one) is int} if isinstance(lanes, list) else set()
        return whole & set(_THREAD_LANES) or {act.lane}
    return {act.lane} if act.type in _EXITS - {"decline"} else set()
