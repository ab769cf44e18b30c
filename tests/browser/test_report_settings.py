"""What a reader sets in their own system holds: forced colours, less motion, and what a screen reader is told."""

import pytest
from playwright.sync_api import expect

from tests.browser import reporting
from tests.support import walk

pytestmark = pytest.mark.browser

EDGES = """wanted => [...document.querySelectorAll(wanted)].filter((one) => one.checkVisibility()).map((one) => {
  const { borderTopStyle, borderTopWidth, borderTopColor, backgroundColor } = getComputedStyle(one);
  const drawn = borderTopStyle !== "none" && parseFloat(borderTopWidth) >= 1 && borderTopColor !== backgroundColor;
  return drawn ? "" : one.outerHTML.slice(0, 80);
}).filter(Boolean)"""
MOVING = """() => [...document.querySelectorAll("*")].filter((one) => {
  const { transitionDuration, animationDuration } = getComputedStyle(one);
  return [transitionDuration, animationDuration].some((all) => all.split(", ").some((one) => parseFloat(one) > 0.001));
}).length"""


def test_in_forced_colours_edges_choices_and_the_focus_stay_visible(stack, page):
    page.emulate_media(forced_colors="active")
    page.goto(f"{stack.url}/en/")
    assert page.evaluate(EDGES, ".door") == []
    reporting.start(page, stack)
    assert page.evaluate(EDGES, ".button, .choice") == []
    walk.choose(page, "FRD")
    width = "one => parseFloat(getComputedStyle(one.closest('.choice')).borderTopWidth)"
    picked, other = (page.locator(f"input[value={code}]").evaluate(width) for code in ("FRD", "HAR"))
    assert picked > other
    page.get_by_test_id("next").focus()
    ring = "one => [getComputedStyle(one).outlineStyle, parseFloat(getComputedStyle(one).outlineWidth)]"
    page.keyboard.press("Shift+Tab")
    style, thickness = page.locator(":focus").evaluate(ring)
    assert style == "solid"
    assert thickness >= 2
    page.goto(f"{stack.url}/en/safety")
    bullet = "one => getComputedStyle(one, '::before').backgroundColor"
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert page.locator(".points > li").first.evaluate(bullet) != ground


def test_whoever_wants_less_motion_gets_none(stack, page):
    page.emulate_media(reduced_motion="no-preference")
    reporting.start(page, stack)
    assert page.evaluate(MOVING) > 0
    page.emulate_media(reduced_motion="reduce")
    for name in ("", "report", "case"):
        page.goto(f"{stack.url}/en/{name}")
        assert page.evaluate(MOVING) == 0


def test_a_screen_reader_is_told_what_things_are_and_what_happens(stack, page):
    code = reporting.stored(stack, "Told to a screen reader.")
    page.goto(f"{stack.url}/en/case")
    page.locator("#form:enabled").wait_for()
    expect(page.locator("#door")).to_match_aria_snapshot("""
      - region "Come back with your code":
        - heading "Come back with your code" [level=1]
        - group:
          - textbox "Your code"
          - status
          - button "Open"
          - status
    """)
    page.get_by_test_id("code-input").fill("7")
    page.get_by_test_id("unlock-case").click()
    expect(page.get_by_role("alert")).to_be_visible()
    reporting.unlock(page, stack, code)
    page.get_by_test_id("case-status").wait_for()
    expect(page.locator("#case")).to_match_aria_snapshot("""
      - heading "Your case" [level=1]
      - region "Stored, not opened yet":
        - heading "Stored, not opened yet" [level=2]
      - heading "Messages" [level=2]
      - region "Write to us":
        - textbox "Your message"
        - button "Lock and send"
    """)
