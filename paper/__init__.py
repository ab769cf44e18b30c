"""Paper: PDF sheets in any of the languages, for posters, cards, records and lists. Knows no report and no portal."""

from paper.sheet import Sheet as Sheet
