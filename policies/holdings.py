"""How one act lets people in or puts them out, and what it takes for that to count."""

from collections.abc import Iterable
from dataclasses import dataclass

from policies.authority import target
from policies.loader import Policies
from policies.records import Act, Problem
from policies.report import Report
from policies.roles import LANE_NUMBERS

_EXITS = frozenset({"removal", "recuse", "withdraw", "decline"})


@dataclass(frozen=True)
class Entry:
    """Somebody was let into a lane by the act at `bit`, who knew the acts in `past`."""

    member: str
    lane: int
    until: str
    past: int
    bit: int
    thread_only: bool = False


def gifts(act: Act) -> tuple[str, ...]:
    """Whom an act names as holders: a rotation its roster, a grant its recipient."""
    if act.type == "grant":
        return (str(act.body["to"]),)
    return tuple(dict.fromkeys((*act.body["roster"], *_texts(act.body.get("threads")))))


def entries_of(act: Act) -> list[Entry]:
    """What a grant or a rotation would let in."""
    past, bit = act.record.ancestors, act.bit
    if act.type == "grant":
        to, until = str(act.body["to"]), act.body.get("until") or ""
        whole, threads = given(act)
        return [Entry(to, lane, until, past, bit) for lane in whole] + [
            Entry(to, lane, until, past, bit, thread_only=True) for lane in threads if lane not in whole
        ]
    if act.type != "rotate":
        return []
    lane, ends = int(act.body["lane"]), act.body.get("until")
    ends = ends if isinstance(ends, dict) else {}
    roster = tuple(dict.fromkeys(act.body["roster"]))

    def end(member: str) -> str:
        value = ends.get(member, "")
        return value if isinstance(value, str) else ""

    return [Entry(member, lane, end(member), past, bit) for member in roster] + [
        Entry(member, lane, end(member), past, bit, thread_only=True)
        for member in _texts(act.body.get("threads"))
        if member not in roster
    ]


def given(act: Act) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The lanes that a grant or its approval gives whole, and those of which the conversation alone."""
    whole = tuple(dict.fromkeys(act.body.get("lanes", [])))
    return whole, tuple(dict.fromkeys(act.body.get("threads", [])))


def ended(entry: Entry, acts: Iterable[Act], within: int = -1) -> bool:
    """Whether an act that the entry did not know of put its member out, within a causal past."""
    for act in acts:
        if not act.bit & within or act.bit & entry.past or act.bit == entry.bit:
            continue
        if act.type == "rotate" and act.body["lane"] == entry.lane and entry.member not in gifts(act):
            return True
        if act.type in _EXITS and target(act) == entry.member and act.lane == entry.lane:
            return True
    return False


def is_supported(
    act: Act, entry: Entry, entries: list[Entry], acts: tuple[Act, ...], report: Report, policies: Policies
) -> bool:
    """Whether those who are in already let this entry in: nobody gives what they do not hold.

    A lane whose roster this reader cannot see is taken on trust. A rotation cannot cite the grants that it
    carries on, so for its roster it is enough that a holder was let in without knowing of the rotation.
    """
    past = act.record.ancestors
    if not report.rosters.get(entry.lane):
        return True
    if act.type == "grant":
        return oversees(act, policies) or any(
            one.member == act.record.author
            and one.lane == entry.lane
            and one.bit & past
            and (entry.thread_only or not one.thread_only)
            and not ended(one, acts, past)
            for one in entries
        )
    return any(
        one.member == entry.member
        and one.lane == entry.lane
        and one.thread_only <= entry.thread_only
        and not one.past & act.bit
        and not ended(one, acts, past)
        for one in entries
    )


def grant_faults(act: Act, acts: tuple[Act, ...], report: Report, policies: Policies) -> list[Problem]:
    """Why a grant has no effect whoever signed it: lanes that never meet, and people whom she excluded."""
    to, past = str(act.body["to"]), act.record.ancestors
    lanes = {lane for part in given(act) for lane in part}
    rosters = [Entry(m, lane, "", 0, 1) for lane, ids in report.rosters.items() for m in ids if m == to]
    # Also what others gave without knowing of this: two gifts at once must not make what neither alone may.
    others = [
        entry for one in acts if one is not act and one.type == "grant" and not one.knew(act)
        for entry in entries_of(one)
        if entry.member == to
    ]  # fmt: skip
    theirs = {one.lane for one in rosters + others if not ended(one, acts, past)} | lanes
    for pair in policies.roles.separate:
        if {LANE_NUMBERS[name] for name in pair} <= theirs:
            text = f"Nobody may hold {' and '.join(pair)}; the grant has no effect."
            return [Problem(act.record.event_id, "both-hands", text)]
    if to in report.excluded_members and not _seconded(act, acts, policies):
        text = "The reporter excluded this person; oversight must sign too before the grant has effect."
        return [Problem(act.record.event_id, "excluded-grant", text)]
    return []


def _seconded(act: Act, acts: tuple[Act, ...], policies: Policies) -> bool:
    """Rule G2: whether two different people, one of them oversight, give the same lanes to the same person."""
    whole, threads = (set(part) for part in given(act))
    others = [
        other
        for other in acts
        if (other.type == "grant" or (other.type == "grant-approval" and act.knew(other)))
        and other.body["to"] == act.body["to"]
        and whole <= set(given(other)[0])
        and threads <= set(given(other)[0]) | set(given(other)[1])
        and other.record.author != act.record.author
    ]
    return any(oversees(one, policies) or oversees(act, policies) for one in others)


def oversees(act: Act, policies: Policies) -> bool:
    """Whether somebody signed it whose role watches the others."""
    role = policies.roles.role(act.record.role)
    return role is not None and role.oversees


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
