"""Writing to the reporter."""

from datetime import date

from crypto.constants import THREAD_OFFSET
from investigator_console.cases.acting import Desktop, Step, sign_acts
from investigator_console.cases.record import CaseRecord
from investigator_console.cases.shelf import Shelf
from investigator_console.cases.status import set_case_status
from investigator_console.cases.summary import CaseSummary
from investigator_console.cases.writing import Refused, Written
from investigator_console.language import gettext
from investigator_console.messages.drafts import TABLE as DRAFTS
from investigator_console.messages.templates import no_news_template
from investigator_console.vault.opened import Vault
from policies import Policies
from policies.deadlines import deadlines

ASKED = "info_requested"
UPDATE = "update"


def writable_lanes(record: CaseRecord, role: str) -> tuple[int, ...]:
    """The conversations that this member may write in, those in use first."""
    allowed = [lane for lane in record.keys.lanes if record.policies.roles.may(role, "message", lane)]
    return tuple(sorted(allowed, key=lambda lane: (not record.in_use(lane), lane)))


def send_message(
    vault: Vault, shelf: Shelf, policies: Policies, case_id: bytes, text: str, lane: int | None
) -> Written | Refused:
    """Seal a message into a conversation (`lane` 1 to 3, None for the first that is in use) and queue it.

    The draft goes in the same transaction: no moment in which neither is there.
    """
    if not text.strip():
        return Refused(gettext("Write something first, then send it."))
    role = vault.profile.role

    def plan(record: CaseRecord) -> list[Step] | Refused:
        lanes = writable_lanes(record, role)
        if not lanes or (lane is not None and lane not in lanes):
            return Refused(gettext("Your role doesn't write to the reporter here."))
        body = {"type": "message", "text": text, "role": role}
        return [Step(THREAD_OFFSET + (lane or lanes[0]), body)]

    with vault.store.transaction():
        written = sign_acts(Desktop(vault, shelf, policies, case_id), plan)
        if isinstance(written, Written):
            _drop_draft(vault, shelf, case_id)
    return written


def _drop_draft(vault: Vault, shelf: Shelf, case_id: bytes) -> None:
    vault.store.delete(DRAFTS, case_id)
    shelf.change(case_id, draft=False)


def asking_lanes(record: CaseRecord, role: str) -> tuple[int, ...]:
    """The conversations in which this member may ask a question, those in use first."""
    return tuple(
        lane for lane in writable_lanes(record, role) if record.policies.roles.may(role, "question", lane)
    )


def ask_question(desktop: Desktop, text: str, lane: int | None) -> Written | Refused:
    """Ask the reporter something that stays open until she answers or says no; the status says so too."""
    if not text.strip():
        return Refused(gettext("Write something first, then send it."))

    def plan(record: CaseRecord) -> list[Step] | Refused:
        lanes = asking_lanes(record, desktop.role)
        if not lanes or (lane is not None and lane not in lanes):
            return Refused(gettext("Your role doesn't ask the reporter questions here."))
        body = {"type": "question", "text": text, "role": desktop.role}
        return [Step(THREAD_OFFSET + (lane or lanes[0]), body)]

    with desktop.vault.store.transaction():
        written = sign_acts(desktop, plan)
        if isinstance(written, Written):
            set_case_status(desktop.vault, desktop.shelf, desktop.policies, desktop.case_id, ASKED, "")
            _drop_draft(desktop.vault, desktop.shelf, desktop.case_id)
    return written


def owes_update(summary: CaseSummary | None, policies: Policies, today: date) -> bool:
    """Whether the monthly word to the reporter is near or late. `today`: UTC."""
    clocks = () if summary is None else summary.clocks
    found = deadlines(clocks, policies.timers, today)
    return any(one.timer == UPDATE and not one.paused and one.state != "due" for one in found)


def send_no_news(desktop: Desktop) -> Written | Refused:
    """Send the monthly word in the reporter's language, as the policies have it."""

    def plan(record: CaseRecord) -> list[Step] | Refused:
        lanes = writable_lanes(record, desktop.role)
        if not lanes:
            return Refused(gettext("Your role doesn't write to the reporter here."))
        body = {"type": "message", "text": no_news_template(record).text, "role": desktop.role}
        return [Step(THREAD_OFFSET + lanes[0], body)]

    return sign_acts(desktop, plan)
