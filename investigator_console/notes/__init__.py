"""Work on a case that the reporter never sees: notes, who is at it, how we code it."""
