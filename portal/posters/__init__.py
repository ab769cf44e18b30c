"""Paper for places without a screen: posters, cards to take away, and a form to fill in by hand."""
