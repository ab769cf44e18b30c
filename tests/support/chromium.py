"""Debian's Chromium, driven by Playwright, with a fresh profile every time and no word to the outside."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Playwright, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class _Driver:
    """Playwright's process. It allows one of itself in a thread, however many browsers are wanted at once."""

    def __init__(self) -> None:
        self._running: Playwright | None = None
        self._users = 0

    @contextmanager
    def running(self) -> Iterator[Playwright]:
        if self._running is None:
            self._running = sync_playwright().start()
        self._users += 1
        try:
            yield self._running
        finally:
            self._users -= 1
            if self._users == 0:
                self._running.stop()
                self._running = None


_driver = _Driver()


@contextmanager
def launched_chromium() -> Iterator[Browser]:
    """A headless Chromium that closes with the context. Raises where Chromium is not installed."""
    executable = shutil.which("chromium")
    if executable is None:
        raise FileNotFoundError("Chromium is missing. Install it with: apt-get install chromium")
    with _driver.running() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()
