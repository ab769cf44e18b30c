"""Ending access: stepping back, taking somebody off, withdrawing a grant. What follows is fresh keys.

The exit is signed at once, also offline; the fresh keys follow at the next synchronisation, in the same breath
where the portal is at hand.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from crypto.constants import COORDINATION, LANES, THREAD_OFFSET
from crypto.keyring import Keyring
from investigator_console.access.candidates import stand_ins
from investigator_console.access.keywork import FEWEST_HOLDERS
from investigator_console.access.orders import place
from investigator_console.cases.acting import Desktop, all_or_nothing
from investigator_console.cases.record import CaseRecord, load_case
from investigator_console.cases.refolding import refold
from investigator_console.cases.shelf import Shelf
from investigator_console.cases.writing import Refused, Written, write_event
from investigator_console.keys.keyrings import current_keyring
from investigator_console.language import gettext
from investigator_console.vault.opened import Vault
from policies import Policies

REASONS = ("conflict", "left", "finished", "other")


def lanes_of(record: CaseRecord, member: str) -> tuple[int, ...]:
    """The lanes (1, 2, 3, 5) that somebody (id in hex) holds now, whole or the conversation alone."""
    if record.case is None:
        return ()
    return tuple(
        sorted(
            {one.lane for one in record.case.holders.present if one.member == member} & {*LANES, COORDINATION}
        )
    )


def remaining(record: CaseRecord, keyring: Keyring, lane: int, without: str) -> list[str]:
    """Who would still hold a lane whole without somebody. Ids in hex, of members of the keyring."""
    if record.case is None:
        return []
    return [
        one
        for one in record.case.holders.of(lane)
        if one != without and keyring.member(bytes.fromhex(one)) is not None
    ]


def leave_case(
    vault: Vault, shelf: Shelf, policies: Policies, case_id: bytes, reason: str
) -> Written | Refused | None:
    """Step back from everything one holds of a case.

    Where fewer than two would remain, oversight (or colleagues of that lane) are granted it first, which waits for
    today's keys: then None is returned, and the stepping back is done with the next synchronisation.
    """
    with vault.store.transaction():
        record = load_case(vault, policies, case_id)
        keyring = current_keyring(vault)
        lanes = lanes_of(record, record.me)
        if keyring is None or not lanes:
            return Refused(gettext("You hold nothing of this case."))
        needed = stand_ins_needed(record, keyring, lanes)
        if isinstance(needed, Refused):
            return needed
        for lane, people in needed.items():
            for person in people:
                place(
                    vault, case_id, {"do": "grant", "to": person, "lanes": _with_coordination(record, lane)}
                )
        if needed:
            place(vault, case_id, {"do": "leave", "reason": reason})
            return None
        body = {"v": 1, "type": "recuse", "reason_code": reason}
        return write_exits(vault, shelf, policies, case_id, lanes, lambda _lane: body)


def stand_ins_needed(
    record: CaseRecord, keyring: Keyring, lanes: Iterable[int]
) -> Mapping[int, tuple[str, ...]] | Refused:
    """Lane to the members to be granted it before this member goes; empty where enough remain.

    A lane whose holders this reader cannot see is not this reader's to keep staffed.
    """
    found: dict[int, tuple[str, ...]] = {}
    for lane in lanes:
        if lane == COORDINATION:
            continue
        left = remaining(record, keyring, lane, record.me)
        missing = FEWEST_HOLDERS - len(left)
        holds = record.case is not None and record.me in record.case.holders.of(lane)
        if missing <= 0 or not holds:
            continue
        people = [one.id.hex() for one in stand_ins(record, keyring, lane, left)][:missing]
        if len(people) < missing:
            return Refused(
                gettext(
                    "You are among the last two who hold this, and nobody else may take it over. Tell oversight by "
                    "another way; until then only you can answer."
                )
            )
        found[lane] = tuple(people)
    return found


def take_off(
    vault: Vault, shelf: Shelf, policies: Policies, case_id: bytes, member: str, reason: str
) -> Written | Refused:
    """Take somebody off: a removal, or a withdrawn grant where the work is simply finished.

    A removal makes void what they do without knowing of it; a withdrawal lets that stand.
    """
    with vault.store.transaction():
        record = load_case(vault, policies, case_id)
        keyring = current_keyring(vault)
        if keyring is None or member == record.me:
            return Refused(gettext("To leave a case yourself, step back from it."))
        lanes = removable_lanes(record, vault.profile.role, member, reason)
        if not lanes:
            return Refused(
                gettext("You can't take this person off: your role doesn't, or you hold nothing in common.")
            )
        for lane in lanes:
            whole = record.case is not None and member in record.case.holders.of(lane)
            if (
                lane != COORDINATION
                and whole
                and len(remaining(record, keyring, lane, member)) < FEWEST_HOLDERS
            ):
                return Refused(
                    gettext("Fewer than two people would hold the case. Grant it to somebody else first.")
                )

        def body(lane: int) -> Mapping[str, Any]:
            kind = "withdraw" if reason == "finished" or lane == COORDINATION else "removal"
            return {"v": 1, "type": kind, "member": member, "reason_code": reason}

        return write_exits(vault, shelf, policies, case_id, lanes, body)


def removable_lanes(record: CaseRecord, role: str, member: str, reason: str = "other") -> tuple[int, ...]:
    """The lanes from which this member may take somebody off."""
    roles = record.policies.roles
    mine = set(lanes_of(record, record.me))
    kind = "withdraw" if reason == "finished" else "removal"
    return tuple(
        lane
        for lane in lanes_of(record, member)
        if lane in mine and roles.may(role, "withdraw" if lane == COORDINATION else kind, lane)
    )


def write_exits(
    vault: Vault,
    shelf: Shelf,
    policies: Policies,
    case_id: bytes,
    lanes: Iterable[int],
    body: Callable[[int], Mapping[str, Any]],
) -> Written | Refused:
    """One exit a lane, or none: in the conversation, so that the fresh keys can cite it; coordination's in its record.

    `heads` says what its author knew of the record, which an exit in the conversation cannot cite.
    """

    def write() -> Written | Refused:
        outcome: Written | Refused = Refused(gettext("You hold nothing of this case."))
        for lane in sorted(lanes, reverse=True):
            record = load_case(vault, policies, case_id)
            c = lane + THREAD_OFFSET if lane in LANES else lane
            said = {**body(lane), "heads": [head.hex() for head in record.log.heads]}
            outcome = write_event(vault, record, c, said)
            if isinstance(outcome, Refused):
                return outcome
        refold(vault, shelf, policies, case_id)
        return outcome

    return all_or_nothing(Desktop(vault, shelf, policies, case_id), write)


def _with_coordination(record: CaseRecord, lane: int) -> list[int]:
    return [lane, COORDINATION] if record.log.key_for(COORDINATION) is not None else [lane]
