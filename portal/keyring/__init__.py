"""The published directory: keyrings, intake keys, and the rules that route a report."""

from portal.keyring.routes import blueprint

__all__ = ["blueprint"]
