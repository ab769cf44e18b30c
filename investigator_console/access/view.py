"""What the page "Who has access" shows, as plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from crypto.keyring import Keyring
from crypto.suspension import honoured
from investigator_console.access.candidates import (
    grantable_lanes,
    list_candidates,
    may_grant_excluded,
    perhaps_keyless,
)
from investigator_console.access.declaring import record_lane
from investigator_console.access.gate import is_over
from investigator_console.access.granting import adoptable
from investigator_console.access.history import entry_in_words, list_history
from investigator_console.access.leaving import lanes_of, removable_lanes, stand_ins_needed
from investigator_console.access.orders import orders
from investigator_console.cases.record import CaseRecord
from investigator_console.cases.shelf import Shelf
from investigator_console.cases.wording import lane_label, member_in_words
from investigator_console.cases.writing import Refused
from investigator_console.keys.keyrings import current_keyring
from investigator_console.language import gettext
from investigator_console.vault.opened import Vault


@dataclass(frozen=True)
class PersonView:
    """One holder. `standing`: what they declared or why they count no more; `warn`: it needs somebody's eye."""

    member: str
    name: str
    holds: Sequence[str]
    until: str
    standing: str
    warn: bool
    me: bool
    can_remove: bool
    can_clear: bool


@dataclass(frozen=True)
class CandidateView:
    """Somebody who could be let in. `excluded`: "" or what has to happen first; `ready`: can be granted now."""

    member: str
    name: str
    lanes: Sequence[tuple[int, str]]
    excluded: str
    ready: bool
    can_approve: bool


@dataclass(frozen=True)
class OrderView:
    """Something that waits for the next synchronisation, or that could not be done."""

    name: str
    text: str
    failure: str


@dataclass(frozen=True)
class VoidView:
    """An entry without effect that somebody could answer for."""

    name: str
    text: str


@dataclass(frozen=True)
class AccessView:
    """Everything on the page. `leaving`: what happens when this member steps back, or why they can't.

    `given_back`: the day on which the portal got the case back; `keyless`: who may have lost their keys by that.
    """

    reference: str
    people: Sequence[PersonView]
    former: Sequence[str]
    candidates: Sequence[CandidateView]
    lanes: Sequence[tuple[int, str]]
    orders: Sequence[OrderView]
    history: Sequence[tuple[str, str]]
    void: Sequence[VoidView]
    rekey: Sequence[str]
    leaving: str
    can_leave: bool
    can_take_over: bool
    assigned: str
    given_back: str = ""
    keyless: Sequence[str] = ()


def view_access(vault: Vault, shelf: Shelf, record: CaseRecord, today: date) -> AccessView:
    """The page of a case. `today`: UTC."""
    keyring, role = current_keyring(vault), vault.profile.role
    case = record.case
    needed = (
        Refused("") if keyring is None else stand_ins_needed(record, keyring, lanes_of(record, record.me))
    )
    can_leave = bool(lanes_of(record, record.me)) and not isinstance(needed, Refused)
    assigned = "" if case is None else case.assignee.value
    return AccessView(
        reference=shelf.reference(record.case_id),
        people=_people(vault, record, keyring, today),
        former=_former(record, keyring),
        candidates=_candidates(record, keyring, role),
        lanes=[(lane, lane_label(lane)) for lane in grantable_lanes(record, role)],
        orders=_orders(vault, record, keyring),
        history=list_history(record, keyring),
        void=[VoidView(name, entry_in_words(record, keyring, name)) for name in adoptable(record)],
        rekey=[lane_label(lane) for lane in record.rekey_lanes(keyring, today)],
        leaving=_leaving(record, keyring, needed),
        can_leave=can_leave,
        can_take_over=bool(case)
        and assigned != record.me
        and record_lane(record, "assign", role) is not None
        and record.me in (case.holders.of(1) + case.holders.of(2) + case.holders.of(3) if case else ()),
        assigned=member_in_words(record.policies, keyring, assigned, record.me) if assigned else "",
        given_back=record.given_back.on,
        keyless=sorted(
            member_in_words(record.policies, keyring, one, record.me) for one in perhaps_keyless(record)
        ),
    )


