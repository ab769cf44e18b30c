"""The signed list of the reporter's pages: made here, signed at the ceremony, served, checked from outside."""

from portal.manifest.routes import blueprint as blueprint
