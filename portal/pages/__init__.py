"""The reporter's pages of the JavaScript path: made once at the start, the same bytes for everybody."""

from portal.pages.routes import blueprint

__all__ = ["blueprint"]
