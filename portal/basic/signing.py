"""A form with nothing to type, on the page of an open case: what its button says is signed once."""

from collections.abc import Callable

from flask import Response

from portal.basic import wording
from portal.basic.forms import BasicForm, ReplyForm
from portal.basic.frame import current_frame
from portal.basic.mailbox import OpenCase
from portal.basic.opened import case_page
from portal.basic.service import Refused
from portal.basic.tickets import MessageTicket
from portal.services import Services

Sign = Callable[[Services, OpenCase, MessageTicket], Refused | None]


def why_unsigned(found: OpenCase, form: BasicForm, sign: Sign) -> Response | None:
    """The case's page with the reason why nothing was signed; None where `sign` did it, now or at an earlier press."""
    services = current_frame().services
    empty = ReplyForm.for_policies(services.policies, typed="")
    ticket = current_frame().tickets.message(form.ticket.data or "")
    if not form.validate() or ticket is None:
        return case_page(found, empty, wording.stale_page(), 400)
    refused = sign(services, found, ticket)
    if refused is None:
        return None
    return case_page(found, empty, wording.refusal(refused.reason), refused.status)
