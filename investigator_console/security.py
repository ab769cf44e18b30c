"""What keeps other web pages, other local programs and other local users out of an unlocked console.

Listening on 127.0.0.1 is no protection by itself: any page in any browser on this machine can send requests
there, a hostile name can be rebound to 127.0.0.1, and on a shared machine every local user can connect.
"""

import hmac
from typing import Final

from flask import Flask, Response, abort, request
from flask_wtf.csrf import CSRFProtect

from investigator_console import assets
from investigator_console.settings import Settings, settings_at_hand

CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'"
)

HEADERS: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cache-Control": "no-store",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), clipboard-read=()",
    # Under "no-referrer" browsers send forms with `Origin: null`, which a stranger's page sends too.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})

csrf = CSRFProtect()


def protect(app: Flask, settings: Settings) -> None:
    """Register the checks that run before every request and the headers that go with every answer."""
    # Cookies know no ports: the port in the name keeps two consoles on one machine apart.
    app.config.update(
        SESSION_COOKIE_NAME=f"amparo_form_{settings.port}",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        MAX_CONTENT_LENGTH=2 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
    )
    app.before_request(refuse_foreign_host)
    app.before_request(refuse_foreign_origin)
    csrf.init_app(app)
    app.after_request(add_headers)


def token_cookie(port: int) -> str:
    """The name of the cookie that binds a browser to the unlocked vault."""
    return f"amparo_console_{port}"


def refuse_foreign_host() -> None:
    """A rebound name reaches 127.0.0.1 with its own name in the Host header: answer only to ours."""
    if request.headers.get("Host", "") not in settings_at_hand().hosts:
        abort(421)


def refuse_foreign_origin() -> None:
    """Browsers say where a form came from; another origin's is refused even before its token is looked at."""
    if request.method in SAFE_METHODS:
        return
    origin = request.headers.get("Origin")
    if origin is not None and origin not in {f"http://{host}" for host in settings_at_hand().hosts}:
        abort(403)
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        abort(403)


def add_headers(response: Response) -> Response:
    """One constant set for every answer, errors included; only what `assets` serves may be kept."""
    for name, value in HEADERS.items():
        response.headers[name] = value
    if assets.may_be_kept(response):
        response.headers["Cache-Control"] = assets.KEPT
    return response


def tokens_match(offered: str | None, expected: str | None) -> bool:
    """Whether the cookie is the one given out at unlocking. Constant time; False when locked."""
    if offered is None or expected is None:
        return False
    return hmac.compare_digest(offered.encode("utf-8"), expected.encode("utf-8"))
