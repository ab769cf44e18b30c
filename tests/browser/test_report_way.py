"""The whole way to a sent report: what it weighs, a check that stops nobody, and the way back for a lost code."""

import pytest
from playwright.sync_api import expect

from crypto.case_code import LISTS
from portal.setup import LANGUAGES
from tests.browser import reporting
from tests.support import walk
from tests.support.weight import BUDGETS, SLOW_LINE, Scale, budget, way_budget

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_way_to_the_code_gets_no_heavier(stack, context, language):
    page = context.new_page()
    page.set_extra_http_headers({"Accept-Encoding": "br"})
    scale = Scale(context.new_cdp_session(page))
    page.goto(f"{stack.url}/{language}/report")
    page.get_by_test_id("next").wait_for()
    walk.walk_to_submit(page, "A slow line.")
    walk.send(page)
    assert scale.kilobytes <= way_budget(language), scale.files
    assert scale.rounds <= BUDGETS["most"]["whole_way_rounds"]
    # Of the lists of words that of the page's language alone, and English where it has none.
    lists = {name for name in LISTS if any(f"/{name}-" in url for url in scale.files)}
    assert lists == {language if language in LISTS else "en"}


def test_a_slow_line_and_a_slow_phone_get_through_in_few_waits(stack, context):
    """Counted, not timed: how long a wait takes is the line's affair. `make bench` says how long all of it takes."""
    page = context.new_page()
    page.set_extra_http_headers({"Accept-Encoding": "br"})
    cdp = context.new_cdp_session(page)
    scale = Scale(cdp)
    cdp.send("Network.emulateNetworkConditions", SLOW_LINE)
    cdp.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(f"{stack.url}/en/report")
    page.get_by_test_id("next").wait_for()
    assert scale.rounds <= BUDGETS["most"]["rounds"]
    assert scale.kilobytes <= budget("report", "en")
    walk.walk_to_submit(page, "Typed on a slow line.")
    assert len(walk.send(page).digits) == 28
    assert scale.rounds <= BUDGETS["most"]["whole_way_rounds"]
    assert scale.kilobytes <= way_budget("en")


def test_what_is_typed_before_the_later_scripts_arrive_is_kept_and_sent(stack, page):
    """The form can be used before all that locks has come; where it does not come at all, nothing is lost either."""
    held = []

    def hold(route):
        held.append(route)

    page.route("**/submit-*.js", hold)
    reporting.start(page, stack)
    with page.expect_request("**/submit-*.js"):
        walk.walk_to_submit(page, "Faster than the line.")
    expect(page.get_by_test_id("submit-report")).to_be_disabled()
    expect(page.get_by_test_id("report-story")).to_have_value("Faster than the line.")
    assert held
    for route in held:
        route.abort()
    page.get_by_test_id("try-again").wait_for()
    page.unroute("**/submit-*.js")
    page.get_by_test_id("try-again").click()
    expect(page.get_by_test_id("submit-report")).to_be_enabled()
    expect(page.get_by_test_id("report-story")).to_have_value("Faster than the line.")
    walk.send(page)


def test_a_wrong_check_of_the_code_stops_nobody(stack, page):
    reporting.start(page, stack)
    walk.walk_to_submit(page, "I cannot type it again.")
    page.get_by_test_id("submit-report").click()
    page.get_by_test_id("code-check-box").locator("summary").click()
    expect(page.get_by_test_id("case-code-words")).to_be_hidden()
    page.get_by_test_id("code-check").fill("wrong")
    page.get_by_test_id("code-check").press("Enter")
    expect(page.get_by_test_id("code-check-answer")).not_to_be_empty()
    expect(page.get_by_test_id("code-saved")).to_be_enabled()
    page.get_by_test_id("code-saved").click()
    expect(page.get_by_test_id("open-case")).to_be_visible()
    expect(page.locator("#code-card")).to_have_count(0)


def test_after_the_thanks_leaving_comes_first_and_no_number_is_torn_from_its_days(stack, page):
    reporting.start(page, stack)
    walk.walk_to_submit(page, "Others use this phone.")
    page.get_by_test_id("submit-report").click()
    page.get_by_test_id("code-saved").click()
    moves = page.locator("#after .moves > *")
    assert moves.evaluate_all("all => all.map((one) => [one.dataset.testid, one.className])") == [
        ["close-report", "button"],
        ["open-case", "button second"],
    ]
    assert "7\N{NO-BREAK SPACE}days" in page.locator("#after .path").text_content()
    page.get_by_test_id("close-report").click()
    page.wait_for_url(f"{stack.url}/en/")
    expect(page.locator("#after")).to_have_count(0)


def test_a_lost_code_leads_to_a_new_report_that_asks_to_be_joined(stack, page):
    note = "In March, about the food cards."
    page.goto(f"{stack.url}/en/case")
    page.locator("#lost summary").click()
    page.get_by_test_id("lost-code").click()
    page.wait_for_url("**/en/report")
    expect(page.get_by_test_id("lost-code-told")).to_be_visible()
    walk.choose(page, "FRD")
    page.get_by_test_id("next").click()
    expect(page.get_by_test_id("lost-code-told")).to_be_hidden()
    page.get_by_test_id("report-story").fill("It is I again.")
    page.get_by_test_id("lost-code-note").fill(note)
    walk.go_on(page)
    walk.send(page)
    bodies = [case.bodies[1] for case in stack.desk("investigator").cases()]
    assert [one["answers"] for one in bodies if one.get("story") == "It is I again."] == [{"lost_code": note}]
