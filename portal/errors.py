import logging
import sys
import traceback
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any

from flask import Flask, Response, json, render_template, request
from flask_babel import get_locale, gettext
from markupsafe import escape
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from languages.catalogues import SOURCE
from languages.names import direction_of

_API = "/api/"
_CODES = {
    400: "malformed",
    403: "denied",
    404: "not-found",
    405: "method-not-allowed",
    413: "too-large",
    415: "malformed",
    429: "too-many",
    500: "failed",
    503: "unavailable",
}
_RETRY_SECONDS = "60"
log = logging.getLogger("amparo.portal")


def api_error(status: int, code: str, message: str = "") -> Response:
    """An error of the API: `{"error": code}`, with a message only where it helps a program's author."""
    body = {"error": code, "message": message} if message else {"error": code}
    response = Response(json.dumps(body, separators=(",", ":")), status, content_type="application/json")
    if status in {429, 503}:
        response.headers["Retry-After"] = _RETRY_SECONDS
    return response


@dataclass(frozen=True)
class Trouble:
    """What a page of trouble says.

    `unsure`: what the person was sending may not have arrived. `typed`: their text is on the page before, if anywhere.
    """

    said: str
    lead: str
    unsure: bool = False
    typed: bool = False


def trouble_of(status: int) -> Trouble:
    """What a person is told about a failure of this kind, in the language at hand."""
    if status == 404:  # noqa: PLR2004 - HTTP
        return Trouble(
            gettext("This page does not exist."),
            gettext("Its address may be old, or have a mistake. You can go on from here."),
        )
    if status == 413:  # noqa: PLR2004 - HTTP
        return Trouble(
            gettext("That was too big to send."),
            gettext("Please make it shorter. You can send the rest as a message later."),
            typed=True,
        )
    if status == 429:  # noqa: PLR2004 - HTTP
        return Trouble(
            gettext("This page is very busy right now."),
            gettext("It is not your fault. Please wait a minute and try again."),
        )
    if status >= 500:  # noqa: PLR2004 - HTTP
        return Trouble(
            gettext("Something went wrong here."),
            gettext("It is not your fault. Please try again soon."),
            unsure=True,
        )
    return Trouble(
        gettext("We could not do that."), gettext("It is not your fault. Please go back and try again.")
    )


def _trouble_at_hand(status: int) -> Trouble:
    """Whatever was sent: the first button of the page must not lead away from what was typed on the one before."""
    trouble = trouble_of(status)
    return replace(trouble, typed=True) if request.method == "POST" else trouble


def _page(status: int) -> Response:
    """The trouble in the frame of every page, with the way out; bare where that frame itself is what failed."""
    try:
        body = render_template("error.html", trouble=_trouble_at_hand(status))
    except Exception as error:  # noqa: BLE001 - whatever it was, the person still gets a sentence
        note_failure(error)
        body = _bare_page(status)
    return Response(body, status, content_type="text/html; charset=utf-8")


def _bare_page(status: int) -> str:
    trouble = trouble_of(status)
    home, language = escape(gettext("Back to the start")), str(get_locale() or SOURCE)
    return (
        f'<!doctype html><html lang="{language}" dir="{direction_of(language)}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{status}</title><main><h1>{escape(trouble.said)}</h1><p>{escape(trouble.lead)}</p>"
        f'<p><a href="/">{home}</a></p></main></html>'
    )


def respond(status: int) -> Response:
    """The answer to a failed request: JSON for programs, a plain page for people, nothing of the request."""
    if request.path.startswith(_API):
        return api_error(status, _CODES.get(status, "malformed" if status < 500 else "failed"))  # noqa: PLR2004
    response = _page(status)
    if status in {429, 503}:
        response.headers["Retry-After"] = _RETRY_SECONDS
    return response


def install(app: Flask) -> None:
    """Answers for every kind of failure."""

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        response = error.get_response()
        if error.code is None or 300 <= error.code < 400:  # noqa: PLR2004 - a redirect is no failure
            return Response(response=b"", status=error.code or 500, headers=list(response.headers))
        answer = respond(error.code)
        if "Allow" in response.headers:
            answer.headers["Allow"] = response.headers["Allow"]
        return answer

    @app.errorhandler(OperationalError)
    def store_is_away(error: OperationalError) -> Response:
        log.error("The database did not answer: %s", type(error.orig).__name__)
        return respond(503)

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Response:
        note_failure(error)
        return respond(500)


def note_failure(error: BaseException) -> None:
    """Logs the kind of an error and its place in the code: never its message, which may quote a request."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    places = " < ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in reversed(frames))
    log.error("%s at %s", type(error).__name__, places)


class QuietFlask(Flask):
    """A Flask application whose error log holds nothing of the request."""

    def log_exception(
        self, exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None]
    ) -> None:
        """Replaces Flask's own line, which names path and method and prints the error's message."""
        error = exc_info[1] or sys.exc_info()[1]
        if error is not None:
            note_failure(error)

    def make_default_options_response(self) -> Any:  # noqa: ANN401 - Flask's own signature
        """OPTIONS without a body: nothing here is offered to other origins."""
        response = super().make_default_options_response()
        response.content_type = "text/plain"
        return response
