"""The console's catalogues: `python -m investigator_console.translations` takes today's sentences into them."""

from pathlib import Path

from languages.catalogues import Catalogues

CATALOGUES = Catalogues(Path(__file__).parent)
