"""Talking to the portal: keyring, intake keys, entries, queued events, and what the portal withholds."""
