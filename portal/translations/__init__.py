"""The catalogues: `python -m portal.translations` takes today's sentences into them, `… new pt` starts a language."""
