"""The survey after a case: sealed rows for the statistics officers, through doors of their own."""

from portal.surveys.pages import blueprint as pages
from portal.surveys.routes import blueprint

__all__ = ["blueprint", "pages"]
