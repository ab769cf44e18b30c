"""What the two sides tell each other in codes: planned contacts, safety moments, entries that are unsuitable."""
