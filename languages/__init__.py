"""What portal and console both need to speak a language: its catalogue, its name, its direction."""
