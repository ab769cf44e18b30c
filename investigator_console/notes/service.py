"""Writing notes, assignments and our own categories: sealed to the lane's holders, queued like an answer."""

from collections.abc import Mapping, Sequence
from typing import Any

from investigator_console.cases.record import CaseRecord, load_case
from investigator_console.cases.refolding import refold
from investigator_console.cases.shelf import Shelf
from investigator_console.cases.writing import Refused, Written, claimed_time, write_event
from investigator_console.language import gettext
from investigator_console.vault.opened import Vault
from policies import Policies


def work_lanes(record: CaseRecord, role: str, action: str) -> tuple[int, ...]:
    """The lanes (1 to 3) in which this member may do `action` under a key they hold; those in use first."""
    lanes = [lane for lane in (1, 2, 3) if record.policies.roles.may(role, action, lane)]
    held = [lane for lane in lanes if record.log.key_for(lane) is not None]
    return tuple(sorted(held, key=lambda lane: (not record.in_use(lane), lane)))


def assignable(record: CaseRecord, role: str) -> tuple[str, ...]:
    """Whom the case can be given to: those who hold the lane that the assignment stands in. Ids in hex."""
    lanes = work_lanes(record, role, "assign")
    if not lanes or record.case is None:
        return ()
    return tuple(sorted(record.case.holders.of(lanes[0])))


def add_note(
    vault: Vault, shelf: Shelf, policies: Policies, case_id: bytes, text: str, lane: int | None
) -> Written | Refused:
    """A note for the holders of a lane (None for the first in use)."""
    if not text.strip():
        return Refused(gettext("Write something first, then keep it."))
    return _write(vault, shelf, policies, case_id, {"type": "note", "text": text}, lane)


def assign_case(vault: Vault, shelf: Shelf, policies: Policies, case_id: bytes, to: str) -> Written | Refused:
    """Give the case to a member (id in hex) who holds it."""
    with vault.store.transaction():
        record = load_case(vault, policies, case_id)
        if to not in assignable(record, vault.profile.role):
            return Refused(gettext("Choose somebody who holds this case."))
        return _write(vault, shelf, policies, case_id, {"type": "assign", "to": to}, None)


def code_case(
    vault: Vault, shelf: Shelf, policies: Policies, case_id: bytes, categories: Sequence[str]
) -> Written | Refused:
    """Our own categories, beside the reporter's, which stay as they were sealed."""
    known = [code for code in dict.fromkeys(categories) if policies.taxonomy.category(code) is not None]
    if not known:
        return Refused(gettext("Choose at least one category."))
    return _write(vault, shelf, policies, case_id, {"type": "category", "categories": known}, None)


def _write(
    vault: Vault,
    shelf: Shelf,
    policies: Policies,
    case_id: bytes,
    act: Mapping[str, Any],
    lane: int | None,
) -> Written | Refused:
    with vault.store.transaction():
        record = load_case(vault, policies, case_id)
        lanes = work_lanes(record, vault.profile.role, str(act["type"]))
        if not lanes or (lane is not None and lane not in lanes):
            return Refused(gettext("Your role doesn't do this here."))
        body = {"v": 1, **act, "sent_at": claimed_time()}
        outcome = write_event(vault, record, lane or lanes[0], body)
        if isinstance(outcome, Written):
            refold(vault, shelf, policies, case_id)
    return outcome
