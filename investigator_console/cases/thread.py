"""The conversation in display order: messages, and the steps between them."""

from collections.abc import Iterator
from typing import Any

from crypto.log import Record
from investigator_console.cases.record import CaseRecord
from investigator_console.cases.view import ThreadItem
from investigator_console.cases.wording import lane_label, moment, role_in_words
from investigator_console.inbox.service import status_label
from investigator_console.language import gettext, set_apart
from policies.fold import Message
from policies.questions import Question
from policies.records import REPORTER

LANES_SHOWN_FROM = 2


def show_thread(record: CaseRecord, me: str) -> list[ThreadItem]:
    """Everything that the reporter may see too, in the record's order (rule E4). `me`: member id in hex."""
    return list(_items(record, me))


def _items(record: CaseRecord, me: str) -> Iterator[ThreadItem]:
    if record.case is None:
        return
    messages = {(message.event_id, message.lane): message for message in record.case.messages}
    several = len(record.keys.lanes) >= LANES_SHOWN_FROM
    waiting = {question.event_id for question in record.case.questions if question.state == "open"}
    for entry in record.log.records:
        for lane, body in entry.bodies.items():
            message = messages.get((entry.event_id, lane))
            text = (
                _said(record, message, body)
                if message is not None
                else _step(record, body)
                if entry.thread
                else ""
            )
            if not text:
                continue
            yield ThreadItem(
                kind="step" if message is None else "message",
                text=text,
                by=_author(record, entry, me),
                at=_time(body),
                lane=lane_label(lane) if several else "",
                ours=entry.role != REPORTER,
                waiting=entry.event_id in record.waiting,
                void=_void(record, entry.event_id),
                chip="" if message is None else _chip(record, message),
                chip_open=message is not None and message.event_id in waiting,
            )


def _said(record: CaseRecord, message: Message, body: Any) -> str:  # noqa: ANN401  a JSON object as it was opened
    if message.kind == "review-request":
        ground = record.policies.reviews.ground(str(body.get("ground")))
        words = gettext("Asks for a review: %(ground)s.", ground="" if ground is None else ground.label)
        return f"{words}\n{message.text}".strip()
    if message.kind == "declined":
        return message.text or gettext("Doesn't want to answer this question.")
    return message.text


def _chip(record: CaseRecord, message: Message) -> str:
    if message.kind == "question":
        state = next((one.state for one in questions_of(record) if one.event_id == message.event_id), "")
        return {
            "open": gettext("Question, no answer yet"),
            "answered": gettext("Question, answered"),
            "declined": gettext("Question, answer declined"),
        }.get(state, gettext("Question"))
    return {
        "answer": gettext("Answer"),
        "declined": gettext("Said no"),
        "review-request": gettext("Review"),
    }.get(message.kind, "")


def questions_of(record: CaseRecord) -> tuple[Question, ...]:
    """The questions of a case, or none."""
    return () if record.case is None else record.case.questions


def _step(record: CaseRecord, body: Any) -> str:  # noqa: ANN401  a JSON object as it was opened
    match body.get("type"):
        case "status" if isinstance(body.get("status"), str):
            text = gettext("Status: %(status)s", status=status_label(record.policies, body["status"]))
            note = body.get("note")
            return f"{text}. {set_apart(note)}" if isinstance(note, str) and note else text
        case "review" if isinstance(body.get("text"), str):
            words = {
                "upheld": gettext("Review: the outcome stays."),
                "reopened": gettext("Review: the case is opened again."),
            }.get(str(body.get("result")), "")
            return f"{words} {set_apart(body['text'])}"
        case kind:
            return {
                "code-replaced": gettext("The reporter took a new case code."),
                "view-cleared": gettext("The reporter cleared what their page shows. Here everything stays."),
                "rotate": gettext("The keys of this conversation were changed."),
                "removal": gettext("A member was taken off this case."),
                "recuse": gettext("A member stepped back from this case."),
            }.get(str(kind), "")


def _author(record: CaseRecord, entry: Record, me: str) -> str:
    if entry.role == REPORTER:
        return gettext("Reporter")
    words = role_in_words(record.policies, entry.role)
    return gettext("You, %(role)s", role=words) if entry.author == me else words


def _time(body: Any) -> str:  # noqa: ANN401  a JSON object as it was opened
    sent_at = body.get("sent_at")
    return moment(sent_at) if isinstance(sent_at, str) and sent_at else ""


def _void(record: CaseRecord, event_id: str) -> str:
    reason = "" if record.case is None else record.case.void.get(event_id, "")
    sentences = {
        "code-replaced": gettext("Written with an old case code. It doesn't count."),
        "code-forked": gettext("The code was replaced twice. It doesn't count."),
        "dismissed": gettext("Its author isn't a member any more. It doesn't count."),
        "suspended": gettext("Its author is suspended. It doesn't count."),
        "removed": gettext("Its author was taken off this case. It doesn't count."),
    }
    return sentences.get(reason, reason)
