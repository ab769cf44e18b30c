"""Telling several reporters at once that a person has read their report."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from crypto.constants import THREAD_OFFSET
from investigator_console.cases.record import CaseRecord, case_status, load_case
from investigator_console.cases.refolding import refold
from investigator_console.cases.shelf import Shelf, label
from investigator_console.cases.status import set_case_status
from investigator_console.cases.writing import Refused, claimed_time, write_event
from investigator_console.language import LANGUAGES, gettext, page_language
from investigator_console.messages.service import writable_lanes
from investigator_console.messages.templates import message_templates
from investigator_console.vault.opened import Vault
from policies import Policies
from policies.templates import Use

TABLE = "template"
KEY = b"acknowledge"
KIND: Use = "acknowledge"


@dataclass
class Acknowledged:
    """How many were acknowledged; sentences for those that were not."""

    count: int = 0
    refusals: list[str] = field(default_factory=list)


def read_template(vault: Vault, policies: Policies) -> str:
    """The member's message to go with it; until they keep their own, what the policies propose, in their language."""
    document = vault.document(TABLE, KEY)
    if document is not None:
        return str(document["text"])
    return next((one.text_in(page_language())[0] for one in policies.templates.used_for(KIND)), "")


def keep_template(vault: Vault, text: str) -> None:
    """Seal a message as the template; an empty one is kept too: then nothing is proposed."""
    vault.put_document(TABLE, KEY, {"text": text})


def acknowledge_cases(
    vault: Vault, shelf: Shelf, policies: Policies, case_ids: Iterable[bytes], text: str
) -> Acknowledged:
    """Write the status, and `text` where it isn't empty, to each case. A member's own draft stays untouched."""
    done = Acknowledged()
    for case_id in case_ids:
        reason = _acknowledge(vault, shelf, policies, case_id, text)
        if reason:
            done.refusals.append(gettext("%(case)s: %(why)s", case=label(case_id), why=reason))
        else:
            done.count += 1
    return done


def _for_the_reporter(record: CaseRecord, policies: Policies, text: str) -> str:
    """What was proposed and left as it is, in the reporter's own language; what a member wrote, as it is."""
    for proposed in policies.templates.used_for(KIND):
        if text in {proposed.text_in(language)[0] for language in LANGUAGES}:
            return message_templates(record, KIND)[0].text
    return text


def _acknowledge(vault: Vault, shelf: Shelf, policies: Policies, case_id: bytes, text: str) -> str:
    """Why it was refused, or ""."""
    with vault.store.transaction():
        record = load_case(vault, policies, case_id)
        lanes = writable_lanes(record, vault.profile.role)
        if case_status(record).code != "received":
            # Between the list and the press somebody else may have gone further: never set a case back.
            return gettext("it was acknowledged meanwhile.")
        if text and not lanes:
            return gettext("Your role doesn't write to the reporter here.")
        outcome = set_case_status(vault, shelf, policies, case_id, "acknowledged", "")
        if isinstance(outcome, Refused) or not text:
            return outcome.reason if isinstance(outcome, Refused) else ""
        record = load_case(vault, policies, case_id)
        body = {
            "v": 1,
            "type": "message",
            "text": _for_the_reporter(record, policies, text),
            "sent_at": claimed_time(),
            "role": vault.profile.role,
        }
        written = write_event(vault, record, THREAD_OFFSET + lanes[0], body)
        refold(vault, shelf, policies, case_id)
    if isinstance(written, Refused):
        return gettext("it was acknowledged, but without the message: %(why)s", why=written.reason)
    return ""
