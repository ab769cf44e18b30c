"""Why the console and the portal couldn't talk, each with a sentence for the person at the screen."""


class SyncError(Exception):
    """The root of what this package raises; the message says the remedy."""


class PortalAway(SyncError):
    """Nobody answered, or the line broke. Nothing is lost: what was written waits here and is sent later."""


class PortalRefused(SyncError):
    """The portal answered with a refusal. `status`: the HTTP status; `code`: its error word, or ""."""

    def __init__(self, message: str, status: int, code: str = "") -> None:
        self.status = status
        self.code = code
        super().__init__(message)


class PortalMalformed(SyncError):
    """The portal's answer isn't what the protocol says: a fault in it, or somebody in between."""


class SyncStopped(SyncError):
    """The vault was locked while it was being synchronised; what came in so far is kept."""
