"""English sentences of what is below or behind the pages, said again in the page's language.

Exceptions, faults of a record, and whatever a synchronisation keeps are English: they go to command lines, into the
vault and into logs. A page shows them through `say_again`.
"""

import re
from dataclasses import dataclass
from functools import cache

from babel.messages.catalog import Message

from investigator_console.language import gettext, ngettext, page_language, set_apart
from investigator_console.translations import CATALOGUES
from languages.catalogues import SOURCE

_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
# A pattern with fewer letters of its own would take every text for one of its sentences.
_FEWEST_LETTERS = 8


@dataclass(frozen=True)
class _Pattern:
    """A sentence with something filled in. `letters`: how many are the sentence's own."""

    form: re.Pattern[str]
    message: str | tuple[str, str]
    letters: int


def say_again(said: object) -> str:
    """A sentence or an exception in the page's language. What no catalogue knows stays as it is."""
    return _again(str(said), page_language())


def _again(text: str, language: str) -> str:
    if not text or language == SOURCE:
        return text
    known = gettext(text) if "%" not in text else text
    if known != text:
        return known
    for pattern in _patterns(language):
        found = pattern.form.fullmatch(text)
        if found is None:
            continue
        values = {name: _again(value, language) for name, value in found.groupdict().items()}
        if isinstance(pattern.message, str):
            return gettext(pattern.message, **values)
        if values.get("num", "").isdecimal():
            return ngettext(*pattern.message, int(values.pop("num")), **values)
    # Faults name a place first: "services.csv, row 3: the name is missing".
    place, colon, fault = text.partition(": ")
    if colon and (known := _again(fault, language)) != fault:
        return f"{set_apart(place)}: {known}"
    return text


@cache
def _patterns(language: str) -> tuple[_Pattern, ...]:
    """Of the whole catalogue, the one with the most words of its own first."""
    found = [pattern for one in CATALOGUES.catalogue(language) if one.id for pattern in _of_message(one)]
    return tuple(sorted(found, key=lambda one: -one.letters))


def _of_message(message: Message) -> list[_Pattern]:
    forms = (message.id,) if isinstance(message.id, str) else message.id
    kept = message.id if isinstance(message.id, str) else (message.id[0], message.id[1])
    return [
        _Pattern(_form(one), kept, letters)
        for one in forms
        if _PLACEHOLDER.search(one)
        and (letters := sum(letter.isalpha() for letter in _PLACEHOLDER.sub("", one))) >= _FEWEST_LETTERS
    ]


def _form(sentence: str) -> re.Pattern[str]:
    """The sentence with a gap for each placeholder; the same name twice is the same words twice."""
    made, seen, end = "", set(), 0
    for place in _PLACEHOLDER.finditer(sentence):
        name = place[1]
        made += re.escape(sentence[end : place.start()].replace("%%", "%"))
        made += f"(?P={name})" if name in seen else f"(?P<{name}>.+?)"
        seen.add(name)
        end = place.end()
    return re.compile(made + re.escape(sentence[end:].replace("%%", "%")), re.DOTALL)
