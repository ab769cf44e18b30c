"""What the pages bring runs in browsers of 2020: nothing newer stands in the built files without a reason."""

import re
import tomllib
from pathlib import Path

import pytest

from portal.pages import site

BUILT = Path(site.__file__).parents[1] / "static" / "built"
NEWER = tomllib.loads(Path(__file__).with_name("newer_than_2020.toml").read_text(encoding="utf-8"))
LINES = [(kind, name) for kind, lines in NEWER.items() for name in lines]
ENDING = {"scripts": ".js", "styles": ".css"}


def found_in(kind: str, find: str) -> list[str]:
    files = sorted(BUILT.glob(f"*{ENDING[kind]}"))
    assert files
    return [file.name for file in files if re.search(find, file.read_text(encoding="utf-8"))]


@pytest.mark.parametrize(("kind", "name"), LINES, ids=[name for _, name in LINES])
def test_nothing_newer_than_the_oldest_browser_stands_there_without_a_reason(kind, name):
    line = NEWER[kind][name]
    files = found_in(kind, line["find"])
    assert bool(files) == ("but" in line), (name, line["since"], files)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Array.prototype.at", "let a=b.at(-1)"),
        ("logical assignment", "a??=b"),
        ("private members", "class A{#b=1}"),
        ("look-behind", "/(?<=a)b/"),
        ("Element.replaceChildren", "a.replaceChildren()"),
        ("regular expressions with v or d", "a=/x/v;"),
    ],
)
def test_the_scan_itself_finds_what_is_there(name, text):
    assert re.search(NEWER["scripts"][name]["find"], text)


def test_every_entry_brings_first_what_older_browsers_lack():
    source = BUILT.parent / "src"
    for entry in ("report.js", "case.js", "answer.js"):
        first = (source / entry).read_text(encoding="utf-8").splitlines()[0]
        assert first == 'import "../../../crypto/browser/older_browsers.js";'
