"""The organisation's own colour: taken only where every word in it, and on it, can be read."""

import re
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from portal import colours as module
from portal.colours import ColourError, Colours, contrast

SOURCE = Path(module.__file__).parents[1] / "design" / "tokens.css"
WORDS = 4.5
HEX = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def rgb(text):
    return tuple(int(text[at : at + 2], 16) for at in (1, 3, 5))


def properties(text):
    """The named colours of the light pages, and of the dark ones."""
    light, dark = text.split("@media", maxsplit=1)
    return [dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6})", part)) for part in (light, dark)]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_the_grounds_are_those_of_the_stylesheet(scheme):
    known = (module._LIGHT, module._DARK)[scheme]
    written = properties(SOURCE.read_text(encoding="utf-8"))[scheme]
    assert (known.paper, known.panel, known.ink) == tuple(
        rgb(written[name]) for name in ("paper", "panel", "ink")
    )


@settings(max_examples=400, deadline=None)
@given(light=HEX, dark=HEX)
def test_whatever_colours_are_taken_all_words_in_them_and_on_them_can_be_read(light, dark):
    own = {}
    for name, text in (("light", light), ("dark", dark)):
        other = ("#000000", "#ffffff")
        try:
            Colours.read(*((text, other[1]) if name == "light" else (other[0], text)))
        except ColourError:
            continue
        own[name] = text
    assume(own)
    sheet = Colours.read(own.get("light", "#000000"), own.get("dark", "#ffffff")).stylesheet().decode()
    for scheme, known in zip(properties(sheet), (module._LIGHT, module._DARK), strict=True):
        accent, strong, on, wash = (rgb(scheme[n]) for n in ("accent", "accent-strong", "on-accent", "wash"))
        for words, ground in (
            *((accent, ground) for ground in (known.paper, known.panel, wash)),
            *((strong, ground) for ground in (known.paper, known.panel, wash)),
            (on, accent),
            (on, strong),
            (known.ink, wash),
        ):
            assert contrast(words, ground) >= WORDS, (scheme, words, ground)


def test_a_colour_that_cannot_be_read_is_named_with_what_to_do():
    with pytest.raises(ColourError, match="choose a darker one"):
        Colours.read("#ffcc00", "#ffffff")
    with pytest.raises(ColourError, match="choose a lighter one"):
        Colours.read("#000000", "#222222")
