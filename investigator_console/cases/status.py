"""Saying a new status: in each conversation of this member's, and as a coded stage for coordination."""

from crypto.constants import COORDINATION, THREAD_OFFSET
from investigator_console.cases.acting import Desktop, all_or_nothing
from investigator_console.cases.record import CaseRecord, load_case
from investigator_console.cases.refolding import keep_in_step
from investigator_console.cases.shelf import Shelf
from investigator_console.cases.writing import Refused, Written, claimed_time, write_event
from investigator_console.language import gettext
from investigator_console.vault.opened import Vault
from policies import Policies
from policies.report import NARRATIVE_LANES
from policies.statuses import Status


def status_lanes(record: CaseRecord, role: str) -> tuple[int, ...]:
    """The lanes whose conversation a status of this role goes to: those in use, else the lowest held."""
    allowed = tuple(lane for lane in record.keys.lanes if record.policies.roles.may(role, "status", lane))
    return tuple(lane for lane in allowed if record.in_use(lane)) or allowed[:1]


def _ending(record: CaseRecord, lanes: tuple[int, ...]) -> dict[str, str] | None:
    """What a closing says of the approved outcome; None where there is none. Help ends by its own rules."""
    if not set(lanes) & set(NARRATIVE_LANES):
        return {}
    approved = None if record.case is None else record.case.decision.approved
    return None if approved is None else {"outcome": approved.code, "decision": approved.event_id}


def set_case_status(
    vault: Vault, shelf: Shelf, policies: Policies, case_id: bytes, code: str, note: str
) -> Written | Refused:
    """Write the status, then the stage that it means. All of it is stored and queued, or nothing is.

    The stage names the status by its event id, so that whoever holds coordination alone knows which one it
    came from.
    """
    status = policies.statuses.status(code)
    if status is None or not status.settable:
        return Refused(gettext("There is no such status."))
    desktop = Desktop(vault, shelf, policies, case_id)
    return all_or_nothing(desktop, lambda: _write(desktop, status, note))


def _write(desktop: Desktop, status: Status, note: str) -> Written | Refused:
    vault, policies, case_id, role = desktop.vault, desktop.policies, desktop.case_id, desktop.role
    record = load_case(vault, policies, case_id)
    lanes = status_lanes(record, role)
    if not lanes:
        return Refused(gettext("Your role doesn't set a status here."))
    ending = _ending(record, lanes) if status.stage == "closed" else {}
    if ending is None:
        return Refused(
            gettext("A case is closed with an outcome that somebody approved. Propose one under “Decision”.")
        )
    first: Written | None = None
    for lane in lanes:
        body = {
            "v": 1,
            "type": "status",
            "status": status.code,
            "note": note,
            "sent_at": claimed_time(),
            **ending,
        }
        outcome = write_event(vault, record, THREAD_OFFSET + lane, body)
        if isinstance(outcome, Refused):
            return outcome
        first = first or outcome
        record = load_case(vault, policies, case_id)
    if first is None:
        return Refused(gettext("Your role doesn't set a status here."))
    stage = {"v": 1, "type": "stage", "stage": status.stage, "names": first.event_id.hex()}
    if "outcome" in ending:
        stage["outcome"] = ending["outcome"]
    may = policies.roles.may(role, "stage", COORDINATION)
    if may and record.log.key_for(COORDINATION) is not None:
        write_event(vault, record, COORDINATION, stage)
        record = load_case(vault, policies, case_id)
    keep_in_step(vault, desktop.shelf, record)
    return first
