"""Who opened what: one sealed list a day from every console, read by oversight for the cases that they hold."""

from datetime import UTC, datetime

import pytest

from investigator_console.cases.openings import note_opening
from investigator_console.cases.record import load_case
from investigator_console.cases.shelf import label
from investigator_console.openings.view import readers_of, view_openings
from policies import load as load_policies
from tests.support.console_world import Browser, inbox

POLICIES = load_policies()


@pytest.fixture
def people(office):
    found = {"head": office.hire("Amina Head", "INV"), "oversight": office.hire("Olu Oversight", "ALT")}
    for vault in found.values():
        office.sync(vault)
    yield found
    for vault in found.values():
        vault.close()


def opened(office, vault, correspondent):
    office.sync(vault, inbox(vault))
    record = load_case(vault, POLICIES, correspondent.case_id)
    note_opening(vault, inbox(vault), correspondent.case_id, record)


def sizes(office):
    with office.world.services.store.reading() as session:
        return session.exec_driver_sql("SELECT member_id, length(batch) FROM openings").all()


def test_every_console_hands_in_one_list_a_day_of_one_size(office, people):
    correspondent = office.report()
    head = people["head"]
    opened(office, head, correspondent)
    office.sync(head)
    assert len(sizes(office)) == 2
    office.world.clock.forward(days=1)
    for vault in people.values():
        office.sync(vault)
        office.sync(vault)
    rows = sizes(office)
    assert len(rows) == 4
    assert len({size for _, size in rows}) == 1


def test_oversight_reads_who_opened_what_they_hold_and_of_the_rest_a_number(office, people):
    head, oversight = people["head"], people["oversight"]
    # A report about the investigators goes to oversight as well; one about food cards does not.
    shared, other = office.report(categories=("FRD",), conflicts=("head-of-office",)), office.report()
    office.sync(oversight, inbox(oversight))
    held = {summary.case_id for summary in inbox(oversight).listed()}
    assert other.case_id not in held
    office.sync(head, inbox(head))
    for correspondent in (shared, other):
        if load_case(head, POLICIES, correspondent.case_id).keys.held:
            opened(office, head, correspondent)
    opened(office, oversight, shared)
    office.world.clock.forward(days=1)
    office.sync(head)
    office.sync(oversight)
    view = view_openings(oversight, inbox(oversight), POLICIES, datetime.now(UTC).date())
    assert view.elsewhere >= 1
    assert {one.label for one in view.cases} <= {label(case_id) for case_id in held}
    assert readers_of(oversight, POLICIES, other.case_id)
    assert not any(one.silent for one in view.lists)


def test_nobody_else_has_the_page(office, people):
    for vault in people.values():
        vault.close()
    browser = Browser(office.console())
    browser.unlock("Amina Head")
    browser.wait()
    assert browser.get("/openings").status_code == 404
    assert "/openings" not in browser.get("/inbox").text
    browser.console.lock()
    browser = Browser(office.console())
    browser.unlock("Olu Oversight")
    browser.wait()
    assert "Who opened what" in browser.get("/openings").text
    browser.console.lock()
