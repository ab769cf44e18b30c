"""The catalogue: `python -m portal.translations` takes today's sentences into its template."""
