"""What pages load beside themselves: a few small files, held in memory from the start."""

import secrets
from http import HTTPStatus
from pathlib import Path
from typing import Final

from flask import Flask, Response, abort, request

# These files are the same for every vault and say nothing of a case, so a browser may keep them: fetched anew, they
# would hold up every page.
KEPT: Final = "private, max-age=31536000, immutable"
ENDPOINT: Final = "static"

_FOLDER = Path(__file__).parent / "static"
# One stylesheet for every page, from parts that change for different reasons. Where two of them speak of the same
# thing, the later one counts.
_STYLE = "console.css"
_STYLE_PARTS = ("tokens.css", "base.css", "inbox.css", "case.css", "care.css", "access.css", "frame.css")
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


def install(app: Flask) -> None:
    """Answers `/static/<version>/<filename>`, and `url_for("static", filename=...)` fills in the version.

    A browser that turns away half-way leaves no file open.
    """
    served = _served()
    # New at every start: a program that had this port before can't have laid its own script under our address.
    current = secrets.token_hex(8)

    def static(version: str, filename: str) -> Response:
        # After an update, files of two versions must not meet on one page.
        if version != current or filename not in served:
            abort(404)
        return Response(served[filename], content_type=_TYPES[Path(filename).suffix])

    def fill_in_version(endpoint: str, values: dict[str, object]) -> None:
        if endpoint == ENDPOINT:
            values.setdefault("version", current)

    app.add_url_rule("/static/<version>/<path:filename>", ENDPOINT, static)
    app.url_defaults(fill_in_version)


def may_be_kept(response: Response) -> bool:
    """Whether `response`, to the request at hand, is one of these files, whole."""
    return request.endpoint == ENDPOINT and response.status_code == HTTPStatus.OK


def _served() -> dict[str, bytes]:
    """Name of a file, as pages ask for it, to its bytes."""
    files = {file.name: file.read_bytes() for file in _FOLDER.iterdir() if file.suffix in _TYPES}
    parts = [files.pop(name) for name in _STYLE_PARTS]
    return {**files, _STYLE: b"\n".join(parts)}
