"""A member's own keys: making them, and showing how they stand."""
