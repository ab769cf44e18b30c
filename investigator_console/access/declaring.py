"""Declaring a conflict of interest before a case is read, and deciding about a colleague's possible one."""

from collections.abc import Sequence

from crypto.constants import COORDINATION, LANES
from investigator_console.access.leaving import leave_case
from investigator_console.cases.acting import Desktop, Step, sign_acts
from investigator_console.cases.record import CaseRecord, load_case
from investigator_console.cases.refolding import refold
from investigator_console.cases.shelf import Shelf
from investigator_console.cases.writing import Refused, Written, claimed_time, write_event
from investigator_console.language import gettext
from investigator_console.vault.opened import Vault
from policies import Policies


def declare_conflict(
    vault: Vault, shelf: Shelf, policies: Policies, case_id: bytes, answer_id: str, note: str = ""
) -> Written | Refused | None:
    """Sign the declaration; an answer that leaves the case steps back as well (None: with the next synchronisation).

    Said once: the same answer again writes nothing. A graver one later is written and counts.
    """
    answer = policies.conflicts.answer(answer_id)
    if answer is None:
        return Refused(gettext("Choose one of the answers."))
    with vault.store.transaction():
        record = load_case(vault, policies, case_id)
        before = None if record.case is None else record.case.declarations.get(record.me)
        outcome: Written | Refused | None = None
        if before is None or before.answer != answer_id:
            lane = record_lane(record, "conflict-declaration", vault.profile.role)
            if lane is None:
                return Refused(
                    gettext("This vault doesn't hold the key that is in force here. Ask a co-holder.")
                )
            body = {
                "v": 1,
                "type": "conflict-declaration",
                "answer": answer_id,
                "note": note,
                "sent_at": claimed_time(),
            }
            outcome = write_event(vault, record, lane, body)
            if isinstance(outcome, Refused):
                return outcome
        refold(vault, shelf, policies, case_id)
        if answer.reading == "leaves":
            return leave_case(vault, shelf, policies, case_id, "conflict")
    return outcome


def clear_conflict(
    vault: Vault, shelf: Shelf, policies: Policies, case_id: bytes, member: str
) -> Written | Refused:
    """Let somebody read who said that there might be a conflict."""

    def plan(record: CaseRecord) -> Sequence[Step] | Refused:
        declared = None if record.case is None else record.case.declarations.get(member)
        lane = record_lane(record, "conflict-clearance", vault.profile.role)
        if declared is None or declared.reading != "waits" or lane is None or member == record.me:
            return Refused(gettext("There is nothing to decide for you here."))
        return [Step(lane, {"type": "conflict-clearance", "member": member})]

    return sign_acts(Desktop(vault, shelf, policies, case_id), plan)


def record_lane(record: CaseRecord, action: str, role: str) -> int | None:
    """The lane in whose record an act of this member stands: one in use first, coordination last."""
    lanes = sorted(LANES, key=lambda lane: (not record.in_use(lane), lane))
    return next(
        (
            lane
            for lane in (*lanes, COORDINATION)
            if record.policies.roles.may(role, action, lane)
            and record.log.key_for(lane) is not None
            and lane not in record.standing.lost
        ),
        None,
    )
