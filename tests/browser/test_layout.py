"""Where things stand beside one another: in the order in which the keyboard reaches them."""

import pytest

from tests.browser import reporting
from tests.support import walk

pytestmark = pytest.mark.browser

# Rows of buttons whose order on the screen is not the one of the page. Those that end level stand in one line.
TURNED = """() => {
  const rtl = document.documentElement.dir === "rtl";
  const turned = [];
  for (const row of document.querySelectorAll(".moves")) {
    const buttons = [...row.querySelectorAll(".button")].filter((one) => one.checkVisibility());
    const at = (one) => {
      const { top, left, right } = one.getBoundingClientRect();
      return [Math.round(top), rtl ? -right : left];
    };
    const eye = [...buttons].sort((a, b) => at(a)[0] - at(b)[0] || at(a)[1] - at(b)[1]);
    if (eye.some((one, place) => one !== buttons[place])) turned.push(row.textContent.trim());
  }
  return turned;
}"""


@pytest.fixture(params=[320, 1280])
def sized(page, request):
    page.set_viewport_size({"width": request.param, "height": 900})
    return page


@pytest.mark.parametrize("language", ["en", "ar"])
def test_buttons_stand_in_the_order_of_the_keyboard(stack, sized, language):
    for path in ("rights", "children", "services", "places", "basic", "nowhere"):
        sized.goto(f"{stack.url}/{language}/{path}")
        assert sized.locator(".moves .button").count() > 1
        assert sized.evaluate(TURNED) == []


def test_the_first_button_of_a_step_is_the_one_that_leads_on(stack, sized):
    reporting.start(sized, stack)
    walk.choose(sized, "FRD")
    sized.get_by_test_id("next").click()
    assert sized.evaluate(TURNED) == []
    first = sized.locator("#moves .button:visible").first
    assert first.get_attribute("data-testid") == "next"
