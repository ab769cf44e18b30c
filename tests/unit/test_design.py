"""The colours of both applications: one file for both, no red, and words that can be read by day and by night."""

import colorsys
import re
from itertools import product
from pathlib import Path

import pytest

from portal.colours import contrast

ROOT = Path(__file__).parents[2]
TOKENS = ROOT / "design" / "tokens.css"
CONSOLE = ROOT / "investigator_console" / "static"
PORTAL = ROOT / "portal" / "static" / "src" / "style"
SHEETS = sorted([*CONSOLE.glob("*.css"), *PORTAL.glob("*.css")])
HEX = re.compile(r"#[0-9a-fA-F]{3,8}\b")
AA_WORDS, AA_SHAPES = 4.5, 3.0
# What words and shapes stand on; words in amber also on the ground of a notice, others on the ground of what is picked.
GROUNDS = ("paper", "panel")
WORDS = [*product(("ink", "quiet", "accent", "accent-strong"), (*GROUNDS, "wash"))]
WORDS += [
    *product(("notice-ink",), (*GROUNDS, "notice")),
    ("quiet", "notice"),
    ("ink", "notice"),
    ("on-accent", "accent"),
]
SHAPES = [*product(("edge", "notice-edge", "focus"), GROUNDS), ("notice-edge", "notice")]


def rgb(colour):
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


def schemes():
    """The named colours by day, and by night."""
    light, dark = TOKENS.read_text("utf-8").split("@media", maxsplit=1)
    return {
        name: dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6})", part))
        for name, part in (("light", light), ("dark", dark))
    }


def is_grey(colour):
    digits = colour[1:]
    parts = list(digits) if len(digits) == 3 else [digits[at : at + 2] for at in (0, 2, 4)]
    return len(set(parts)) == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_and_shapes_reach_their_contrast(scheme):
    colours = schemes()[scheme]
    for pairs, least in ((WORDS, AA_WORDS), (SHAPES, AA_SHAPES)):
        low = [(a, b) for a, b in pairs if contrast(rgb(colours[a]), rgb(colours[b])) < least]
        assert low == []


def test_nothing_is_red():
    """It says danger to people who are afraid enough, and nothing to those who cannot tell it from green."""
    for colour in HEX.findall(TOKENS.read_text("utf-8")):
        hue, _light, strength = colorsys.rgb_to_hls(*(part / 255 for part in rgb(colour)))
        assert strength < 0.2 or 25 < hue * 360 < 330, colour


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: f"{sheet.parents[2].name}-{sheet.name}")
def test_no_sheet_has_a_colour_of_its_own(sheet):
    text = sheet.read_text("utf-8")
    if sheet.name != "tokens.css":
        assert [colour for colour in HEX.findall(text) if not is_grey(colour)] == []


@pytest.mark.parametrize("folder", [CONSOLE, PORTAL], ids=["console", "portal"])
def test_every_name_that_is_used_is_given(folder):
    texts = [TOKENS.read_text("utf-8"), *(sheet.read_text("utf-8") for sheet in folder.glob("*.css"))]
    used, given = (
        {name for text in texts for name in re.findall(pattern, text)}
        for pattern in (r"var\(--([a-z-]+)", r"--([a-z-]+):")
    )
    assert used <= given
