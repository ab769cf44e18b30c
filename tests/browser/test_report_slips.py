"""A slip of the hand answers nothing, leaves nothing, sends nothing; what counts is still said before sending."""

import time

import pytest
from playwright.sync_api import expect

from tests.browser import reporting
from tests.support import walk

pytestmark = pytest.mark.browser

TICKED = "#conflicts input:checked, #step-assistance input:checked"


def twice(page, handle, *, finger=False):
    """Two presses on the middle of a button, as fast as a hand makes them."""
    button = page.get_by_test_id(handle)
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    place = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    if not finger:
        page.mouse.dblclick(*place, delay=30)
        return
    page.touchscreen.tap(*place)
    page.touchscreen.tap(*place)


@pytest.mark.parametrize("width", [320, 360, 375, 412, 1280])
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("finger", [False, True], ids=["mouse", "finger"])
def test_a_double_press_goes_one_step_and_answers_nothing(stack, chromium, width, language, finger):
    context = chromium.new_context(viewport={"width": width, "height": 800}, has_touch=finger)
    page = context.new_page()
    page.goto(f"{stack.url}/{language}/report")
    page.get_by_test_id("next").wait_for()
    walk.choose(page, "SEA-A")
    twice(page, "next", finger=finger)
    page.get_by_test_id("report-story").fill("Pressed twice.")
    for title in ("#assistance-title", "#conflict-title", "#review-title"):
        twice(page, "next", finger=finger)
        expect(page.locator(title)).to_be_focused()
        expect(page.locator(TICKED)).to_have_count(0)
        # The next two presses are meant: no hand is on its way again so soon.
        page.wait_for_timeout(600)
    context.close()


def test_a_double_press_on_send_waits_for_the_code(stack, page):
    reporting.start(page, stack)
    walk.walk_to_submit(page, "Sent with two presses.")
    expect(page.get_by_test_id("submit-report")).to_be_enabled()
    page.locator("footer").evaluate(
        "foot => foot.addEventListener('click', () => { window.footPressed = 1; })"
    )
    twice(page, "submit-report")
    page.get_by_test_id("code-saved").wait_for()
    assert page.evaluate("window.footPressed") is None


def test_who_goes_on_at_once_by_key_or_by_finger_is_not_held_up(stack, chromium):
    context = chromium.new_context(viewport={"width": 375, "height": 800}, has_touch=True)
    page = context.new_page()
    reporting.start(page, stack)
    walk.choose(page, "FRD")
    page.get_by_test_id("next").press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("At once.")
    expect(page.get_by_test_id("report-story")).to_have_value("At once.")
    page.get_by_test_id("next").tap()
    page.get_by_test_id("report-conflict").locator("label").nth(3).tap()
    expect(page.get_by_test_id("report-conflict").locator("input:checked")).to_have_count(1)
    page.get_by_test_id("next").press("Enter")
    page.get_by_test_id("submit-report").press("Enter")
    page.get_by_test_id("code-saved").wait_for()
    context.close()


def test_leaving_quickly_is_never_held_up(stack, chromium):
    context = chromium.new_context(viewport={"width": 375, "height": 800}, has_touch=True)
    page = context.new_page()
    page.route("https://weather.example/**", lambda route: route.fulfill(body="Weather"))
    reporting.start(page, stack)
    walk.choose(page, "FRD")
    # The way out comes to stand where the finger is.
    page.evaluate("""document.querySelector('#next').addEventListener('click', ({ clientX, clientY }) => {
        const exit = document.querySelector('#quick-exit');
        Object.assign(exit.style, { position: 'fixed', zIndex: 9 });
        Object.assign(exit.style, { left: `${clientX - 20}px`, top: `${clientY - 20}px` });
    })""")
    twice(page, "next", finger=True)
    page.wait_for_url("https://weather.example/**")
    context.close()


@pytest.mark.parametrize("part", ["category", "story"])
def test_a_change_from_the_review_passes_help_that_was_not_told_yet(stack, page, part):
    reporting.start(page, stack)
    walk.choose(page, *(("FRD",) if part == "category" else ("SEA-A",)))
    page.get_by_test_id("next").click()
    page.get_by_test_id("report-story").fill("It was today.")
    if part == "category":
        page.get_by_test_id("report-when").select_option("today")
    walk.go_on(page)
    page.locator("#review .text-button").nth(0 if part == "category" else 2).click()
    if part == "category":
        walk.choose(page, "SEA-A")
    else:
        page.get_by_test_id("report-when").select_option("today")
    page.get_by_test_id("next").click()
    expect(page.get_by_test_id("help-now")).to_be_visible()
    expect(page.locator("#assistance-title")).to_be_focused()
    # From there straight back, and not again for a change that brings nothing new.
    page.get_by_test_id("next").click()
    expect(page.get_by_test_id("submit-report")).to_be_visible()
    page.locator("#review .text-button").nth(1).click()
    page.get_by_test_id("report-story").fill("It was today, at noon.")
    page.get_by_test_id("next").click()
    expect(page.get_by_test_id("submit-report")).to_be_visible()


