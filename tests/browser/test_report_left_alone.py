"""A page that somebody leaves, or walks away from, keeps nothing for whoever comes next."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import reporting
from tests.support import walk

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


def left_alone(page, minutes):
    """Sets the clock forward, to five seconds after so many minutes without a touch."""
    # A page that still scrolls would take that for a touch. To stand still it has to have been drawn twice.
    page.locator("body").element_handle().wait_for_element_state("stable")
    page.clock.fast_forward(minutes * 60_000 + 5_000)


def kiosk(page, minutes=KIOSK_MINUTES):
    """The page as a portal with `[kiosk] idle_minutes` sends it."""

    def send(route):
        answer = route.fetch()
        body, times = re.subn(r'"kiosk":\{"minutes":0', f'"kiosk":{{"minutes":{minutes}', answer.text())
        assert times == 1
        route.fulfill(response=answer, body=body)

    page.route(re.compile("/en/(report|case)$"), send)


def walk_away_until_warned(page, minutes):
    """Time passes until the warning stands. A page that still scrolls takes that for a touch: time passes again."""
    warning = page.get_by_test_id("idle-warning")
    for _ in range(5):
        # Timers that are due run within the call, so a warning stands by now or a touch came in between.
        left_alone(page, minutes - 1)
        if warning.is_visible():
            return warning
    raise AssertionError("no warning came")


WATCH_RETURNS = "addEventListener('pageshow', (event) => { window.camePersisted = event.persisted; });"


def assert_no_trace(page, *secrets):
    """Of these words nothing is in what the browser keeps for a page that was left, nor on the page itself."""
    assert leave_behind(page) == (NOTHING, [])
    kept = page.evaluate("[JSON.stringify(history.state) ?? '', window.name, location.href, document.title]")
    for secret in secrets:
        assert secret not in page.content()
        assert not any(secret in one for one in kept)


def go_through_history(page, stack, *secrets):
    """Every page that the back button still reaches, loaded afresh: neither kept whole nor filled in again."""
    reached = 0
    for _ in range(page.evaluate("history.length")):
        if page.go_back() is None or not page.url.startswith(stack.url):
            break
        reached += 1
        page.wait_for_load_state("networkidle")
        assert page.evaluate("window.camePersisted") is False
        assert page.get_by_test_id("code-saved").count() == 0
        assert_no_trace(page, *secrets)
    return reached


@pytest.mark.parametrize("way", ["finished", "left"])
def test_nothing_of_a_report_is_in_history_stores_caches_or_fields(stack, page, way):
    calm_page(page)
    page.add_init_script(WATCH_RETURNS)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{stack.url}/en/")
    reporting.start(page, stack)
    walk.walk_to_submit(page, SECRET)
    if way == "finished":
        page.get_by_test_id("submit-report").click()
        page.get_by_test_id("code-saved").wait_for()
        digits = " ".join(page.get_by_test_id("case-code-digits").inner_text().split())
        page.get_by_test_id("code-saved").click()
        secrets = (SECRET, digits, digits[:9])
        assert_no_trace(page, *secrets)
        page.goto(f"{stack.url}/en/how")
    else:
        secrets = (SECRET,)
        page.get_by_test_id("quick-exit").click()
        page.wait_for_url(f"{CALM}**")
    assert go_through_history(page, stack, *secrets) > 0
    page.goto(f"{stack.url}/en/report")
    assert_no_trace(page, *secrets)


def test_a_page_that_the_browser_kept_whole_is_loaded_anew(stack, page):
    """The back-forward cache would show it to whoever comes next, with every word in its place."""
    page.on("dialog", lambda dialog: dialog.accept())
    for name, handle in (("report", "report-story"), ("case", "code-input")):
        page.goto(f"{stack.url}/en/{name}")
        page.evaluate(
            "([id, text]) => { document.querySelector(`[data-testid=${id}]`).value = text; }",
            [handle, SECRET],
        )
        with page.expect_navigation():
            page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
        expect(page.get_by_test_id(handle)).to_have_value("")
        assert_no_trace(page, SECRET)


def test_pressing_shift_is_counted_for_the_eye_and_the_third_leaves(stack, page):
    calm_page(page)
    reporting.start(page, stack)
    walk.walk_to_submit(page, SECRET)
    count = page.locator("#presses")
    # One press alone may be a slip, and says nothing.
    for said in ("", "2 / 3"):
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
    warning = walk_away_until_warned(page, IDLE_MINUTES)
    warning.get_by_role("button").click()
    expect(warning).to_have_count(0)
    expect(page.get_by_test_id("reply-text")).to_have_value(SECRET)
    left_alone(page, IDLE_MINUTES)
    expect(page.get_by_test_id("case-status")).to_have_count(0)
    expect(page.get_by_test_id("code-input")).to_be_visible()
    expect(page.get_by_test_id("problem")).to_be_visible()
    assert SECRET not in page.content()
    assert leave_behind(page) == (NOTHING, [])


def test_an_open_case_on_a_kiosk_leaves_for_the_start_page(stack, page):
    code = reporting.stored(stack, "Opened on a kiosk.")
    kiosk(page)
    page.clock.install()
    reporting.unlock(page, stack, code)
    page.get_by_test_id("reply-text").fill(SECRET)
    walk_away_until_warned(page, KIOSK_MINUTES)
    # The whole time anew: a page that still scrolled while it warned took that for somebody's touch.
    left_alone(page, KIOSK_MINUTES)
    page.wait_for_url(f"{stack.url}/en/")
    assert_no_trace(page, SECRET, code)
    page.go_back()
    assert page.get_by_test_id("case-status").count() == 0
    assert SECRET not in page.content()


def test_a_code_that_was_typed_and_not_opened_is_wiped_on_a_kiosk(stack, page):
    kiosk(page)
    page.clock.install()
    page.goto(f"{stack.url}/en/case")
    page.get_by_test_id("code-input").fill(SECRET)
    walk_away_until_warned(page, KIOSK_MINUTES)
    left_alone(page, KIOSK_MINUTES)
    page.wait_for_url(f"{stack.url}/en/")
    page.goto(f"{stack.url}/en/case")
    expect(page.get_by_test_id("code-input")).to_have_value("")
    assert_no_trace(page, SECRET)


def test_a_report_on_a_kiosk_warns_then_empties_itself(stack, page):
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    kiosk(page)
    page.clock.install()
    reporting.start(page, stack)
    walk.choose(page, "FRD")
    page.get_by_test_id("next").click()
    page.get_by_test_id("report-story").fill(SECRET)
    walk_away_until_warned(page, KIOSK_MINUTES)
    # The whole time anew: a page that still scrolled while it warned took that for somebody's touch.
    left_alone(page, KIOSK_MINUTES)
    page.wait_for_url(f"{stack.url}/en/")
    page.go_back()
    assert SECRET not in page.content()
    assert leave_behind(page) == (NOTHING, [])
    assert asked == []
