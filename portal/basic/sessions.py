"""Flask's session holds one thing here: the random number behind the CSRF token of forms."""

import secrets

from flask import Flask, Request, Response, g
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin

from portal.basic.frame import current_frame

NAME = "form"
_BASIC = "/basic/"


class FormSessions(SecureCookieSessionInterface):
    """Session cookies that only the basic pages are sent, strict, and over TLS where the page was.

    Only the basic pages touch the session, so no other page sets a cookie or reads one.
    """

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Only where it is used: elsewhere Flask sets an empty one, which nothing can be put into."""
        return super().open_session(app, request) if _BASIC in request.path else None

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Nothing outside the basic pages: Flask asks after every request."""
        if "basic" in g:
            super().save_session(app, session, response)

    def get_cookie_name(self, app: Flask) -> str:
        """Beside the cookie of an open case."""
        del app
        return NAME

    def get_cookie_path(self, app: Flask) -> str:
        """The basic pages of one language."""
        del app
        return current_frame().cookie.path

    def get_cookie_secure(self, app: Flask) -> bool:
        """As for the cookie of an open case."""
        del app
        return current_frame().cookie.secure

    def get_cookie_httponly(self, app: Flask) -> bool:
        """No script runs here, and none may read it."""
        del app
        return True

    def get_cookie_samesite(self, app: Flask) -> str:
        """A link from elsewhere brings no cookie along."""
        del app
        return "Strict"


def install(app: Flask) -> None:
    """A signing key in memory alone, made before workers fork, so that each knows the others' tokens."""
    app.secret_key = secrets.token_bytes(32)
    app.session_interface = FormSessions()
