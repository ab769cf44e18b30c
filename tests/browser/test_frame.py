"""The header of the reporters' pages, in the smallest window: 1280 by 1024 at 400 %."""

import pytest

from tests.browser.inspecting import ZOOMED

pytestmark = pytest.mark.browser

LONG = "International Council for Refugee Protection and Humanitarian Support"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_long_name_hides_nothing_that_has_the_focus(stack, page, language):
    page.set_viewport_size(ZOOMED)
    page.goto(f"{stack.url}/{language}/")
    page.locator(".brand span").evaluate("(name, text) => { name.textContent = text; }", LONG)
    kept_free = page.evaluate("parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop)")
    assert page.locator(".top").bounding_box()["height"] <= kept_free
    # The whole name is still read out.
    assert LONG in page.get_by_role("banner").aria_snapshot()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_presses_are_counted_on_one_line_and_move_nothing(stack, page, language):
    page.set_viewport_size(ZOOMED)
    page.goto(f"{stack.url}/{language}/")
    before = page.locator(".top").bounding_box()["height"]
    count = page.locator("#presses")
    count.evaluate("(count) => { count.textContent = '1 / 3'; }")
    lines = count.evaluate(
        "(count) => { const range = document.createRange(); range.selectNodeContents(count); "
        "return range.getClientRects().length; }"
    )
    assert lines == 1
    assert page.locator(".top").bounding_box()["height"] == before
