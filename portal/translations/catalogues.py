"""The portal's languages, read from their .po files: there is nothing to compile and nothing to go stale."""

import copy
import io
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

SOURCE = "en"
FOLDER = Path(__file__).parent
TEMPLATE = FOLDER / "messages.pot"
NOT_REVIEWED = "reviewed: no"
REVIEWED = "reviewed: yes"
# One number for each of the plural rules of CLDR at least: zero, one, two, few, many and other show up among them.
_COUNTS = (*range(131), 1_000, 1_000_000)
# French puts a space before these marks and inside of its quotation marks, and no line may end there.
_FRENCH_SPACES = re.compile(r" (?=[?!:;»])|(?<=«) ")


def path_of(language: str) -> Path:
    """Where a language's catalogue stands."""
    return FOLDER / language / "LC_MESSAGES" / "messages.po"


def translated_languages() -> list[str]:
    """Codes of the languages that have a catalogue; English is the source and has none."""
    return sorted(place.parents[1].name for place in FOLDER.glob("*/LC_MESSAGES/messages.po"))


@cache
def catalogue(language: str) -> Catalog:
    """The whole catalogue with its comments. Empty for English, and for a language that has no file."""
    place = path_of(language)
    if not place.exists():
        return Catalog(locale=language)
    with place.open("rb") as file:
        return read_po(file, locale=language)


@cache
def translations(language: str) -> Translations:
    """What gettext asks, made in memory."""
    compiled = io.BytesIO()
    write_mo(compiled, _typeset(catalogue(language)) if language == "fr" else catalogue(language))
    compiled.seek(0)
    return Translations(compiled)


def _typeset(french: Catalog) -> Catalog:
    """The same sentences with spaces that hold, which translators need not know how to type."""
    made = copy.deepcopy(french)
    for message in made:
        if message.id:
            text = message.string
            message.string = _held(text) if isinstance(text, str) else tuple(_held(one) for one in text or ())
    return made


def _held(text: str) -> str:
    return _FRENCH_SPACES.sub("\N{NO-BREAK SPACE}", text)


def plural_forms(language: str, one: str, many: str) -> Mapping[str, str]:
    """Plural rule of CLDR ("one", "few", …) -> sentence, as `Intl.PluralRules` names the rules in browsers."""
    rule = Locale.parse(language, sep="-").plural_form
    found: dict[str, str] = {}
    for count in _COUNTS:
        found.setdefault(rule(count), translations(language).ungettext(one, many, count))
    return found


def is_reviewed(message: Message) -> bool:
    """Whether a native speaker has said yes to this string: its comment says so, and nothing else counts."""
    return REVIEWED in message.user_comments


@cache
def all_reviewed(language: str) -> bool:
    """Whether a native speaker has checked every string of the language. English is what the others are made from."""
    return language == SOURCE or all(is_reviewed(message) for message in catalogue(language) if message.id)
