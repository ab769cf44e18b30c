"""The record's page: every entry, what is wrong, and the comparison between two colleagues."""

import re

import pytest

from investigator_console.cases.record import load_case
from investigator_console.notes.service import add_note
from investigator_console.record.view import view_record
from policies import load as load_policies
from tests.support.console_world import Browser, inbox

POLICIES = load_policies()


@pytest.fixture
def two(office):
    vaults = [office.hire("Amina Head", "INV"), office.hire("Ben Colleague", "INV", 1)]
    for vault in vaults:
        office.sync(vault)
    correspondent = office.report()
    for vault in vaults:
        office.sync(vault, inbox(vault))
    yield correspondent, *vaults
    for vault in vaults:
        vault.close()


def view(vault, case_id, typed=""):
    return view_record(vault, load_case(vault, POLICIES, case_id), typed)


def test_two_who_saw_the_same_read_the_same_and_a_fork_is_seen(office, two):
    correspondent, head, colleague = two
    case_id = correspondent.case_id
    read_out = view(head, case_id).fingerprint
    assert view(colleague, case_id, read_out.upper().replace(" ", "-")).same is True
    add_note(colleague, inbox(colleague), POLICIES, case_id, "Only here so far.", None)
    assert view(colleague, case_id, read_out).same is False
    assert view(colleague, case_id, read_out).lines[-1].waiting
    for vault in (colleague, head):
        office.sync(vault, inbox(vault))
    assert view(head, case_id, view(colleague, case_id).fingerprint).same is True
    assert [line.number for line in view(head, case_id).lines] == [1, 2]
    assert view(head, case_id).lines[1].builds_on == "1"


def test_what_a_portal_withholds_is_named(office, two):
    correspondent, head, _ = two
    add_note(head, inbox(head), POLICIES, correspondent.case_id, "A note.", None)
    # Sent, and shown by the portal once.
    office.sync(head, inbox(head))
    office.sync(head, inbox(head))
    with office.world.services.store.writing() as session:
        newest = "(SELECT max(seq) FROM records)"
        session.exec_driver_sql(f"DELETE FROM bodies WHERE record_seq = {newest}")  # noqa: S608 - no input
        session.exec_driver_sql(f"DELETE FROM records WHERE seq = {newest}")  # noqa: S608 - no input
    for _ in range(3):
        office.sync(head, inbox(head))
    shown = view(head, correspondent.case_id)
    assert shown.withheld
    assert shown.withheld[0][2] is True


def test_the_page(office, two):
    for vault in two[1:]:
        vault.close()
    browser = Browser(office.console())
    browser.unlock("Amina Head")
    browser.wait()
    path = browser.first_case()
    page = browser.get(f"{path}/record")
    fingerprint = re.search(r'data-testid="fingerprint">([^<]+)<', page.text)[1]
    assert 'data-testid="same"' in browser.post(f"{path}/record", page, fingerprint=fingerprint).text
    other = browser.post(f"{path}/record", page, fingerprint="<b>aaaa</b>")
    assert 'data-testid="different"' in other.text
    assert "<b>aaaa</b>" not in other.text
    browser.console.lock()
