"""One catalogue for pages, scripts and policies. `python -m portal.translations` renews its template."""

import contextlib
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import IO, Any

from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po
from flask_babel import gettext

TRANSLATIONS = Path(__file__).parents[1] / "translations"
TEMPLATE = TRANSLATIONS / "messages.pot"
_ROOT = Path(__file__).parents[2]
_NOT_OURS = "node_modules tests build docs investigator_console crypto demo tools .* _*"
# The scripts' own sentences, and the labels that stand in policy documents.
_SCRIPT_PLACES = ("portal/static/src/", "policies/")
# The keys of policy files whose values a reporter or a member reads.
_READABLE = frozenset({"label", "text", "hint", "shown_as"})


@cache
def _script_messages() -> tuple[str, ...]:
    with TEMPLATE.open("rb") as file:
        catalogue = read_po(file)
    return tuple(
        message.id
        for message in catalogue
        if isinstance(message.id, str)
        and any(place.startswith(_SCRIPT_PLACES) for place, _line in message.locations)
    )


def script_words(language: str) -> Mapping[str, str]:
    """Message -> translation for scripts, only where they differ: an English page brings none.

    Needs the request's locale to be `language`.
    """
    if language == "en":
        return {}
    found = {message: gettext(message) for message in _script_messages()}
    return {message: translation for message, translation in found.items() if translation != message}


def extract_policies(
    fileobj: IO[bytes], *_known_to_babel: object, **_options: object
) -> Iterable[tuple[int, None, str, list[str]]]:
    """Babel extractor for policy files (TOML): every label and every sentence that people read."""
    text = fileobj.read().decode("utf-8")
    for value in _readable(tomllib.loads(text)):
        yield _line_of(text, value), None, value, []


def _readable(node: object, key: str = "") -> Iterator[str]:
    if isinstance(node, dict):
        for name, child in node.items():
            yield from _readable(child, name)
    elif isinstance(node, list):
        for child in node:
            yield from _readable(child, key)
    elif isinstance(node, str) and (key in _READABLE or key.endswith(("_label", "_text"))):
        yield node


def _line_of(text: str, value: str) -> int:
    return text.count("\n", 0, max(text.find(value), 0)) + 1


def make_template(target: Path = TEMPLATE) -> None:
    """Write the template of the working tree's sentences. Places are files without lines: less to commit."""
    options = [
        "-F",
        str(_ROOT / "babel.cfg"),
        "--ignore-dirs",
        _NOT_OURS,
        "--add-location=file",
        "--sort-by-file",
    ]
    about = ["--no-wrap", "--project", "Amparo", "--version", "1", "--copyright-holder", "the Amparo project"]
    with contextlib.chdir(_ROOT):
        command: Any = CommandLineInterface()
        command.run(["pybabel", "--quiet", "extract", *options, *about, "-o", str(target), "."])
