"""Pages for errors that never reach the application: of its own server, and of the web server before it.

No style and no script: where one of these is shown, nothing else may be there to be had. No request can be asked for
its language, so each page speaks all of them.
"""

import gunicorn.util  # type: ignore[import-untyped]
from flask import Flask, render_template
from flask_babel import force_locale
from markupsafe import Markup

from portal.errors import trouble_of
from portal.headers import constant_headers
from portal.pages.service import site_in
from portal.services import services_of

KINDS = (400, 413, 503)
_CONTENT_TYPE = "text/html; charset=utf-8"
# What nginx answers by itself, by the page that goes with it. Its own numbers from 494 on are 400 for everybody else.
_NGINX = {
    "400 403 404 405 408 411 412 414 415 416 417 421 429": 400,
    "494 495 496 497 =400": 400,
    "413": 413,
    "500 501 502 503 504 505 507": 503,
}


def plain_pages(app: Flask) -> dict[int, bytes]:
    """One page for each of `KINDS`: a broken request, one too large, and a portal that is not there."""
    return {status: _page(app, status).encode() for status in KINDS}


def _page(app: Flask, status: int) -> str:
    services = services_of(app)
    told = []
    for language in services.settings.languages:
        with app.test_request_context(f"/{language}/"), force_locale(language):
            site = site_in(language, services)
            section = render_template("plain_section.html", site=site, trouble=trouble_of(status))
            told.append((site, Markup(section.strip())))  # noqa: S704 - out of a template
    first = told[0][0]
    with app.test_request_context(first.root), force_locale(first.language):
        return render_template("plain.html", site=first, told=told)


def answer_for(app: Flask) -> "PlainAnswer":
    """What gunicorn calls, in place of its own `write_error`, about a request that it cannot read."""
    return PlainAnswer(plain_pages(app), constant_headers(services_of(app).settings.origins))


class PlainAnswer:
    """Gunicorn's own answer has no headers of ours, speaks English, and quotes the request."""

    def __init__(self, pages: dict[int, bytes], headers: dict[str, str]) -> None:
        self._pages, self._headers = pages, headers

    def __call__(self, sock: object, status: int, reason: str, _message: str) -> None:
        """Writes one answer; the connection ends with it."""
        body = self._pages[503 if status >= 500 else 413 if status == 413 else 400]  # noqa: PLR2004 - HTTP
        about = {"Connection": "close", "Content-Type": _CONTENT_TYPE, "Content-Length": str(len(body))}
        lines = [f"HTTP/1.1 {status} {reason}", *(f"{n}: {v}" for n, v in (about | self._headers).items())]
        gunicorn.util.write_nonblock(sock, "\r\n".join([*lines, "", ""]).encode("latin-1") + body)


def nginx_files(app: Flask, folder: str) -> dict[str, bytes]:
    """What nginx needs to answer so by itself: its pages, the headers, and the rules. `folder`: where they will lie."""
    headers = constant_headers(services_of(app).settings.origins)
    lines = [f'add_header {name} "{value}" always;' for name, value in headers.items()]
    rules = [f"error_page {statuses} /plain-pages/{status}.html;" for statuses, status in _NGINX.items()]
    place = [
        "location ^~ /plain-pages/ {",
        "  internal;",
        f'  alias "{folder}/";',
        "  types { }",
        f'  default_type "{_CONTENT_TYPE}";',
        "  etag off;",
        "  max_ranges 0;",
        f'  include "{folder}/headers.conf";',
        "}",
    ]
    pages = {f"{status}.html": page for status, page in plain_pages(app).items()}
    return pages | {"headers.conf": _text(lines), "errors.conf": _text([*rules, *place])}


def _text(lines: list[str]) -> bytes:
    return "\n".join(["# Written by `amparo-portal plain-pages`.", *lines, ""]).encode()
