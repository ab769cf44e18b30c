"""What a first visit weighs and how long sealing takes, measured in Chromium."""

import re
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
from playwright.sync_api import BrowserContext, CDPSession, Page

from tests.bench.ledger import Ledger
from tests.support.chromium import launched_chromium
from tests.support.walk import walk_to_submit
from tests.support.weight import BUDGETS, SLOW_LINE, Scale

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
        scale = Scale(cdp)
        page.goto(url, wait_until="networkidle")
        return PageWeight(scale.files)


@dataclass(frozen=True)
class SlowLine:
    """Seconds from the address until the form can be used, and from pressing send until the code is seen."""

    form: float
    code: float
    kilobytes: float
    rounds: int


def time_slow_line(report_url: str, slowdown: int) -> SlowLine:
    """The whole way on slow 3G (400 ms, 400 kbit/s) with the processor slowed down `slowdown` times."""
    with _fresh_page() as (_, page, cdp):
        scale = Scale(cdp)
        cdp.send("Network.emulateNetworkConditions", SLOW_LINE)
        cdp.send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
        began = time.perf_counter()
        page.goto(report_url)
        page.get_by_test_id("next").wait_for()
        form = time.perf_counter() - began
        walk_to_submit(page, STORY_4_KB)
        pressed = time.perf_counter()
        page.get_by_test_id("submit-report").click()
        page.get_by_test_id("case-code-words").wait_for(state="visible", timeout=60_000)
        return SlowLine(form, time.perf_counter() - pressed, scale.kilobytes, scale.rounds)


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
        most = BUDGETS["most"]
        ledger.note(
            f"reporter page, first visit, {language}", weight.kilobytes, "KB", f"<= {most['first_visit']}"
        )
        ledger.note(
            f"reporter page, first visit, {language}, requests",
            len(weight.files),
            "",
            f"<= {most['requests']}",
        )
    slow = time_slow_line(f"{portal}/en/report", slowdown=4)
    ledger.note("slow 3G, 4x slower processor: until the form can be used", slow.form, "s")
    ledger.note("slow 3G, 4x slower processor: from send to the case code", slow.code, "s")
    ledger.note("slow 3G: the whole way to the code", slow.kilobytes, "KB")
    ledger.note(
        "slow 3G: waits one after another", slow.rounds, "", f"<= {BUDGETS['most']['whole_way_rounds']}"
    )
    sendings = [time_sending(f"{portal}/en/report", slowdown=4) for _ in range(3)]
    sealed = statistics.median(one.sealed for one in sendings)
    ledger.note("seal a 4 KB report, 4x slower processor", sealed, "s", "<= 1")
    code = statistics.median(one.code for one in sendings)
    ledger.note("from send to the case code, 4x slower processor", code, "s")
    ledger.note("bytes that were sent", sendings[0].bytes / 1024, "KB")
