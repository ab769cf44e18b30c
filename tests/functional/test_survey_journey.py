"""Ten people answer the survey in a browser; a statistics officer's console shows sums, and before that nothing."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support import walk
from tests.support.live import Live
from tests.support.walk import SOON, handle

pytestmark = pytest.mark.browser

MINIMUM = 10


@pytest.fixture
def plain(chromium: Browser):
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 375, "height": 800})
    yield context.new_page()
    context.close()


def answer(page: Page, live: Live, choice: int) -> None:
    """All six questions alike."""
    page.goto(f"{live.portal.rstrip('/')}/en/survey")
    groups = handle(page, "survey").get_by_role("group")
    expect(groups).to_have_count(6)
    for at in range(6):
        groups.nth(at).get_by_role("radio").nth(choice).check()
    handle(page, "send-survey").click()
    expect(handle(page, "survey-thanks")).to_be_visible(timeout=SOON)


def look_at_sums(desk: Page, live: Live) -> None:
    walk.unlock_console(desk, live, live.member("statistics-officer"))
    handle(desk, "survey").click()
    expect(desk.locator("h1")).to_be_visible()
    for width in (375, 1280):
        desk.set_viewport_size({"width": width, "height": 900})
        assert not desk.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def test_sums_come_into_view_with_the_tenth_answer(desk: Page, plain: Page, live: Live) -> None:
    for _ in range(MINIMUM - 1):
        answer(plain, live, 0)
    look_at_sums(desk, live)
    expect(handle(desk, "survey-empty")).to_be_visible()
    assert not re.search(r"\b9\b|100 ?%", desk.locator("main").inner_text())
    walk.lock_console(desk)
    answer(plain, live, 2)
    look_at_sums(desk, live)
    expect(handle(desk, "survey-empty")).to_have_count(0)
    expect(handle(desk, "survey-question")).to_have_count(6)
    expect(handle(desk, "survey-question").first).to_contain_text("90")
    expect(handle(desk, "survey-question").first).to_contain_text("10")
    # Whoever works on cases has no such page.
    walk.lock_console(desk)
    walk.unlock_console(desk, live, live.member("investigator"))
    expect(handle(desk, "survey")).to_have_count(0)
    assert desk.goto(f"{live.console.rstrip('/')}/survey").status == 404
    desk.goto(live.console)
