"""Serving the console on this computer alone."""

import signal
from typing import Final, NoReturn

import waitress
from flask import Flask

from investigator_console.console import EXTENSION
from investigator_console.settings import Settings

# The server would spool whatever is larger into a temporary file: decrypted text on disk.
IN_MEMORY: Final = 256 * 1024 * 1024
# Read at the start, not by the first person who waits for the inbox.
_FIRST_PAGE: Final = ("layout.html", "inbox/inbox.html")


def serve(app: Flask, settings: Settings) -> None:
    """Serve until interrupted or asked to end; then the vault is locked."""
    signal.signal(signal.SIGTERM, _end)
    for name in _FIRST_PAGE:
        app.jinja_env.get_template(name)
    try:
        waitress.serve(
            app,
            host="127.0.0.1",
            port=settings.port,
            threads=6,
            ident="amparo",
            clear_untrusted_proxy_headers=True,
            inbuf_overflow=IN_MEMORY,
            outbuf_overflow=IN_MEMORY,
            max_request_body_size=app.config["MAX_CONTENT_LENGTH"],
        )
    finally:
        app.extensions[EXTENSION].lock()


def _end(_number: int, _frame: object) -> NoReturn:
    raise SystemExit(0)
