"""The list of cases that this member holds a key for."""
