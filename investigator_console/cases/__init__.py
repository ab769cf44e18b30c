"""One case: its record, its facts, its status."""
