"""Services near you: the public part of the directory, signed by a member, shown before any report."""

from portal.help.routes import blueprint

__all__ = ["blueprint"]
