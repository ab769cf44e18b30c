"""A small check of what was written down, while the page still has the code: an offer, not a lock."""

import secrets

from flask import Response, request, url_for

from crypto.case_code import LISTS, encode_digits, encode_words, matches_part
from crypto.types import CaseCode
from portal.basic import pages, wording
from portal.basic.forms import CheckForm, NewCodeForm
from portal.basic.frame import current_frame
from portal.basic.opened import see_other


def check() -> Response:
    """Asks for one word or group of digits, with the code covered; then says whether it is the one."""
    form = CheckForm()
    shown = _shown(form.ticket.data or "")
    if shown is None:
        return see_other(url_for("basic.saved"))
    code, is_new = shown
    parts = _parts(code)
    place = form.place_of(len(parts))
    if place is None:
        form.place.data, form.typed.data = str(secrets.randbelow(len(parts))), ""
        return pages.code_check(form, is_new=is_new)
    if not form.validate():
        return pages.code_check(form, wording.stale_page(), is_new=is_new, status=400)
    return pages.code_check(form, is_new=is_new, right=matches_part(form.typed.data or "", parts[place]))


def again() -> Response:
    """The page with the code once more, for whoever has to compare."""
    ticket = request.form.get("ticket", "")
    shown = _shown(ticket)
    if shown is None:
        return see_other(url_for("basic.saved"))
    code, is_new = shown
    if not is_new:
        return pages.code(code, ticket)
    form = NewCodeForm()
    form.ticket.data = ticket
    return pages.new_code(form, code)


def _shown(ticket: str) -> tuple[CaseCode, bool] | None:
    """The code of a ticket, and whether it is one that is not in use yet; None where the ticket is too old."""
    tickets = current_frame().tickets
    code = tickets.report_code(ticket)
    if code is not None:
        return code, False
    code = tickets.new_code(ticket)
    return None if code is None else (code, True)


def _parts(code: CaseCode) -> tuple[str, ...]:
    """What stands first on the page: words of its language, else groups of digits."""
    language = current_frame().language
    if language in LISTS:
        return encode_words(code, language)
    digits = encode_digits(code)
    size = pages.DIGIT_GROUP
    return tuple(digits[at : at + size] for at in range(0, len(digits), size))
