"""Searching all that this member may open. The words lie sealed in the vault; nothing of it is on disk in plain."""
