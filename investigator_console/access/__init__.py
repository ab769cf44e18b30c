"""Who may read a case: declaring conflicts, granting, leaving, taking off, and the keys that follow."""
