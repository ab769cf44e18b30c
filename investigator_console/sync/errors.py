"""Why the console and the portal couldn't talk, each with a sentence for the person at the screen."""


class SyncError(Exception):
    """The root of what this package raises; the message says the remedy."""


class PortalAwayError(SyncError):
    """Nobody answered, or the line broke. Nothing is lost: what was written waits here and is sent later."""


class PortalRefusedError(SyncError):
    """The portal answered with a refusal. `status`: the HTTP status; `code`: its error word, or ""."""

    def __init__(self, message: str, status: int, code: str = "") -> None:
        self.status = status
        self.code = code
        super().__init__(message)


class PortalMalformedError(SyncError):
    """The portal's answer isn't what the protocol says: a fault in it, or somebody in between."""
