"""The survey for statistics officers: sums alone, and none of fewer than ten answers."""
