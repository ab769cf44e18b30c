"""Policies that a local specialist has to confirm: who signed which version, and the banner until somebody has."""