def test_the_number_of_steps_follows_the_choice_at_once(stack, page):
    reporting.start(page, stack)
    expect(page.locator("#step-count")).to_have_text("Step 1 of 4")
    walk.choose(page, "SEA-A")
    expect(page.locator("#step-count")).to_have_text("Step 1 of 5")
    assert page.locator("#step-progress").get_attribute("max") == "5"


def with_a_click(page):
    page.keyboard.down("Shift")
    page.get_by_test_id("report-story").click()
    page.keyboard.up("Shift")


def with_alt_held(page):
    page.keyboard.down("Alt")
    page.keyboard.press("Shift")
    page.keyboard.up("Alt")


def before_alt(page):
    page.keyboard.down("Shift")
    page.keyboard.press("Alt")
    page.keyboard.up("Shift")


def with_an_arrow(page):
    page.keyboard.press("Shift+ArrowLeft")


@pytest.mark.parametrize("slip", [with_a_click, with_alt_held, before_alt, with_an_arrow])
def test_selecting_and_changing_the_keyboard_never_leaves(stack, page, slip):
    reporting.start(page, stack)
    walk.choose(page, "UNS")
    page.get_by_test_id("next").click()
    page.get_by_test_id("report-story").fill("Two scripts.")
    for _ in range(4):
        slip(page)
        expect(page.locator("#presses")).to_be_empty()
    expect(page.get_by_test_id("report-story")).to_have_value("Two scripts.")


def test_the_sentence_about_a_field_stands_beside_it_and_the_next_one_at_its_own_place(stack, page):
    page.set_viewport_size({"width": 320, "height": 640})
    reporting.start(page, stack)
    walk.choose(page, "UNS")
    page.get_by_test_id("next").click()
    page.get_by_test_id("next").click()
    problem = page.get_by_test_id("problem")
    expect(problem).to_be_focused()
    expect(page.locator(".field:has(#story) + #problem")).to_be_visible()
    field = page.get_by_test_id("report-story").bounding_box()
    assert 0 < problem.bounding_box()["y"] - field["y"] - field["height"] < 100
    page.get_by_test_id("report-story").fill("Something.")
    expect(problem).to_be_hidden()
    page.get_by_test_id("back").click()
    page.get_by_test_id("report-category").locator("input:checked").uncheck()
    page.get_by_test_id("next").click()
    expect(page.locator("#problem + #moves")).to_be_visible()
    expect(problem).to_be_visible()


def test_short_fields_show_their_length_before_the_limit_and_promise_no_message(stack, page):
    reporting.start(page, stack)
    walk.choose(page, "SEA-A")
    page.get_by_test_id("next").click()
    page.get_by_test_id("report-story").fill("Short fields.")
    page.get_by_test_id("next").click()
    page.get_by_test_id("help-wants").select_option("me")
    for name in ("help-safe", "help-unsafe", "help-not-from"):
        page.get_by_test_id(name).fill("x" * 161)
        expect(page.locator(f"#{name}-count")).to_have_text("161 of 200 characters")
    page.get_by_test_id("next").click()
    page.get_by_test_id("identity-tell").check()
    for name in ("identity-name", "identity-contact", "identity-note"):
        page.get_by_test_id(name).fill("x" * 203)
        expect(page.locator(f"#{name}-count")).to_have_text("203 of 200 characters")
    page.get_by_test_id("next").click()
    expect(page.get_by_test_id("problem")).to_have_text(
        "Your text is too long by 3 characters. Please make it shorter."
    )
    expect(page.locator(".field:has(#identity-name) + #problem")).to_be_visible()


def test_an_answer_and_a_review_show_their_length_before_the_limit(stack, page):
    story = f"Asked at {time.monotonic_ns()}."
    code = reporting.stored(stack, story)
    desk = stack.desk("investigator")
    case = next(case for case in desk.cases() if case.bodies[1].get("story") == story)
    desk.write(case, {"type": "question", "text": "Which day?"})
    reporting.unlock(page, stack, code)
    field = page.get_by_test_id("answer-text")
    field.fill("x" * 19_500)
    count = page.locator(f"#{field.get_attribute('id')}-count")
    expect(count).to_contain_text("19,500 of")
    # News redraw the field; its text and its count are there again.
    page.get_by_test_id("refresh").click()
    expect(page.get_by_test_id("answer-text")).to_have_value("x" * 19_500)
    expect(count).to_contain_text("19,500 of")
