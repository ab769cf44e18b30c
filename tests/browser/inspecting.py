"""Looks at every state of every page as somebody who needs large letters, more space, or a screen reader."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Page

MEASURE = Path(__file__).with_name("measure.js").read_text("utf-8").split("*/\n", 1)[1]
# A window of 1280 by 1024 at 400 % is one of 320 by 256 pixels of CSS. WCAG 2.2, 1.4.10.
ZOOMED = {"width": 320, "height": 256}
# WCAG 2.2, 1.4.12: what a reader may set without losing anything.
SPACING = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-block-end: 2em !important; }
"""
AXE = Path(AXE_FILE_PATH).read_text("utf-8")


class Inspector:
    """Notes what is wrong with each page it is shown: `faults`, each with the page's name."""

    def __init__(self, *, axe: bool = True, dark: bool = False) -> None:
        self._axe, self._dark = axe, dark
        self.faults: list[str] = []
        self.seen: list[str] = []

    def take(self, page: Page, name: str) -> None:
        """400 % zoom; text spacing; where wanted axe in light, and contrast in dark. Leaves the page as it was."""
        self.seen.append(name)
        page.wait_for_load_state()
        before = page.viewport_size
        page.set_viewport_size(ZOOMED)
        if self._axe:
            self._note(name, "axe", violations(page))
        if self._dark:
            page.emulate_media(color_scheme="dark")
            self._note(name, "dark", violations(page, "color-contrast"))
            page.emulate_media(color_scheme="light")
        self._note(name, "zoom", page.evaluate(MEASURE))
        with _styled(page, SPACING):
            self._note(name, "spacing", page.evaluate(MEASURE))
        if before:
            page.set_viewport_size(before)

    def _note(self, name: str, check: str, found: list[str]) -> None:
        self.faults += [f"{name}, {check}: {one}" for one in found]


def violations(page: Page, *only: str) -> list[str]:
    """What axe finds on the page as it stands, by all its rules or by these alone."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE)
    options = {"resultTypes": ["violations"], **({"runOnly": list(only)} if only else {})}
    found = page.evaluate("options => axe.run(options)", options)["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]


@contextmanager
def _styled(page: Page, style: str) -> Iterator[None]:
    """The page with a reader's own style for a moment."""
    tag = page.add_style_tag(content=style)
    yield
    tag.evaluate("tag => tag.remove()")
