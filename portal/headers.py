from collections.abc import Callable, Iterable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING

from flask import Flask, Response, request

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

# One constant policy for the whole application: no nonce, no exception, so that anyone can compare it.
_CSP = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",  # the QR code of a case code is drawn on the device
    "connect-src 'self'",
    "font-src 'none'",
    "media-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
)
CONTENT_SECURITY_POLICY = "; ".join((*_CSP, "form-action 'none'"))
# The path without JavaScript posts forms and runs no script at all.
BASIC_CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; media-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)

_FEATURES = (
    "accelerometer", "autoplay", "browsing-topics", "camera",
    "display-capture", "encrypted-media", "fullscreen", "gamepad", "geolocation", "gyroscope", "hid",
    "idle-detection", "local-fonts", "magnetometer", "microphone", "midi", "payment", "picture-in-picture",
    "publickey-credentials-get", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _FEATURES),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
}
STRICT_TRANSPORT = "max-age=63072000; includeSubDomains"
IMMUTABLE = "public, max-age=31536000, immutable"
BASIC_BLUEPRINT = "basic"
_WITH_FORMS = frozenset({BASIC_BLUEPRINT, "survey"})
_EXCEPTIONS = (
    ("Cache-Control", IMMUTABLE),
    ("Content-Security-Policy", BASIC_CONTENT_SECURITY_POLICY),
)
_GOOD = frozenset({"200", "304"})

Headers = list[tuple[str, str]]
ExcInfo = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]


def constant_headers(origins: Iterable[str]) -> dict[str, str]:
    """What every answer of a portal at these addresses bears. One that uses TLS lets no browser come without."""
    always = dict(HEADERS)
    if any(origin.startswith("https://") for origin in origins):
        always["Strict-Transport-Security"] = STRICT_TRANSPORT
    return always


def install(app: Flask, origins: Iterable[str]) -> None:
    """Puts the constant headers on every response, errors too."""
    app.wsgi_app = ConstantHeaders(app.wsgi_app, constant_headers(origins))  # type: ignore[method-assign]

    @app.after_request
    def loosen_for_forms(response: Response) -> Response:
        if request.blueprint in _WITH_FORMS:
            response.headers["Content-Security-Policy"] = BASIC_CONTENT_SECURITY_POLICY
        return response


class ConstantHeaders:
    """The constant headers, put on where an answer leaves: no way through the application goes around them.

    What a route set under one of their names is dropped, but for the two exceptions named above. Plain lists:
    through Flask's own headers this took a quarter of the time that a report may take.
    """

    def __init__(self, application: "WSGIApplication", always: Mapping[str, str]) -> None:
        self._application = application
        self._always = list(always.items())
        self._names = frozenset(name.lower() for name in always)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answers like the application within."""

        def start(
            status: str, headers: Headers, exc_info: ExcInfo | None = None
        ) -> Callable[[bytes], object]:
            return start_response(status, self._put_on(status, headers), exc_info)

        return self._application(environ, start)

    def _put_on(self, status: str, headers: Headers) -> Headers:
        if self._names.isdisjoint([name.lower() for name, _ in headers]):
            return headers + self._always
        good = status[:3] in _GOOD
        kept = [pair for pair in headers if pair in _EXCEPTIONS and (good or pair[1] != IMMUTABLE)]
        names = {name for name, _ in kept}
        others = [pair for pair in headers if pair[0].lower() not in self._names]
        return others + kept + [pair for pair in self._always if pair[0] not in names]