def _people(vault: Vault, record: CaseRecord, keyring: Keyring | None, today: date) -> list[PersonView]:
    if record.case is None:
        return []
    case, role = record.case, vault.profile.role
    suspended = {one.hex() for one in honoured(keyring)} if keyring is not None else set()
    may_clear = record_lane(record, "conflict-clearance", role) is not None
    found = []
    for member in dict.fromkeys(one.member for one in case.holders.present):
        mine = [one for one in case.holders.present if one.member == member]
        ends = [one.until for one in mine if one.until]
        declared = case.declarations.get(member)
        standing, warn = _standing(record, member, keyring, suspended=member in suspended)
        over = bool(ends) and is_over(max(ends), today)
        found.append(
            PersonView(
                member=member,
                name=member_in_words(record.policies, keyring, member, record.me),
                holds=[
                    gettext("%(lane)s: conversation only", lane=lane_label(one.lane))
                    if one.thread_only
                    else lane_label(one.lane)
                    for one in mine
                ],
                until=max(ends, default=""),
                standing=gettext("time is over") if over else standing,
                warn=warn or over,
                me=member == record.me,
                can_remove=member != record.me and bool(removable_lanes(record, role, member)),
                can_clear=may_clear
                and member != record.me
                and declared is not None
                and not declared.may_read
                and declared.reading == "waits",
            )
        )
    return sorted(found, key=lambda one: (not one.me, one.name))


def _standing(
    record: CaseRecord, member: str, keyring: Keyring | None, *, suspended: bool
) -> tuple[str, bool]:
    if suspended:
        return gettext("suspended"), True
    if keyring is not None and keyring.member(bytes.fromhex(member)) is None:
        return gettext("no longer in the keyring"), True
    declared = record.case.declarations.get(member) if record.case is not None else None
    if declared is None:
        return gettext("has not opened it yet"), False
    note = f": {declared.note}" if declared.note else ""
    by = (
        member_in_words(record.policies, keyring, declared.cleared_by, record.me)
        if declared.cleared_by
        else ""
    )
    if by:
        return gettext("possible conflict%(note)s. Let through by %(who)s", note=note, who=by), False
    words = {
        "opens": gettext("declared no conflict"),
        "waits": gettext("possible conflict%(note)s. Does not read until somebody decides", note=note),
        "leaves": gettext("conflict%(note)s", note=note),
    }
    return words[declared.reading], declared.reading != "opens"


def _former(record: CaseRecord, keyring: Keyring | None) -> list[str]:
    if record.case is None:
        return []
    inside = {one.member for one in record.case.holders.present}
    gone = dict.fromkeys(one.member for one in record.case.holders.out if one.member not in inside)
    return [member_in_words(record.policies, keyring, one, record.me) for one in gone]


def _candidates(record: CaseRecord, keyring: Keyring | None, role: str) -> list[CandidateView]:
    if keyring is None:
        return []
    found = []
    for one in list_candidates(record, keyring, role):
        ready = not one.excluded or may_grant_excluded(record, one, role)
        words = ""
        if one.excluded:
            words = (
                gettext("The reporter kept this person away. Another has signed for it; you can grant it.")
                if ready
                else gettext(
                    "The reporter kept this person away. You have signed for it; somebody else who holds the case "
                    "can grant it now."
                )
                if record.me in one.approved_by
                else gettext("The reporter kept this person away. Oversight and a holder must both sign.")
            )
        found.append(
            CandidateView(
                one.member,
                member_in_words(record.policies, keyring, one.member, record.me),
                [(lane, lane_label(lane)) for lane in one.lanes],
                words,
                ready,
                one.excluded and not ready and record.me not in one.approved_by,
            )
        )
    return found


def _orders(vault: Vault, record: CaseRecord, keyring: Keyring | None) -> list[OrderView]:
    found = []
    for order in orders(vault, record.case_id):
        do = order.what.get("do")
        if do == "grant":
            who = member_in_words(record.policies, keyring, str(order.what["to"]), record.me)
            text = gettext("Grant to %(who)s", who=who)
        elif do == "leave":
            text = gettext("Step back from this case")
        else:
            text = gettext("Open the reporter's identity")
        found.append(OrderView(order.key.hex(), text, order.failure))
    return found


def _leaving(
    record: CaseRecord, keyring: Keyring | None, needed: Mapping[int, tuple[str, ...]] | Refused
) -> str:
    if isinstance(needed, Refused):
        return needed.reason
    people = dict.fromkeys(one for members in needed.values() for one in members)
    if not people:
        return gettext("Your keys are replaced, and you read nothing that comes after.")
    names = gettext(", ").join(member_in_words(record.policies, keyring, one, record.me) for one in people)
    return gettext(
        "You are among the last two who hold it. %(who)s is granted the case first; then you are out.",
        who=names,
    )
