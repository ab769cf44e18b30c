"""The record of one case: every verified entry, what is wrong with it, and whether colleagues see the same."""
