import sys

from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from portal.errors import note_failure

# How gunicorn begins the line about a request that is no HTTP: sender's address, then the words that it found.
_NAMES_ITS_SENDER = "Invalid request"


class ServerLog(Logger):  # type: ignore[misc]  # gunicorn ships no types
    """The web server's log without addresses, paths, headers, and messages of errors."""

    def warning(self, msg: object, *args: object, **kwargs: object) -> None:
        """A warning; the one that names a sender's address and quotes the request is left out."""
        if not str(msg).startswith(_NAMES_ITS_SENDER):
            super().warning(msg, *args, **kwargs)

    def exception(self, _msg: object, *_args: object, **_kwargs: object) -> None:
        """The kind of the error and its place in the code: gunicorn's own line names the path."""
        error = sys.exc_info()[1]
        if error is not None:
            note_failure(error)
