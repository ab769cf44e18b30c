"""Taking today's sentences into an application's template and catalogues, and starting one more language."""

import contextlib
import sys
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po, write_po

from languages.catalogues import NOT_REVIEWED, REVIEWED, Catalogues

_ROOT = Path(__file__).parents[1]
_NOT_OURS = "node_modules tests build docs demo tools .* _*"


def renew(catalogues: Catalogues) -> None:
    """Take today's sentences into the template and into every catalogue."""
    make_template(catalogues)
    for language in catalogues.translated_languages():
        renew_catalogue(catalogues, language)


def make_template(catalogues: Catalogues, target: Path | None = None) -> None:
    """Write the template of the working tree's sentences. Places are files without lines: less to commit."""
    options = [
        "-F",
        str(catalogues.extraction),
        "--ignore-dirs",
        _NOT_OURS,
        "--keywords",
        "lazy_gettext",
        "--add-location=file",
        "--sort-by-file",
    ]
    about = ["--no-wrap", "--project", "Amparo", "--version", "1", "--copyright-holder", "the Amparo project"]
    with contextlib.chdir(_ROOT):
        command: Any = CommandLineInterface()
        place = str(target or catalogues.template)
        command.run(["pybabel", "--quiet", "extract", *options, *about, "-o", place, "."])


def renew_catalogue(catalogues: Catalogues, language: str, template: Path | None = None) -> None:
    """Bring a language's catalogue to the template's sentences, or start it. What was translated stays as it is.

    A sentence that is new, or that has changed, is empty and not reviewed: nothing is guessed from similar ones.
    """
    place = catalogues.path_of(language)
    with (template or catalogues.template).open("rb") as file:
        fresh = read_po(file)
    if place.exists():
        with place.open("rb") as file:
            kept = read_po(file, locale=language)
    else:
        place.parent.mkdir(parents=True)
        kept = Catalog(locale=language, project=fresh.project, version=fresh.version)
        kept.header_comment = (
            f"# Amparo in {language}. `reviewed: yes` above a string: a native speaker has checked it."
        )
    kept.fuzzy = False
    kept.update(fresh, no_fuzzy_matching=True, keep_user_comments=True)
    kept.obsolete.clear()
    for message in kept:
        if message.id and REVIEWED not in message.user_comments:
            message.user_comments = [NOT_REVIEWED]
    with place.open("wb") as file:
        write_po(file, kept, width=0, sort_by_file=True, omit_header=False)


def run_command(catalogues: Catalogues, arguments: list[str], *, name: str, then: str) -> int:
    """Exit status of `python -m <name> [new CODE]`. `then`: what to do once a language is started; `{code}` in it."""
    if not arguments:
        renew(catalogues)
        return 0
    if len(arguments) != 2 or arguments[0] != "new":  # noqa: PLR2004 - "new" and a code
        return _say(f"Usage: python -m {name} [new CODE], e.g. new pt")
    language = arguments[1]
    try:
        Locale.parse(language)
    except (ValueError, UnknownLocaleError):
        return _say(f"{language!r} is no language code that CLDR knows: use one like pt or sw.")
    if catalogues.path_of(language).exists():
        return _say(f"{catalogues.path_of(language)} is there already: translate what is empty in it.")
    renew_catalogue(catalogues, language)
    sys.stdout.write(f"Started {catalogues.path_of(language)}. {then.format(code=language)}\n")
    return 0


def _say(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return 2
