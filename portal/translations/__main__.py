"""Renews the template and every catalogue; `new CODE` starts the catalogue of one more language."""

import sys

from babel import Locale, UnknownLocaleError

from portal.pages.catalogue import renew, renew_catalogue
from portal.translations.catalogues import path_of


def main(arguments: list[str]) -> int:
    """Exit status. `arguments`: none, or "new" and the code of a language."""
    if not arguments:
        renew()
        return 0
    if len(arguments) != 2 or arguments[0] != "new":  # noqa: PLR2004 - "new" and a code
        return _say("Usage: python -m portal.translations [new CODE], e.g. new pt")
    language = arguments[1]
    try:
        Locale.parse(language)
    except (ValueError, UnknownLocaleError):
        return _say(f"{language!r} is no language code that CLDR knows: use one like pt or sw.")
    if path_of(language).exists():
        return _say(f"{path_of(language)} is there already: translate what is empty in it.")
    renew_catalogue(language)
    sys.stdout.write(f"Started {path_of(language)}. Then add {language!r} to `languages` in portal.toml.\n")
    return 0


def _say(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
