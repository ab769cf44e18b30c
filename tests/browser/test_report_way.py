"""The whole way to a sent report: what it weighs, a check that stops nobody, and the way back for a lost code."""

import pytest
from playwright.sync_api import expect

from portal.setup import LANGUAGES
from tests.browser import reporting

pytestmark = pytest.mark.browser

# A ceiling over what was measured, not the goal, which is 80 KB and is missed: 17 KB are the keys of the 13 people
# to whom this organisation's reports are sealed, and no compression makes keys smaller.
WHOLE_WAY_LIMIT = 90 * 1024


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_way_to_the_code_gets_no_heavier(stack, context, language):
    page = context.new_page()
    page.set_extra_http_headers({"Accept-Encoding": "br"})
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    sizes = {}
    session.on(
        "Network.loadingFinished",
        lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}),
    )
    page.goto(f"{stack.url}/{language}/report")
    page.get_by_test_id("next").wait_for()
    reporting.fill(page, "A slow line.")
    reporting.submit(page)
    assert sum(sizes.values()) <= WHOLE_WAY_LIMIT, sum(sizes.values())


def test_a_wrong_check_of_the_code_stops_nobody(stack, page):
    reporting.start(page, stack)
    reporting.fill(page, "I cannot type it again.")
    page.get_by_test_id("submit-report").click()
    page.get_by_test_id("code-check-box").locator("summary").click()
    expect(page.get_by_test_id("case-code-words")).to_be_hidden()
    page.get_by_test_id("code-check").fill("wrong")
    page.get_by_test_id("code-check").press("Enter")
    expect(page.get_by_test_id("code-check-answer")).not_to_be_empty()
    expect(page.get_by_test_id("code-saved")).to_be_enabled()
    page.get_by_test_id("code-saved").click()
    expect(page.get_by_test_id("open-case")).to_be_visible()
    assert page.locator("#code-card").count() == 0


def test_a_lost_code_leads_to_a_new_report_that_asks_to_be_joined(stack, page):
    note = "In March, about the food cards."
    page.goto(f"{stack.url}/en/case")
    page.locator("#lost summary").click()
    page.get_by_test_id("lost-code").click()
    page.wait_for_url("**/en/report#before")
    reporting.choose(page, "FRD")
    page.get_by_test_id("next").click()
    page.get_by_test_id("report-story").fill("It is I again.")
    page.get_by_test_id("lost-code-note").fill(note)
    reporting.go_on(page)
    reporting.submit(page)
    bodies = [case.bodies[1] for case in stack.desk("investigator").cases()]
    assert [one["answers"] for one in bodies if one.get("story") == "It is I again."] == [{"lost_code": note}]
