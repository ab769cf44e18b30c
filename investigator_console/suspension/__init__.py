"""Suspending a member at once: two signatures on two machines, honoured by portal, pages and consoles."""
