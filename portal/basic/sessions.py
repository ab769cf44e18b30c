"""Flask's session holds one thing here: the random number behind the CSRF token of forms."""

import secrets

from flask import Flask, Response, g
from flask.sessions import SecureCookieSessionInterface, SessionMixin

from portal.basic.frame import current_frame

NAME = "form"


class FormSessions(SecureCookieSessionInterface):
    """Session cookies that only the basic pages are sent, strict, and over TLS where the page was.

    Only the basic pages touch the session, so no other page sets a cookie or reads one.
    """

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
