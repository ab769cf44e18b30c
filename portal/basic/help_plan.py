"""POST /<language>/basic/help and …/take-back: what a person says about their help on the page of an open case."""

from flask import Response, abort

from portal.basic import mailbox, pages, wording
from portal.basic.forms import CareForm, ReplyForm, TakeBackForm
from portal.basic.frame import current_frame
from portal.basic.opened import case_page, code_form, opened, to_case
from portal.basic.service import Refused


def care() -> Response:
    """Says to victim care that help came or did not, or takes a consent back. Pressing twice says it once."""
    frame, form, found = current_frame(), CareForm(), opened()
    if found is None:
        response = pages.code_wanted(code_form(), wording.closed_by_itself(), 403)
        frame.cookie.forget(response)
        return response
    empty = ReplyForm.for_policies(frame.services.policies, typed="")
    ticket, body = frame.tickets.message(form.ticket.data or ""), form.body()
    if body is None:
        abort(400)
    if not form.validate() or ticket is None:
        return case_page(found, empty, wording.stale_page(), 400)
    outcome = mailbox.tell_care(frame.services, found, body, ticket)
    if isinstance(outcome, Refused):
        return case_page(found, empty, wording.refusal(outcome.reason), outcome.status)
    return to_case(found.root)


def take_back() -> Response:
    """Takes back everything that she agreed to, shown or not; the answer is one, also where there was nothing."""
    frame, form, found = current_frame(), TakeBackForm(), opened()
    if found is None:
        response = pages.code_wanted(code_form(), wording.closed_by_itself(), 403)
        frame.cookie.forget(response)
        return response
    empty = ReplyForm.for_policies(frame.services.policies, typed="")
    ticket = frame.tickets.message(form.ticket.data or "")
    if not form.validate() or ticket is None:
        return case_page(found, empty, wording.stale_page(), 400)
    outcome = mailbox.take_all_back(frame.services, found, ticket)
    if isinstance(outcome, Refused):
        return case_page(found, empty, wording.refusal(outcome.reason), outcome.status)
    return case_page(mailbox.open_case(frame.services, found.root) or found, empty, wording.all_taken_back())
