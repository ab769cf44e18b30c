"""Taking in sealed reports."""

from portal.intake.routes import blueprint

__all__ = ["blueprint"]
