"""What stands between a member and a case whose keys they hold: an exit, an end, a declaration to make.

Keys decide what *can* be read; this decides what an honest console shows. Whoever was put out keeps the keys
that they had, and gets none of those that follow.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from crypto.keyring import Keyring
from crypto.suspension import honoured
from investigator_console.cases.keys import CaseKeys
from policies.fold import Case

Gate = Literal["", "declare", "waits", "out"]


@dataclass(frozen=True)
class Standing:
    """One member in one case. `until`: their last day, or "". `lost`: lanes (1 to 5) that they are out of."""

    gate: Gate
    until: str = ""
    lost: tuple[int, ...] = ()


def standing_of(case: Case | None, keys: CaseKeys, me: str) -> Standing:
    """Where a member stands; `me`: id in hex. A case whose report can't be verified is shown for its warning."""
    if case is None:
        return Standing("")
    holders = case.holders
    mine = [one for one in holders.present if one.member == me]
    lanes = {one.lane for one in mine}
    lost = tuple(lane for lane in (1, 2, 3, 5) if lane not in lanes and holders.was_out(me, lane))
    left = [lane for lane in keys.lanes if lane not in lost]
    declared = case.declarations.get(me)
    if not left or (declared is not None and declared.reading == "leaves"):
        return Standing("out", "", lost)
    ends = [one.until for one in mine if one.lane in left]
    until = max(ends) if ends and "" not in ends and len(ends) == len(left) else ""
    if declared is None:
        return Standing("declare", until, lost)
    return Standing("" if declared.may_read else "waits", until, lost)


def is_over(until: str, today: date) -> bool:
    """Whether a last day lies behind us."""
    return bool(until) and until < today.isoformat()


def rekey_lanes(
    case: Case | None, current: dict[int, int], keyring: Keyring | None, today: date
) -> tuple[int, ...]:
    """Lanes (1, 2, 3, 5) whose key somebody has who should not, or that have two keys at once.

    `current`: how many keys are in force in each compartment. Who is suspended has keys that they should not: the
    portal keeps its answers from them, and only fresh keys keep out whoever has the portal's bytes.
    """
    if case is None:
        return ()
    due = set(case.holders.rotation_due) - {4}
    active = None if keyring is None else active_members(keyring)
    for holder in case.holders.present:
        gone = active is not None and holder.member not in active
        if holder.lane != 4 and (gone or is_over(holder.until, today)):  # noqa: PLR2004  identity has shares
            due.add(holder.lane)
    due |= {lane for lane in (1, 2, 3, 5) if current.get(lane, 1) > 1}
    return tuple(sorted(due))


def active_members(keyring: Keyring) -> frozenset[str]:
    """Ids in hex of those who stand in the keyring and are not suspended."""
    suspended = honoured(keyring) if keyring.suspensions else frozenset()
    return frozenset(member.id.hex() for member in keyring.members if member.id not in suspended)
