"""What a language is called, and which way it is written."""

from functools import cache
from typing import Literal

from babel import Locale


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
