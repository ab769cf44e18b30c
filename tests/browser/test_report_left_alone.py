"""A page that somebody leaves, or walks away from, keeps nothing for whoever comes next."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import reporting

pytestmark = pytest.mark.browser

CALM = "https://weather.example/"
IDLE_MINUTES = 15
KIOSK_MINUTES = 3
SECRET = "Nobody may see this."
STORED = """async () => [
    localStorage.length, sessionStorage.length, document.cookie, (await caches.keys()).length,
    (await indexedDB.databases()).length, (await navigator.serviceWorker?.getRegistrations() ?? []).length,
]"""
NOTHING = [0, 0, "", 0, 0, 0]


def leave_behind(page):
    """What this origin could keep in the browser, and what every field of the page holds."""
    fields = page.locator("textarea, input:not([type=checkbox])").evaluate_all("all => all.map(f => f.value)")
    return page.evaluate(STORED), [value for value in fields if value]


def calm_page(page):
    page.route(
        f"{CALM}**", lambda route: route.fulfill(body="<title>Weather</title>", content_type="text/html")
    )


def kiosk(page, minutes=KIOSK_MINUTES):
    """The page as a portal with `[kiosk] idle_minutes` sends it."""

    def send(route):
        answer = route.fetch()
        body, times = re.subn(r'"kiosk":\{"minutes":0', f'"kiosk":{{"minutes":{minutes}', answer.text())
        assert times == 1
        route.fulfill(response=answer, body=body)

    page.route(re.compile("/en/(report|case)$"), send)


def test_pressing_shift_is_counted_for_the_eye_and_the_third_leaves(stack, page):
    calm_page(page)
    reporting.start(page, stack)
    reporting.fill(page, SECRET)
    count = page.locator("#presses")
    for said in ("1 / 3", "2 / 3"):
        page.keyboard.press("Shift")
        expect(count).to_have_text(said)
    page.keyboard.press("Shift")
    page.wait_for_url(f"{CALM}**")
    page.go_back()
    assert SECRET not in page.content()
    assert leave_behind(page) == (NOTHING, [])


def test_leaving_an_open_case_forgets_it_and_what_was_being_written(stack, page):
    calm_page(page)
    code = reporting.stored(stack, "Left in a hurry.")
    reporting.unlock(page, stack, code)
    page.get_by_test_id("reply-text").fill(SECRET)
    page.get_by_test_id("quick-exit").click()
    page.wait_for_url(f"{CALM}**")
    page.goto(f"{stack.url}/en/case")
    expect(page.get_by_test_id("unlock-case")).to_be_enabled()
    assert page.get_by_test_id("case-status").count() == 0
    assert leave_behind(page) == (NOTHING, [])
    assert page.evaluate("history.state") is None


def test_an_open_case_warns_then_closes_itself(stack, page):
    code = reporting.stored(stack, "Left open on a table.")
    page.clock.install()
    reporting.unlock(page, stack, code)
    page.get_by_test_id("reply-text").fill(SECRET)
    warning = page.get_by_test_id("idle-warning")
    page.clock.fast_forward((IDLE_MINUTES - 1) * 60_000 + 5_000)
    expect(warning).to_be_visible()
    warning.get_by_role("button").click()
    expect(warning).to_have_count(0)
    assert page.get_by_test_id("reply-text").input_value() == SECRET
    page.clock.fast_forward(IDLE_MINUTES * 60_000 + 5_000)
    expect(page.get_by_test_id("case-status")).to_have_count(0)
    expect(page.get_by_test_id("code-input")).to_be_visible()
    expect(page.get_by_test_id("problem")).to_be_visible()
    assert SECRET not in page.content()
    assert leave_behind(page) == (NOTHING, [])


def test_a_report_on_a_kiosk_warns_then_empties_itself(stack, page):
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    kiosk(page)
    page.clock.install()
    reporting.start(page, stack)
    reporting.choose(page, "FRD")
    page.get_by_test_id("next").click()
    page.get_by_test_id("report-story").fill(SECRET)
    page.clock.fast_forward((KIOSK_MINUTES - 1) * 60_000 + 5_000)
    expect(page.get_by_test_id("idle-warning")).to_be_visible()
    page.clock.fast_forward(61_000)
    page.wait_for_url(f"{stack.url}/en/")
    page.go_back()
    assert SECRET not in page.content()
    assert leave_behind(page) == (NOTHING, [])
    assert asked == []
