"""What pages load beside themselves: a few small files, held in memory from the start."""

from pathlib import Path

from flask import Flask, Response, abort

_FOLDER = Path(__file__).parent / "static"
# One stylesheet for every page, from parts that change for different reasons. Where two of them speak of the same
# thing, the later one counts.
_STYLE = "console.css"
_STYLE_PARTS = ("base.css", "inbox.css", "case.css", "care.css", "access.css", "frame.css")
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


def install(app: Flask) -> None:
    """Answers `/static/<filename>`. A browser that turns away half-way leaves no file open."""
    served = _served()

    def static(filename: str) -> Response:
        if filename not in served:
            abort(404)
        return Response(served[filename], content_type=_TYPES[Path(filename).suffix])

    app.add_url_rule("/static/<path:filename>", "static", static)


def _served() -> dict[str, bytes]:
    """Name of a file, as pages ask for it, to its bytes."""
    files = {file.name: file.read_bytes() for file in _FOLDER.iterdir() if file.suffix in _TYPES}
    parts = [files.pop(name) for name in _STYLE_PARTS]
    return {**files, _STYLE: b"\n".join(parts)}
