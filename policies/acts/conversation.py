"""Acts that the reporter's page sees."""

from policies.acts.shapes import ActType, Body, has_texts, is_event, nothing
from policies.loader import Policies


def _message(body: Body, _policies: Policies) -> bool:
    return isinstance(body.get("text"), str) and has_texts(body, "sent_at", "role")


def _status(body: Body, policies: Policies) -> bool:
    code = body.get("status")
    status = policies.statuses.status(code) if isinstance(code, str) else None
    return (
        status is not None and status.settable and has_texts(body, "note", "sent_at", "outcome", "decision")
    )


def _answer(body: Body, policies: Policies) -> bool:
    named = is_event(body.get("question")) and isinstance(body.get("declined"), bool)
    return named and _message(body, policies)


def _cleared(body: Body, _policies: Policies) -> bool:
    return has_texts(body, "sent_at")


ACTS = (
    ActType("message", _message, thread=True, reporter=True),
    ActType("question", _message, thread=True),
    ActType("answer", _answer, thread=True, reporter=True, members=False),
    ActType("status", _status, thread=True),
    ActType("view-cleared", _cleared, thread=True, reporter=True, members=False),
    ActType("code-replaced", nothing, thread=True, kind="code-replaced", reporter=True, members=False),
)
