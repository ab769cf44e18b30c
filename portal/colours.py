"""The organisation's own colour on the reporter's pages, refused where words in it could not be read.

Contrast is WCAG 2.2's (success criterion 1.4.3): 4.5 to 1 for words, measured against every ground that they stand on.
"""

import re
from dataclasses import dataclass
from typing import Self

Rgb = tuple[int, int, int]

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_WORDS = 4.5
_WHITE: Rgb = (255, 255, 255)
_BLACK: Rgb = (0, 0, 0)


class ColourError(ValueError):
    """The colour is not one, or too pale or too dark to read; the message says which and what to do."""


@dataclass(frozen=True)
class _Scheme:
    """The grounds of the pages' own stylesheet (design/tokens.css), by day and by night."""

    name: str
    paper: Rgb
    panel: Rgb
    ink: Rgb


_LIGHT = _Scheme("light", (0xF7, 0xF5, 0xEF), (0xFF, 0xFE, 0xFB), (0x1C, 0x2A, 0x2B))
_DARK = _Scheme("dark", (0x10, 0x17, 0x18), (0x18, 0x21, 0x22), (0xE9, 0xEF, 0xED))


def _parse(text: str) -> Rgb:
    if not _HEX.fullmatch(text):
        raise ColourError(f"{text!r} is no colour: write it as #rrggbb")
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def _hex(colour: Rgb) -> str:
    return "#" + "".join(f"{part:02x}" for part in colour)


def _mixed(one: Rgb, other: Rgb, part: float) -> Rgb:
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _luminance(colour: Rgb) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - of WCAG
        for part in (value / 255 for value in colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Rgb, other: Rgb) -> float:
    """WCAG 2.2 contrast of two colours, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@dataclass(frozen=True)
class Colours:
    """The organisation's accent for light and for dark pages, and what follows from it."""

    accent: Rgb
    accent_dark: Rgb

    @classmethod
    def read(cls, accent: str, accent_dark: str) -> Self:
        """From "#rrggbb" each. Raises `ColourError`."""
        colours = cls(_parse(accent), _parse(accent_dark))
        for scheme, own in ((_LIGHT, colours.accent), (_DARK, colours.accent_dark)):
            for ground in (scheme.paper, scheme.panel, _wash(scheme, own)):
                reached = contrast(own, ground)
                if reached < _WORDS:
                    way = "darker" if scheme is _LIGHT else "lighter"
                    raise ColourError(
                        f"{_hex(own)} reaches a contrast of {reached:.1f} to 1 on {scheme.name} pages, and words "
                        f"need {_WORDS}: choose a {way} one"
                    )
        return colours

    def stylesheet(self) -> bytes:
        """The few properties that change, for a file of its own beside the pages' stylesheet."""
        light, dark = _properties(_LIGHT, self.accent), _properties(_DARK, self.accent_dark)
        return f":root{{{light}}}@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}".encode()


def _wash(scheme: _Scheme, own: Rgb) -> Rgb:
    """The pale ground of what is picked."""
    return _mixed(scheme.paper, own, 0.1)


def _properties(scheme: _Scheme, own: Rgb) -> str:
    strong = _mixed(own, _BLACK if scheme is _LIGHT else _WHITE, 0.3)
    on = max((_WHITE, _BLACK), key=lambda words: min(contrast(words, own), contrast(words, strong)))
    named = {
        "accent": own,
        "accent-strong": strong,
        "on-accent": on,
        "wash": _wash(scheme, own),
    }
    return ";".join(f"--{name}:{_hex(colour)}" for name, colour in named.items())
