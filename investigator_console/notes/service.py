"""Writing notes, assignments and our own categories: sealed to the lane's holders, queued like an answer."""

from collections.abc import Sequence

from investigator_console.cases.acting import Desktop, Step, acting_lanes, in_lane, sign_acts
from investigator_console.cases.record import CaseRecord
from investigator_console.cases.shelf import Shelf
from investigator_console.cases.writing import Refused, Written
from investigator_console.language import gettext
from investigator_console.vault.opened import Vault
from policies import Policies


def assignable(record: CaseRecord, role: str) -> tuple[str, ...]:
    """Whom the case can be given to: those who hold the lane that the assignment stands in. Ids in hex."""
    lanes = acting_lanes(record, role, "assign")
    if not lanes or record.case is None:
        return ()
    return tuple(sorted(record.case.holders.of(lanes[0])))


def add_note(
    vault: Vault, shelf: Shelf, policies: Policies, case_id: bytes, text: str, lane: int | None
) -> Written | Refused:
    """A note for the holders of a lane (None for the first in use)."""
    if not text.strip():
        return Refused(gettext("Write something first, then keep it."))
    plan = in_lane(vault.profile.role, "note", {"text": text}, lane)
    return sign_acts(Desktop(vault, shelf, policies, case_id), plan)


def assign_case(vault: Vault, shelf: Shelf, policies: Policies, case_id: bytes, to: str) -> Written | Refused:
    """Give the case to a member (id in hex) who holds it."""
    role = vault.profile.role

    def plan(record: CaseRecord) -> Sequence[Step] | Refused:
        if to not in assignable(record, role):
            return Refused(gettext("Choose somebody who holds this case."))
        return in_lane(role, "assign", {"to": to})(record)

    return sign_acts(Desktop(vault, shelf, policies, case_id), plan)


def code_case(
    vault: Vault, shelf: Shelf, policies: Policies, case_id: bytes, categories: Sequence[str]
) -> Written | Refused:
    """Our own categories, beside the reporter's, which stay as they were sealed."""
    known = [code for code in dict.fromkeys(categories) if policies.taxonomy.category(code) is not None]
    if not known:
        return Refused(gettext("Choose at least one category."))
    plan = in_lane(vault.profile.role, "category", {"categories": known})
    return sign_acts(Desktop(vault, shelf, policies, case_id), plan)
