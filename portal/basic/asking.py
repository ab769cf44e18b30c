"""POST /<language>/basic/answer and /review: what stands open between a reporter and the people behind her case."""

from collections.abc import Callable
from typing import Any

from flask import Response

from portal.basic import mailbox, wording
from portal.basic.forms import AnswerForm, ReplyForm, ReviewForm, SayingForm
from portal.basic.frame import current_frame
from portal.basic.opened import case_page, closed_meanwhile, opened, to_case
from portal.basic.service import Refused
from portal.basic.wording import Notice


def answer() -> Response:
    """Her answer to a question, or her no. Pressing twice sends it once."""
    form = AnswerForm.for_policies(current_frame().services.policies)
    text, declined = (form.text.data or "").strip(), bool(form.declined.data)
    question = form.question.data or ""

    def act(found: mailbox.OpenCase) -> tuple[int, dict[str, Any]] | Notice:
        open_ones = {one.event_id: one.lane for one in found.conversation.case.questions}
        if question not in open_ones:
            return wording.refusal("cannot-write")
        if not text and not declined:
            return wording.nothing_written()
        said = "" if declined else text
        return open_ones[question], {
            "type": "answer",
            "question": question,
            "text": said,
            "declined": declined,
        }

    return _say(form, act, question)


def review() -> Response:
    """Her wish that another person looks at it again. Pressing twice asks once."""
    form = ReviewForm.for_policies(current_frame().services.policies)
    ground, lane = form.ground.data or "", form.lane_number

    def act(found: mailbox.OpenCase) -> tuple[int, dict[str, Any]] | Notice:
        if found.conversation.case.decision.review_of(lane) is not None:
            return wording.review_asked()
        if not any(one.lane == lane and one.review for one in found.conversation.status.threads):
            return wording.refusal("cannot-write")
        if current_frame().services.policies.reviews.ground(ground) is None:
            return wording.no_ground()
        text = (form.text.data or "").strip()
        return lane, {"type": "review-request", "ground": ground, "text": text}

    return _say(form, act, f"review-{lane}")


def _say(
    form: SayingForm,
    act: Callable[[mailbox.OpenCase], tuple[int, dict[str, Any]] | Notice],
    asked: str,
) -> Response:
    """Signs what `act` makes of the open case. Whatever goes wrong, what was typed stands on the page again."""
    frame = current_frame()
    typed = form.text.data or ""
    found = opened()
    if found is None:
        return closed_meanwhile(typed)
    empty = ReplyForm.for_policies(frame.services.policies, typed="")
    ticket = frame.tickets.message(form.ticket.data or "")
    if not form.validate() or ticket is None:
        long = [str(error) for error in form.text.errors]
        notice = Notice(long[0]) if long else wording.stale_page()
        return case_page(found, empty, notice, 400, asked=asked, asked_text=typed)
    said = act(found)
    if isinstance(said, Notice):
        return case_page(found, empty, said, 400, asked=asked, asked_text=typed)
    outcome = mailbox.say(frame.services, found, *said, ticket)
    if isinstance(outcome, Refused):
        notice = wording.refusal(outcome.reason)
        return case_page(found, empty, notice, outcome.status, asked=asked, asked_text=typed)
    return to_case(found.root)
