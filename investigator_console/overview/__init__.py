"""Where the work stands, to look at: how old open cases are, what is due when, whose turn it is."""
