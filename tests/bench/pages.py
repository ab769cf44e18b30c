"""What a first visit weighs and how long sealing takes, measured in Chromium."""

import re
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
from playwright.sync_api import BrowserContext, CDPSession, Page

from tests.bench.ledger import Ledger
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


_WATCH = """() => {
  const times = (window.amparoTimes = {});
  document.addEventListener("click", () => { times.pressed = performance.now(); }, true);
  const send = window.fetch;
  window.fetch = (address, options) => {
    if (options?.method === "POST" && String(address).endsWith("/reports")) {
      times.sealed = performance.now();
      times.bytes = options.body.byteLength ?? options.body.size;
    }
    return send(address, options);
  };
}"""


@dataclass(frozen=True)
class Sending:
    """Seconds from pressing send: until the sealed bytes were handed to the network, and until the code was seen."""

    sealed: float
    code: float
    bytes: int


def time_sending(report_url: str, slowdown: int) -> Sending:
    """Send a story of 4 KB with the processor slowed down `slowdown` times."""
    with _fresh_page() as (_, page, cdp):
        page.goto(report_url, wait_until="networkidle")
        walk_to_submit(page, STORY_4_KB)
        page.evaluate(_WATCH)
        cdp.send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
        page.get_by_test_id("submit-report").click()
        page.get_by_test_id("case-code-words").wait_for(state="visible", timeout=60_000)
        times = page.evaluate("() => ({...window.amparoTimes, seen: performance.now()})")
        pressed = times["pressed"]
        return Sending((times["sealed"] - pressed) / 1000, (times["seen"] - pressed) / 1000, times["bytes"])


def measure_pages(ledger: Ledger, portal: str) -> None:
    """The first visit in each language, file by file; then sending three times, the median."""
    page = httpx.get(f"{portal}/en/report", trust_env=False).raise_for_status().text
    languages = sorted(set(re.findall(r'href="/([a-z]{2,3})/report"', page)))
    for language in languages:
        weight = weigh_first_visit(f"{portal}/{language}/report")
        for name, size in sorted(weight.files.items(), key=lambda item: -item[1]):
            ledger.note(f"  {language}: {name.removeprefix(portal)}", size / 1024, "KB")
        ledger.note(f"reporter page, first visit, {language}", weight.kilobytes, "KB", "<= 60")
        ledger.note(f"reporter page, first visit, {language}, requests", len(weight.files), "", "<= 8")
    sendings = [time_sending(f"{portal}/en/report", slowdown=4) for _ in range(3)]
    sealed = statistics.median(one.sealed for one in sendings)
    ledger.note("seal a 4 KB report, 4x slower processor", sealed, "s", "<= 1")
    code = statistics.median(one.code for one in sendings)
    ledger.note("from send to the case code, 4x slower processor", code, "s")
    ledger.note("bytes that were sent", sendings[0].bytes / 1024, "KB")
