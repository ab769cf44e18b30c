"""What a first visit weighs and how long sealing takes, measured in Chromium over the wire."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, CDPSession, Page

from tests.support.chromium import launched_chromium
from tests.support.walk import walk_to_submit

STORY_4_KB = ("He asked me again on Monday, and he said the list was his to write. " * 62)[:4096]


@dataclass(frozen=True)
class PageWeight:
    """Each file of a first visit with its bytes over the wire, headers included."""

    files: dict[str, int]

    @property
    def kilobytes(self) -> float:
        """All files together, in units of 1,024 bytes."""
        return sum(self.files.values()) / 1024


@contextmanager
def _fresh_page() -> Iterator[tuple[BrowserContext, Page, CDPSession]]:
    with launched_chromium() as browser:
        context = browser.new_context()
        page = context.new_page()
        yield context, page, context.new_cdp_session(page)
        context.close()


def weigh_first_visit(url: str) -> PageWeight:
    """Load `url` with an empty cache and add up what came over the wire, file by file."""
    with _fresh_page() as (_, page, cdp):
        urls: dict[str, str] = {}
        files: dict[str, int] = {}

        def finished(event: dict[str, float]) -> None:
            name = urls.get(str(event["requestId"]), "?")
            files[name] = files.get(name, 0) + int(event["encodedDataLength"])

        cdp.on("Network.requestWillBeSent", lambda e: urls.__setitem__(e["requestId"], e["request"]["url"]))
        cdp.on("Network.loadingFinished", finished)
        cdp.send("Network.enable")
        page.goto(url, wait_until="networkidle")
        return PageWeight({name: size for name, size in files.items() if not name.startswith("data:")})


def seconds_to_seal(report_url: str, slowdown: int) -> float:
    """Seconds from the click on send to the case code on screen, with the processor slowed down `slowdown` times."""
    with _fresh_page() as (_, page, cdp):
        page.goto(report_url, wait_until="networkidle")
        walk_to_submit(page, STORY_4_KB)
        cdp.send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
        started = time.perf_counter()
        page.get_by_test_id("submit-report").click()
        page.get_by_test_id("case-code-words").wait_for(state="visible", timeout=60_000)
        return time.perf_counter() - started
