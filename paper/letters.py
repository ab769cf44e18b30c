"""The fonts, and which characters they can print. They come in packages, so that any machine has the same."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import fontpkg
from fontTools.ttLib import TTFont

LATIN = "Noto Sans"
ARABIC = "Noto Sans Arabic"
FAMILIES = (LATIN, ARABIC)
# What stands for a character that neither font has. It is better to see that something is missing.
MISSING = "\N{WHITE VERTICAL RECTANGLE}"
# A part of an address takes the dot before it along, and the slashes behind it.
_PARTS_OF_ADDRESS = re.compile(r"\.?[^./]+/*|[./]+")
_SPACES = frozenset("\n\t\r \N{NO-BREAK SPACE}")
# Joiners shape words of some languages, so they stay. Marks that turn the direction of what follows do not: on a
# record they could make one thing read like another.
_JOINERS = frozenset("\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}")


def font_file(family: str) -> Path:
    """The file of a font family of `FAMILIES`."""
    return Path(fontpkg.path(family))


@cache
def characters(family: str) -> frozenset[int]:
    """The code points that a family has a shape for."""
    with TTFont(font_file(family), lazy=True) as font:
        return frozenset(font.getBestCmap())


def printable(text: str) -> str:
    """The text with a visible mark for each character that cannot be printed, and without control characters."""
    known = characters(LATIN) | characters(ARABIC)
    kept = []
    for letter in text.replace("\r\n", "\n").replace("\t", "    "):
        if letter in _SPACES or letter in _JOINERS:
            kept.append(letter)
        elif letter.isprintable():
            kept.append(letter if ord(letter) in known else _mark())
    return "".join(kept)


@cache
def _mark() -> str:
    return MISSING if ord(MISSING) in characters(LATIN) else "?"


def address_in_lines(address: str, width: float, width_of: Callable[[str], float]) -> str:
    """`address` with a new line before a dot or after a slash, where one line is too short for it.

    Whoever copies it from paper doesn't wonder whether something stands between two halves of a word.
    """
    lines = [""]
    for part in _PARTS_OF_ADDRESS.findall(address):
        if lines[-1] and width_of(lines[-1] + part) > width:
            lines.append("")
        lines[-1] += part
    return "\n".join(lines)
