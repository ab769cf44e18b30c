"""What the page of an open case shows, in the reporter's words."""

from dataclasses import dataclass
from datetime import date

from flask_babel import format_date, gettext

from policies import Policies
from portal.basic.conversation import Conversation


@dataclass(frozen=True)
class StatusView:
    """One status. `text`: the policy's sentence; `note`: what a member wrote beside it."""

    code: str
    label: str
    text: str
    note: str


@dataclass(frozen=True)
class MessageView:
    """One message. `author`: a role in the reporter's words, empty for her own; `day`: of receipt.

    `counts`: False where its author had no say any more: shown, so that no attack is hidden, and marked.
    """

    author: str
    own: bool
    text: str
    day: str
    counts: bool

    @property
    def day_text(self) -> str:
        """The day as people of the page's language write it."""
        written: str = format_date(date.fromisoformat(self.day), "long") if self.day else ""
        return written


@dataclass(frozen=True)
class CaseView:
    """The whole page. `statuses`: one for each thread that has its own, at least one."""

    statuses: tuple[StatusView, ...]
    messages: tuple[MessageView, ...]
    overdue: bool
    problems: bool


def view_case(found: Conversation, policies: Policies) -> CaseView:
    """The page for a conversation, in the language of the request."""
    roles = {role.id: role.shown_as for role in policies.roles.roles}
    messages = tuple(
        MessageView(
            author="" if message.from_reporter else gettext(roles.get(message.role, message.role)),
            own=message.from_reporter,
            text=message.text,
            day=found.log.received.get(message.event_id, ""),
            counts=not message.void,
        )
        for message in found.case.messages
    )
    return CaseView(_statuses(found, policies), messages, found.status.overdue, bool(found.problems))


def _statuses(found: Conversation, policies: Policies) -> tuple[StatusView, ...]:
    status, registers = found.status, found.case.status
    same = {(thread.code, thread.unsettled) for thread in status.threads}
    if len(same) <= 1:
        notes = [registers[thread.lane].note for thread in status.threads]
        note = "\n".join(dict.fromkeys(filter(None, notes)))
        return (StatusView(status.code, gettext(status.label), gettext(status.text), note),)
    unsettled = gettext(policies.statuses.reporter.unsettled_text)
    return tuple(
        StatusView(
            thread.code,
            gettext(thread.label),
            f"{gettext(thread.text)} {unsettled}" if thread.unsettled else gettext(thread.text),
            registers[thread.lane].note,
        )
        for thread in status.threads
    )
