"""Coming back: opening a mailbox with the case code's keys, reading the thread, writing into it."""

from portal.followup.routes import blueprint

__all__ = ["blueprint"]
