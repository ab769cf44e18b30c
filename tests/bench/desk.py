"""The console with 10,000 cases: the first synchronisation, and unlocking to a usable inbox in Chromium."""

import time

from playwright.sync_api import expect

from investigator_console.sync.service import connect, synchronise
from investigator_console.vault.folder import find_vault
from investigator_console.vault.service import open_vault
from tests.bench.ledger import Ledger
from tests.support.chromium import launched_chromium
from tests.support.live import Live, LiveMember
from tests.support.walk import handle


def measure_first_sync(ledger: Ledger, live: Live, member: LiveMember, cases: int) -> None:
    """Seconds in which a vault takes in everything, on the member's side of a real connection."""
    vault = open_vault(find_vault(live.data / "console", member.name), member.passphrase)
    try:
        started = time.perf_counter()
        synchronise(vault, connect(vault))
        seconds = time.perf_counter() - started
    finally:
        vault.close()
    ledger.note(f"console: first synchronisation of {cases} cases", seconds, "s", "<= 60")


def measure_unlock(ledger: Ledger, live: Live, member: LiveMember, cases: int) -> None:
    """Seconds from the click on unlock to an inbox with rows, three times, the median."""
    times = []
    with launched_chromium() as browser:
        page = browser.new_page()
        for _ in range(3):
            page.goto(live.console)
            handle(page, "member-select").select_option(member.name)
            handle(page, "passphrase").fill(member.passphrase)
            started = time.perf_counter()
            handle(page, "unlock").click()
            expect(handle(page, "case-row").first).to_be_visible(timeout=120_000)
            times.append(time.perf_counter() - started)
            handle(page, "lock").first.click()
            expect(handle(page, "passphrase")).to_be_visible(timeout=30_000)
    ledger.note(f"console: unlock to inbox, {cases} cases", sorted(times)[1], "s", "<= 2")
