"""POST /<language>/basic/help and …/take-back: what a person says about their help on the page of an open case."""

from flask import Response, abort

from portal.basic import mailbox, wording
from portal.basic.forms import CareForm, ReplyForm, TakeBackForm
from portal.basic.frame import current_frame
from portal.basic.opened import case_page, closed_meanwhile, opened, to_case
from portal.basic.signing import why_unsigned


def care() -> Response:
    """Says to victim care that help came or did not, or takes a consent back. Pressing twice says it once."""
    form, found = CareForm(), opened()
    if found is None:
        return closed_meanwhile()
    act = form.body()
    if act is None:
        abort(400)
    unsigned = why_unsigned(
        found, form, lambda services, case, ticket: mailbox.tell_care(services, case, act, ticket)
    )
    return to_case(found.root) if unsigned is None else unsigned


def take_back() -> Response:
    """Takes back everything that she agreed to, shown or not; the answer is one, also where there was nothing."""
    found = opened()
    if found is None:
        return closed_meanwhile()
    unsigned = why_unsigned(found, TakeBackForm(), mailbox.take_all_back)
    if unsigned is not None:
        return unsigned
    services = current_frame().services
    empty = ReplyForm.for_policies(services.policies, typed="")
    return case_page(mailbox.open_case(services, found.root) or found, empty, wording.all_taken_back())
