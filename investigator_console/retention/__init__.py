"""How long what is kept: holds, what is due, destruction by two, and what is left of it."""
