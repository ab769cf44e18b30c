"""One catalogue for pages, scripts and policies. `python -m portal.translations` renews its template."""

import contextlib
import string
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po, write_po
from flask_babel import gettext

from portal.translations.catalogues import (
    NOT_REVIEWED,
    REVIEWED,
    SOURCE,
    TEMPLATE,
    path_of,
    plural_forms,
    translated_languages,
)

_ROOT = Path(__file__).parents[2]
_NOT_OURS = "node_modules tests build docs investigator_console crypto demo tools .* _*"
# The scripts' own sentences, and the labels that stand in the policy documents which pages bring for them.
_SCRIPT_PLACES = (
    "portal/static/src/",
    "policies/roles.toml",
    "policies/statuses.toml",
    "policies/outcomes.toml",
    "policies/reviews.toml",
)
# The keys of policy files whose values a reporter or a member reads.
_TAG_LENGTH = 4
_DIGITS = string.digits + string.ascii_lowercase
_READABLE = frozenset({"label", "text", "hint", "shown_as"})


def _template(place: Path = TEMPLATE) -> Catalog:
    with place.open("rb") as file:
        return read_po(file)


@cache
def script_messages() -> tuple[tuple[str, ...], ...]:
    """Of scripts and of the policy documents that pages bring: one sentence, or two where it counts something."""
    return tuple(
        (message.id,) if isinstance(message.id, str) else tuple(message.id)
        for message in _template()
        if message.id and any(place.startswith(_SCRIPT_PLACES) for place, _line in message.locations)
    )


def tag_of(message: str) -> str:
    """What a page calls a message in its words: four characters instead of the English sentence, which scripts hold.

    The same as `tagOf` in portal/static/src/text.js. A test holds that no two messages share a tag.
    """
    number = 0
    for letter in message:
        number = (number * 31 + ord(letter)) % 2**32
    number %= 36**_TAG_LENGTH
    return "".join(_DIGITS[number // 36**place % 36] for place in reversed(range(_TAG_LENGTH)))


def script_words(language: str, needed_by: str) -> Mapping[str, str | Mapping[str, str]]:
    """Tag -> translation of the messages that stand in `needed_by`, the text of a page's scripts and documents.

    An English page brings none. A message that counts something has its sentences by plural rule ("one", "few", …).
    Needs the request's locale to be `language`.
    """
    if language == SOURCE:
        return {}
    return {
        tag_of(one): _counted(language, one, *many) if many else gettext(one)
        for one, *many in script_messages()
        if one in needed_by
    }


def _counted(language: str, one: str, many: str) -> Mapping[str, str]:
    """Without the rules whose sentence is that of "other", which scripts fall back to."""
    forms = plural_forms(language, one, many)
    return {rule: form for rule, form in forms.items() if rule == "other" or form != forms["other"]}


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


def renew_catalogue(language: str, template: Path = TEMPLATE) -> None:
    """Bring a language's catalogue to the template's sentences, or start it. What was translated stays as it is.

    A sentence that is new, or that has changed, is empty and not reviewed: nothing is guessed from similar ones.
    """
    place = path_of(language)
    fresh = _template(template)
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


def renew() -> None:
    """Take today's sentences into the template and into every catalogue."""
    make_template()
    for language in translated_languages():
        renew_catalogue(language)
