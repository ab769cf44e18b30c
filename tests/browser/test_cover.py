"""Hours without anybody on duty, from the signed roster to what a reporter reads: no promise that nobody keeps."""

import datetime as dt
import itertools
import time

import pytest
from playwright.sync_api import expect

from policies.duty import Person, Roster, Shift
from tests.browser import reporting
from tests.support.organisation import today

pytestmark = pytest.mark.browser

VERSIONS = itertools.count(1)
# Of the place of the roster, which is two hours east of the clock that everybody here uses.
OFFSET = 120


def put_in_force(stack, *shifts):
    people = (Person("primary", "one@example.org"),)
    until = today() + dt.timedelta(days=30)
    issued = today() - dt.timedelta(days=2)
    roster = Roster(next(VERSIONS), issued, until, OFFSET, people, shifts)
    stack.desk("head-of-investigations").sign_roster(roster)


@pytest.fixture
def uncovered(stack):
    """A roster under which nobody stands by today, tomorrow or yesterday; afterwards somebody always does."""
    weekday = (today().isoweekday() + 2) % 7 + 1
    put_in_force(stack, Shift((weekday,), 480, 1020, ("primary",)))
    yield dt.date(2024, 1, weekday).strftime("%a")
    put_in_force(stack, Shift((1, 2, 3, 4, 5, 6, 7), 0, 1440, ("primary",)))


@pytest.fixture
def told(stack):
    story = f"Told at {time.monotonic_ns()}."
    return story, reporting.stored(stack, story)


def acknowledge(stack, story):
    desk = stack.desk("investigator")
    case = next(case for case in desk.cases() if case.bodies[1].get("story") == story)
    desk.write(case, {"type": "status", "status": "acknowledged", "note": "", "sent_at": ""})


def shows_the_hours(page, day):
    """The hours as they stand in the roster, other ways to report, and a status that says that nobody opened it."""
    cover = page.get_by_test_id("cover")
    expect(cover).to_contain_text("Nobody is on duty now")
    expect(cover.get_by_role("listitem").first).to_have_text(f"{day} from 08:00 to 17:00 (UTC+02:00)")
    expect(cover).to_contain_text("Call 555.")
    expect(page.get_by_test_id("case-status")).to_contain_text("No person has opened it yet")


def test_while_nobody_is_on_duty_the_page_shows_the_real_hours(stack, page, told, uncovered):
    story, code = told
    reporting.unlock(page, stack, code)
    page.get_by_test_id("case-status").wait_for()
    shows_the_hours(page, uncovered)
    acknowledge(stack, story)
    page.get_by_test_id("refresh").click()
    expect(page.get_by_test_id("case-status")).to_contain_text("Read")
    expect(page.get_by_test_id("cover")).to_have_count(0)


def unlock_plain(page, stack, code):
    page.goto(f"{stack.url}/en/basic/case")
    page.get_by_test_id("code-input").fill(code)
    page.get_by_test_id("unlock-case").click()


def test_the_page_without_a_script_shows_them_too(stack, chromium, told, uncovered):
    story, code = told
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    plain = context.new_page()
    try:
        unlock_plain(plain, stack, code)
        shows_the_hours(plain, uncovered)
        acknowledge(stack, story)
        plain.goto(f"{stack.url}/en/basic/case")
        expect(plain.get_by_test_id("case-status")).to_contain_text("Read")
        expect(plain.get_by_test_id("cover")).to_have_count(0)
    finally:
        context.close()


def test_while_somebody_is_on_duty_nothing_of_it_is_said(stack, page, told, uncovered):
    put_in_force(stack, Shift((1, 2, 3, 4, 5, 6, 7), 0, 1440, ("primary",)))
    reporting.unlock(page, stack, told[1])
    page.get_by_test_id("case-status").wait_for()
    expect(page.get_by_test_id("cover")).to_have_count(0)
    expect(page.locator("main")).not_to_contain_text("on duty")
