"""An application's languages, read from their .po files: there is nothing to compile and nothing to go stale."""

import copy
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

SOURCE = "en"
NOT_REVIEWED = "reviewed: no"
REVIEWED = "reviewed: yes"
# One number for each of the plural rules of CLDR at least: zero, one, two, few, many and other show up among them.
_COUNTS = (*range(131), 1_000, 1_000_000)
# French puts a space before these marks and inside of its quotation marks, and no line may end there.
_FRENCH_SPACES = re.compile(r" (?=[?!:;»])|(?<=«) ")
# "demandez-vous", "a-t-il", "vous-même", "peut-être": one word to the ear, which no line may tear at its hyphen.
_FRENCH_HYPHENS = re.compile(
    r"(?<=[a-zà-ÿ])-(?=(?:je|tu|ils?|elles?|on|nous|vous|ce|les?|la|lui|leur|moi|toi|y|en|t|mêmes?)\b)"
    r"|(?<=\b[Pp]eut)-(?=être\b)"
)
# A number and the word that it counts stay on one line. The twin of `COUNTED` in portal/static/src/text.js.
_COUNTED = re.compile(r"(\d|%\((?:count|num|number|over|limit|at)\)[sd]) (?=[^\W\d_])")


@dataclass(frozen=True)
class Catalogues:
    """The catalogues of one application. `folder`: holds messages.pot, extraction.cfg and <code>/LC_MESSAGES/."""

    folder: Path

    @property
    def template(self) -> Path:
        """The file with every English sentence."""
        return self.folder / "messages.pot"

    @property
    def extraction(self) -> Path:
        """Where Babel finds the sentences."""
        return self.folder / "extraction.cfg"

    def path_of(self, language: str) -> Path:
        """Where a language's catalogue stands."""
        return self.folder / language / "LC_MESSAGES" / "messages.po"

    def translated_languages(self) -> list[str]:
        """Codes of the languages that have a catalogue; English is the source and has none."""
        return sorted(place.parents[1].name for place in self.folder.glob("*/LC_MESSAGES/messages.po"))

    def catalogue(self, language: str) -> Catalog:
        """The whole catalogue with its comments. Empty for English, and for a language that has no file."""
        return _read(self, language)

    def translations(self, language: str) -> NullTranslations:
        """What gettext asks, made in memory. English needs no catalogue."""
        return _ENGLISH if language == SOURCE else _compiled(self, language)

    def plural_forms(self, language: str, one: str, many: str) -> Mapping[str, str]:
        """Plural rule of CLDR ("one", "few", …) -> sentence, as `Intl.PluralRules` names the rules in browsers."""
        rule = Locale.parse(language, sep="-").plural_form
        found: dict[str, str] = {}
        for count in _COUNTS:
            found.setdefault(rule(count), self.translations(language).ungettext(one, many, count))
        return found

    def all_reviewed(self, language: str) -> bool:
        """Whether a native speaker has checked every string. English is what the others are made from."""
        return language == SOURCE or _reviewed(self, language)


def is_reviewed(message: Message) -> bool:
    """Whether a native speaker has said yes to this string: its comment says so, and nothing else counts."""
    return REVIEWED in message.user_comments


@cache
def _read(catalogues: Catalogues, language: str) -> Catalog:
    place = catalogues.path_of(language)
    if not place.exists():
        return Catalog(locale=language)
    with place.open("rb") as file:
        return read_po(file, locale=language)


@cache
def _compiled(catalogues: Catalogues, language: str) -> Translations:
    compiled = io.BytesIO()
    read = _read(catalogues, language)
    write_mo(compiled, _typeset(read, language))
    compiled.seek(0)
    return Translations(compiled)


@cache
def _reviewed(catalogues: Catalogues, language: str) -> bool:
    return all(is_reviewed(message) for message in _read(catalogues, language) if message.id)


def held(text: str, language: str = SOURCE) -> str:
    """The sentence with spaces and hyphens that hold, which who writes or translates it need not know how to type."""
    together = _COUNTED.sub("\\1\N{NO-BREAK SPACE}", text)
    if language != "fr":
        return together
    return _FRENCH_HYPHENS.sub("\N{NON-BREAKING HYPHEN}", _FRENCH_SPACES.sub("\N{NO-BREAK SPACE}", together))


class _English(NullTranslations):
    """The sentences as they stand in the code."""

    def gettext(self, message: str) -> str:
        return held(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return held(super().ngettext(msgid1, msgid2, n))

    ugettext = gettext
    ungettext = ngettext


_ENGLISH = _English()


def _typeset(read: Catalog, language: str) -> Catalog:
    made = copy.deepcopy(read)
    for message in made:
        if message.id:
            text = message.string
            message.string = (
                held(text, language)
                if isinstance(text, str)
                else tuple(held(one, language) for one in text or ())
            )
    return made
