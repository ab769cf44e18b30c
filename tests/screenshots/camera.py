from pathlib import Path
from typing import Protocol

from playwright.sync_api import Page

HEIGHT = 800
PHONE_WIDTHS = (320, 375, 1280)
DESK_WIDTHS = (1280, 375)
SCHEMES = ("light", "dark")
_SETTLING_MS = 60  # some frames; where scripts are off, a page can tell nobody that it was drawn


class Eye(Protocol):
    """Whatever looks at every state of every page: the camera, or a test."""

    def take(self, page: Page, name: str) -> None:
        """Looks at what stands on `page` now, and leaves it as it was."""


class Camera:
    """Takes what a page shows at every width, light and dark, without losing it."""

    def __init__(self, folder: Path, widths: tuple[int, ...]) -> None:
        self._folder = folder
        self._widths = widths
        self._begun: set[str] = set()
        folder.mkdir(parents=True, exist_ok=True)

    def take(self, page: Page, name: str, schemes: tuple[str, ...] = SCHEMES) -> None:
        """One picture for each width and scheme: `report-story_ar_320_dark.png` for the name "report-story_ar".

        Raises `AssertionError` where a page is wider than its window, and where a name is taken twice.
        """
        if name in self._begun:
            raise AssertionError(f"two pages are called {name}")
        self._begun.add(name)
        page.wait_for_load_state()
        before = page.viewport_size
        for scheme in schemes:
            page.emulate_media(color_scheme=scheme)
            for width in self._widths:
                page.set_viewport_size({"width": width, "height": HEIGHT})
                # A header that stays in sight would stand in the middle of a picture of the whole page.
                page.evaluate("scrollTo(0, 0)")
                page.wait_for_timeout(_SETTLING_MS)
                path = self._folder / f"{name}_{width}_{scheme}.png"
                page.screenshot(path=path, full_page=True, animations="disabled")
                if page.evaluate("document.documentElement.scrollWidth") > width:
                    raise AssertionError(f"{path.name} is wider than its window")
        page.emulate_media(color_scheme="light")
        if before:
            page.set_viewport_size(before)
