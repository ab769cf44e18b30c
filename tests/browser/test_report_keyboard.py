"""From the first page to a reply with the keyboard alone: every stop can be seen, and nothing needs a mouse."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.walk import SOON

pytestmark = pytest.mark.browser

# The farthest that anything on a page is from where the reader stands.
MOST_STOPS = 60
# WCAG 2.2: 2.4.7 focus visible, 2.4.11 focus not hidden behind the header that stays in sight.
STOP = """wanted => {
  const here = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(here);
  const { top, bottom } = here.getBoundingClientRect();
  const header = document.querySelector(".top");
  const from = header.contains(here) ? 0 : header.getBoundingClientRect().bottom;
  return {
    there: here.matches(wanted),
    seen: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && bottom > from && top < innerHeight,
    what: here.outerHTML.slice(0, 100),
  };
}"""


def go_to(page: Page, testid: str, within: str = "") -> None:
    """Presses Tab until the element has the focus; every stop on the way can be seen."""
    wanted = f"[data-testid='{testid}'] {within}".strip()
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP, wanted)
        assert stop["seen"], stop["what"]
        if stop["there"]:
            return
    raise AssertionError(f"the keyboard does not reach {wanted}")


def press(page: Page, testid: str) -> None:
    go_to(page, testid)
    page.keyboard.press("Enter")


def test_a_report_the_code_and_a_reply_with_the_keyboard_alone(stack, page):
    page.goto(f"{stack.url}/en/")
    page.keyboard.press("Tab")
    expect(page.locator("#quick-exit")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#content$"))
    press(page, "start-report")
    page.get_by_test_id("next").wait_for()
    go_to(page, "report-category", "input[value=FRD]")
    page.keyboard.press("Space")
    press(page, "next")
    expect(page.locator("#story-title")).to_be_focused()
    go_to(page, "report-story")
    page.keyboard.type("With the keyboard alone.")
    while not page.get_by_test_id("submit-report").is_visible():
        press(page, "next")
    expect(page.get_by_test_id("submit-report")).to_be_enabled(timeout=SOON)
    press(page, "submit-report")
    page.get_by_test_id("code-saved").wait_for(timeout=SOON)
    expect(page.locator("#code-title")).to_be_focused()
    code = page.get_by_test_id("case-code-words").inner_text()
    press(page, "code-saved")
    page.get_by_test_id("open-case").wait_for()
    press(page, "open-case")
    page.locator("#code").wait_for()
    page.locator("#form:enabled").wait_for()
    go_to(page, "code-input")
    page.keyboard.type(" ".join(code.split()))
    press(page, "unlock-case")
    page.get_by_test_id("case-status").wait_for(timeout=SOON)
    expect(page.locator("h1:focus")).to_have_count(1)
    go_to(page, "reply-text")
    page.keyboard.type("Also a reply.")
    press(page, "send-reply")
    expect(page.get_by_test_id("message")).to_have_count(1, timeout=SOON)


def test_a_copied_code_can_be_pasted(stack, context):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{stack.url}/en/case")
    page.locator("#form:enabled").wait_for()
    page.evaluate("navigator.clipboard.writeText('trust fish blush')")
    page.get_by_test_id("code-input").focus()
    page.keyboard.press("Control+V")
    expect(page.get_by_test_id("code-input")).to_have_value("trust fish blush")
