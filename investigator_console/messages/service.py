"""Writing to the reporter."""

from crypto.constants import THREAD_OFFSET
from investigator_console.cases.record import CaseRecord, load_case, summarise_record
from investigator_console.cases.shelf import Shelf
from investigator_console.cases.writing import Refused, Written, claimed_time, write_event
from investigator_console.language import gettext
from investigator_console.messages.drafts import TABLE as DRAFTS
from investigator_console.vault.opened import Vault
from policies import Policies


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
    with vault.store.transaction():
        record = load_case(vault, policies, case_id)
        lanes = writable_lanes(record, vault.profile.role)
        if not lanes or (lane is not None and lane not in lanes):
            return Refused(gettext("Your role doesn't write to the reporter here."))
        body = {
            "v": 1,
            "type": "message",
            "text": text,
            "sent_at": claimed_time(),
            "role": vault.profile.role,
        }
        outcome = write_event(vault, record, THREAD_OFFSET + (lane or lanes[0]), body)
        if isinstance(outcome, Written):
            vault.store.delete(DRAFTS, case_id)
            record = load_case(vault, policies, case_id)
            shelf.put(summarise_record(vault, record, shelf.get(case_id)))
    return outcome
