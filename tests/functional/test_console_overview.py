"""The overview: every open case once in every chart, the links lead to as many cases as the bar says."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from investigator_console.inbox.agenda import Agenda
from investigator_console.overview.figures import SCALE, count_work
from policies import load as load_policies
from policies.deadlines import Clock
from tests.support.console_world import Browser, open_office
from tests.support.organisation import Organisation

POLICIES = load_policies()
TODAY = datetime.now(UTC).date()


@pytest.fixture
def office(tmp_path):
    made = open_office(tmp_path, Organisation.found())
    vault = made.hire("Amina Head", "INV")
    made.sync(vault)
    vault.close()
    yield made
    made.world.services.store.close()


@pytest.fixture
def head(office):
    browser = Browser(office.console())
    yield browser
    browser.console.lock()


def show(head):
    head.unlock("Amina Head")
    head.wait()
    return head.get("/overview")


def figures(head, *, mine=False):
    desk = head.console.desk
    me = desk.vault.profile.member_id.hex()
    with head.app.test_request_context():
        entries = Agenda(POLICIES.timers).on(desk.shelf, TODAY).entries
        return count_work(entries, POLICIES, TODAY, me, mine=mine)


def chart(found, name):
    return {bar.label: bar for one in found.charts if one.id == name for bar in one.bars}


def age_by(head, days):
    """Every case as if it had come in so many days ago."""
    shelf = head.console.desk.shelf
    day = TODAY - timedelta(days)
    for summary in shelf.listed():
        clocks = tuple(Clock(clock.timer, day) for clock in summary.clocks)
        shelf.put(replace(summary, received_on=day.isoformat(), clocks=clocks))


def test_without_a_case_it_says_what_will_be_there(head):
    page = show(head)
    assert page.status_code == 200
    assert 'data-testid="nothing-open"' in page.text
    assert "<svg" not in page.text


def test_every_chart_counts_every_open_case_once(office, head):
    office.report(categories=("SEA-E",))
    office.report(categories=("FRD",))
    assert show(head).text.count('data-testid="chart-') == 4
    found = figures(head)
    assert found.open == 2
    for one in found.charts:
        assert sum(bar.count for bar in one.bars) == 2
        assert sum(bar.urgent for bar in one.bars) == 1
        assert max(bar.length for bar in one.bars) == SCALE
        assert all(bar.urgent_length <= bar.length for bar in one.bars)


def test_the_links_of_bars_lead_to_as_many_cases_as_they_say(office, head):
    office.report(categories=("FRD",))
    office.report(categories=("FRD",))
    show(head)
    for days in (0, 7, 8, 30, 31, 90, 91, 400):
        age_by(head, days)
        page = head.get("/overview").text
        links = re.findall(r'<th scope="row"><a href="([^"]+)"', page)
        assert any("age=" in link for link in links), days
        for link in links:
            assert head.get(link.replace("&amp;", "&")).text.count('data-testid="case-row"') == 2, (
                days,
                link,
            )


def test_what_is_late_stands_first_and_in_words(office, head):
    office.report(categories=("FRD",))
    show(head)
    assert chart(figures(head), "due")["Overdue"].count == 0
    age_by(head, 60)
    found = figures(head)
    assert chart(found, "due")["Overdue"].count == 1
    assert [tile[0] for tile in found.tiles if tile[2] == "due"] == [1]


def test_only_mine_leaves_the_others_out(office, head):
    office.report(categories=("FRD",))
    office.report(categories=("FRD",))
    show(head)
    shelf = head.console.desk.shelf
    assert figures(head, mine=True).open == 0
    assert 'data-testid="nothing-open"' in head.get("/overview?mine=y").text
    first = shelf.listed()[0]
    shelf.put(replace(first, assignees=(head.console.desk.vault.profile.member_id.hex(),)))
    assert figures(head, mine=True).open == 1
    assert figures(head).open == 2


def test_the_drawing_needs_no_style_that_the_policy_forbids(office, head):
    office.report(categories=("FRD",))
    page = show(head).text
    assert "<rect" in page
    assert not re.search(r'\sstyle="', page)
    assert "<style" not in page
