"""What a language is called, and which way it is written."""

from collections.abc import Iterable
from functools import cache
from typing import Literal

from babel import Locale

# In this order a new portal offers them, and the members' pages too.
FIRST = ("en", "fr", "es", "ar")


def in_order(languages: Iterable[str]) -> tuple[str, ...]:
    """Those of `FIRST` as they stand there, then the others by code."""
    return tuple(
        sorted(languages, key=lambda code: (FIRST.index(code) if code in FIRST else len(FIRST), code))
    )


@cache
def direction_of(language: str) -> Literal["ltr", "rtl"]:
    """Which way a language is written: "ltr" or "rtl"."""
    return "rtl" if Locale.parse(language, sep="-").character_order == "right-to-left" else "ltr"


@cache
def code_of(locale: Locale) -> str:
    """Of a locale its code, like "pt_BR". Kept, as lists of thousands of lines ask for it at every word."""
    return str(locale)


def own_name(language: str) -> str:
    """A language's name in itself, with the capital that stands at the start of a line."""
    name = Locale.parse(language, sep="-").get_display_name(language) or language
    return name[:1].upper() + name[1:]
