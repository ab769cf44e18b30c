"""The open case of a request: where it comes from, the page that shows it, and the way back to it."""

from flask import Response, request, url_for

from crypto.types import RootKey
from portal.basic import mailbox, pages, wording
from portal.basic.cookie import NAME
from portal.basic.forms import CodeForm, ReplyForm
from portal.basic.frame import current_frame
from portal.basic.wording import Notice


def code_form(kept: str = "") -> CodeForm:
    """The field for the code; a message typed before the page closed itself goes along."""
    form = CodeForm()
    form.kept.data = kept or form.kept.data
    return form


def opened() -> mailbox.OpenCase | None:
    """The case that is open in this browser, read and verified anew."""
    frame = current_frame()
    root = frame.cookie.opened(request.cookies.get(NAME), frame.services.seconds())
    return None if root is None else mailbox.open_case(frame.services, root)


def closed_meanwhile(typed: str = "") -> Response:
    """The field for the code, where the case has closed itself; what was typed into its page goes along."""
    response = pages.code_wanted(code_form(typed), wording.closed_by_itself(), 403)
    current_frame().cookie.forget(response)
    return response


def case_page(
    found: mailbox.OpenCase,
    form: ReplyForm,
    notice: Notice | None = None,
    status: int = 200,
    *,
    asked: str = "",
    asked_text: str = "",
) -> Response:
    """The thread, with a ticket for the next message; the case stays open for another while."""
    frame = current_frame()
    form.ticket.data = frame.tickets.for_message()
    form.offer_lanes(found.conversation.writable)
    response = pages.case(found, form, notice, status, asked=asked, asked_text=asked_text)
    frame.cookie.keep(response, found.root, frame.services.seconds())
    return response


def see_other(address: str) -> Response:
    """On to another page, so that going back or reloading sends nothing twice."""
    return Response(status=303, headers={"Location": address})


def to_case(root: RootKey) -> Response:
    """On to the open case, which stays open for another while."""
    frame = current_frame()
    response = see_other(url_for("basic.case"))
    frame.cookie.keep(response, root, frame.services.seconds())
    return response
