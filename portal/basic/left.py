"""What somebody left stays left: a page made before then brings back neither words nor code, however it is asked.

A browser keeps what a form posted for its back button and offers to post it again, and many of these pages are answers
to a form. So leaving and finishing put a mark into the browser, a moment and nothing else, and a form of a page
that was made before it is answered with an empty page. A form that is merely old still loses no word.
"""

from flask import Response, request, url_for

from portal.basic.cookie import NAME as CASE
from portal.basic.dated_token import made_at, moment
from portal.basic.frame import current_frame
from portal.basic.opened import see_other
from portal.basic.sessions import NAME as FORM

NAME = "left"
# These hold nothing that was typed and show nothing of a case.
_ALWAYS_ANSWERED = frozenset({"basic.close", "basic.leave"})


def refuse_what_was_left() -> Response | None:
    """For a form of a page that was left before: on to a page that shows nothing of it, also on reloading."""
    if request.method != "POST" or request.endpoint in _ALWAYS_ANSWERED:
        return None
    left_at, made = moment(request.cookies.get(NAME, "")), made_at()
    if left_at is None or (made is not None and made >= left_at):
        return None
    return see_other(url_for("basic.left"))


def was_here() -> bool:
    """Whether this browser has been on these pages, in the language of this request at least."""
    return any(name in request.cookies for name in (CASE, FORM, NAME))


def leave_behind(response: Response, left_at: int, *, mark: bool = True) -> Response:
    """Closes the case in every language, and marks what the browser may still hold of these pages.

    `left_at`: a moment before `response` was made.
    """
    frame = current_frame()
    for language in frame.services.settings.languages:
        cookie = frame.cookie_in(language)
        cookie.forget(response)
        if mark:
            response.set_cookie(
                NAME, str(left_at), path=cookie.path, secure=cookie.secure, httponly=True, samesite="Strict"
            )
    return response
