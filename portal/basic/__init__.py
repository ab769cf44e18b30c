"""The path without JavaScript: forms that the server seals in memory, entered by a click after a warning."""

from portal.basic.routes import blueprint

__all__ = ["blueprint"]
