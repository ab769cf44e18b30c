"""POST /<language>/basic/clear: the page forgets what stands on it, also for whoever opens it again with the code."""

from flask import Response

from portal.basic import mailbox, pages, wording
from portal.basic.dated_token import this_moment
from portal.basic.forms import ClearForm
from portal.basic.left import leave_behind
from portal.basic.opened import closed_meanwhile, code_form, opened
from portal.basic.signing import why_unsigned


def clear() -> Response:
    """Signs the wish and closes the case. Pressing twice clears once."""
    found = opened()
    if found is None:
        return closed_meanwhile()
    unsigned = why_unsigned(found, ClearForm(), mailbox.clear_page)
    if unsigned is not None:
        return unsigned
    cleared_at = this_moment()
    return leave_behind(pages.code_wanted(code_form(), wording.page_is_clear()), cleared_at)
