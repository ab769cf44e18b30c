"""POST /<language>/basic/clear: the page forgets what stands on it, also for whoever opens it again with the code."""

from flask import Response

from portal.basic import mailbox, pages, wording
from portal.basic.forms import ClearForm, ReplyForm
from portal.basic.frame import current_frame
from portal.basic.opened import case_page, code_form, opened
from portal.basic.service import Refused


def clear() -> Response:
    """Signs the wish and closes the case. Pressing twice clears once."""
    frame, form, found = current_frame(), ClearForm(), opened()
    if found is None:
        response = pages.code_wanted(code_form(), wording.closed_by_itself(), 403)
        frame.cookie.forget(response)
        return response
    empty = ReplyForm.for_policies(frame.services.policies, typed="")
    ticket = frame.tickets.message(form.ticket.data or "")
    if not form.validate() or ticket is None:
        return case_page(found, empty, wording.stale_page(), 400)
    outcome = mailbox.clear_page(frame.services, found, ticket)
    if isinstance(outcome, Refused):
        return case_page(found, empty, wording.refusal(outcome.reason), outcome.status)
    response = pages.code_wanted(code_form(), wording.page_is_clear())
    frame.cookie.forget(response)
    return response
