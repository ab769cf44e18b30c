"""Somebody whom the reporter locked out: their console shows no trace of the report, their vault no key to it."""

import re
from contextlib import ExitStack

import pytest
from playwright.sync_api import Page, expect

from crypto.submission import open_keys, open_wrap
from investigator_console.cases.entry import TABLE as ENTRIES
from investigator_console.cases.entry import StoredEntry
from investigator_console.cases.keys import read_keys
from investigator_console.cases.shelf import Shelf
from investigator_console.vault.opened import Vault
from tests.support import walk
from tests.support.live import Live, LiveMember
from tests.support.live_storage import opened_vault, public_api, stored_report
from tests.support.reports import draft
from tests.support.walk import SOON, handle

CATEGORIES = ("SEA-A",)
CONFLICTS = ("investigation-office", "local-psea")
LOCKED_OUT = (
    ("head-of-investigations", 0),
    ("investigator", 0),
    ("investigator", 1),
    ("psea-officer", 0),
)
READERS = (("oversight", 0), ("oversight", 1))
HELPERS = (("victim-care-officer", 0), ("victim-care-officer", 1))

REPORTS = 3


def file_a_report(live: Live) -> bytes:
    """A report of abuse that locks out the investigation office and the local contact person."""
    with public_api(live) as portal:
        return portal.file(draft(1, CATEGORIES, CONFLICTS)).case_id


def slots(live: Live, vault: Vault, case_id: bytes):
    """The five slots of this member's wrap, while the portal still has it."""
    report = stored_report(live, case_id)
    (index,) = [i for i, e in enumerate(report.header.entries) if e.recipient_id == vault.profile.member_id]
    secret = vault.intake.get(report.header.entries[index].kem_hash)
    return open_wrap(report, index, secret.seed, vault.profile.card.deployment_id), index, secret.seed, report


def test_a_wrap_for_somebody_locked_out_holds_zeros_and_opens_no_body(live: Live):
    case_id = file_a_report(live)
    held = {}
    for who in (*LOCKED_OUT, *READERS, *HELPERS):
        with opened_vault(live, live.member(*who)) as vault:
            opened, index, seed, report = slots(live, vault, case_id)
            held[who] = tuple(c for c, slot in enumerate(opened, start=1) if slot is not None)
            keys = open_keys(report, index, seed, vault.profile.card.deployment_id)
            assert keys.empty == (who in LOCKED_OUT)
    assert {held[who] for who in LOCKED_OUT} == {()}
    assert all(1 in held[who] and 3 not in held[who] for who in READERS)
    assert all(3 in held[who] and 1 not in held[who] for who in HELPERS)


def everything_shown(page: Page, live: Live):
    """The member's inbox in every view, its title, and what the last synchronisation says, as text."""
    seen = []
    for view in ("all", "unread", "new", "open", "closed"):
        page.goto(f"{live.console}/inbox?show={view}")
        expect(handle(page, "inbox")).to_be_visible(timeout=SOON)
        seen.append((page.title(), handle(page, "case-row").count(), page.locator("body").inner_text()))
    page.goto(f"{live.console}/sync")
    seen.append((page.title(), 0, page.locator("body").inner_text()))
    # The time of day is what a clock shows, whatever came.
    return [(title, rows, re.sub(r"\b\d\d:\d\d\b", "--:--", text)) for title, rows, text in seen]


def unlock_and_wait(page: Page, live: Live, member: LiveMember) -> None:
    """Unlocks, which begins a synchronisation, and waits for the end of that one and of no second one."""
    page.goto(live.console)
    handle(page, "member-select").select_option(member.name)
    handle(page, "passphrase").fill(member.passphrase)
    handle(page, "unlock").click()
    expect(handle(page, "lock").first).to_be_visible(timeout=SOON)
    walk.await_synchronised(page, live)


def shown_to(page: Page, live: Live, member: LiveMember):
    unlock_and_wait(page, live, member)
    # A window of its own: the first one turns to the inbox by itself when the synchronisation has ended.
    other = page.context.new_page()
    seen = everything_shown(other, live)
    other.close()
    walk.lock_console(page)
    return seen


@pytest.mark.browser
def test_the_console_of_somebody_locked_out_lists_nothing_counts_nothing_and_holds_no_key(
    live: Live, desk: Page
):
    excluded = [live.member("psea-officer"), live.member("investigator")]
    reader = live.member("oversight")
    # given consoles that are up to date
    before = {member.name: shown_to(desk, live, member) for member in (*excluded, reader)}
    # when reports arrive that lock out two of the three
    cases = [file_a_report(live) for _ in range(REPORTS)]
    after = {member.name: shown_to(desk, live, member) for member in (*excluded, reader)}
    # then their consoles show, word by word, what they showed before, and the third lists every one
    for member in excluded:
        assert after[member.name] == before[member.name]
    assert after[reader.name][0][1] == before[reader.name][0][1] + REPORTS
    # and their vaults hold what every vault keeps for the day on which the portal loses it, without a key to it
    with ExitStack() as stack:
        for member in excluded:
            vault = stack.enter_context(opened_vault(live, member))
            for case_id in cases:
                assert_nothing_of(vault, case_id)
        vault = stack.enter_context(opened_vault(live, reader))
        assert all(1 in read_keys(vault, case_id).held for case_id in cases)


def assert_nothing_of(vault: Vault, case_id: bytes) -> None:
    shelf = Shelf(vault, bytes(32))
    assert read_keys(vault, case_id).empty
    assert case_id not in {summary.case_id for summary in shelf.listed()}
    assert shelf.find(shelf.reference(case_id)) is None
    (entry,) = [StoredEntry.decode(one.plaintext) for one in vault.store.each(ENTRIES, parent=case_id)]
    assert entry.bodies == (None,) * 5
