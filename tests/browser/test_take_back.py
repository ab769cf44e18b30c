"""“Take back what I agreed to”: one line on every case page, one answer, whether anything was agreed to or not."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.browser import reporting
from tests.browser.test_clear import clear
from tests.browser.test_help_plan import SHOWN, Answers
from tests.browser.test_report_case import EVENTS, MAILBOX, opened

pytestmark = pytest.mark.browser

STANDS = {
    "en": "Nothing that you agreed to stands any more.",
    "fr": "Rien de ce que vous avez accepté n\N{RIGHT SINGLE QUOTATION MARK}est encore valable.",
    "es": "Nada de lo que usted aceptó sigue en pie.",
    "ar": "لم يعد أي شيء وافقتم عليه ساريًا.",
}
EVENT = re.compile(r"/mailbox/events$")
ALL = {"type": "consent-withdraw", "all": True}


@pytest.fixture
def helped(stack):
    code = reporting.stored(stack, f"Told at {time.monotonic_ns()}.")
    desk = stack.desk("victim-care-officer")
    case = desk.cases()[-1]
    desk.write(case, SHOWN, lane=3)
    return code, Answers(desk, case)


def unlock(page, stack, code, language="en"):
    page.goto(f"{stack.url}/{language}/case")
    page.get_by_test_id("code-input").fill(code)
    page.get_by_test_id("unlock-case").click()
    opened(page)


def line(page):
    """What the line and all below it say, before it is used."""
    box = page.get_by_test_id("take-back")
    assert box.get_attribute("open") is None
    return box.evaluate("box => box.outerHTML")


def take_back(page):
    page.get_by_test_id("take-back").locator("summary").click()
    page.get_by_test_id("take-back-yes").click()


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_the_line_and_its_answer_tell_nobody_whether_anything_was_agreed_to(stack, page, helped, language):
    page.set_viewport_size({"width": 320, "height": 700})
    code, answers = helped
    unlock(page, stack, reporting.stored(stack, f"Nothing at {time.monotonic_ns()}."), language)
    nothing = line(page)
    sent = []
    page.on("request", lambda request: sent.append(request.url))
    take_back(page)
    outcome = page.get_by_test_id("take-back-outcome")
    expect(outcome).to_have_text(STANDS[language])
    assert [url for url in sent if url.endswith("/mailbox/events")] == []
    unlock(page, stack, code, language)
    expect(page.get_by_test_id("help-consent")).to_be_visible()
    assert line(page) == nothing
    clear(page)
    expect(page.get_by_test_id("code-input")).to_be_visible()
    unlock(page, stack, code, language)
    expect(page.get_by_test_id("help-plan")).to_have_count(0)
    assert line(page) == nothing
    page.get_by_test_id("take-back").locator("summary").click()
    page.get_by_test_id("take-back-yes").dblclick()
    expect(outcome).to_have_text(STANDS[language])
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    expect(page.get_by_test_id("help-plan")).to_have_count(0)
    assert answers() == [ALL]


@pytest.mark.parametrize("lost", [EVENTS, MAILBOX])
def test_a_lost_line_is_said_and_the_same_button_takes_it_back_once(stack, page, helped, lost):
    code, answers = helped
    unlock(page, stack, code)
    page.route(lost, lambda route: route.abort())
    take_back(page)
    outcome = page.get_by_test_id("take-back-outcome")
    expect(outcome).to_contain_text("Maybe this did not reach us.")
    expect(page.get_by_test_id("help-withdrawn")).to_have_count(0)
    page.unroute(lost)
    # Twice at once is one withdrawal.
    page.get_by_test_id("take-back-yes").dblclick()
    expect(outcome).to_have_text(STANDS["en"])
    # What the page shows of help says so as well.
    expect(page.get_by_test_id("help-withdrawn")).to_be_visible()
    expect(page.get_by_test_id("help-withdraw")).to_have_count(0)
    assert answers() == [ALL]


# Two presses in one turn of the page's own clock: the second comes before anything of the first could be sealed.
TWICE = "button => { button.click(); button.click(); return button.getAttribute('aria-disabled'); }"


def test_pressed_twice_at_once_everything_is_taken_back_once(stack, page, helped):
    code, answers = helped
    unlock(page, stack, code)
    sent = events_of(page)
    page.get_by_test_id("take-back").locator("summary").click()
    button = page.get_by_test_id("take-back-yes")
    assert button.evaluate(TWICE) == "true"
    expect(page.get_by_test_id("take-back-outcome")).to_have_text(STANDS["en"])
    expect(button).not_to_have_attribute("aria-disabled", "true")
    assert len(sent) == 1
    assert answers() == [ALL]


@pytest.mark.parametrize(
    ("first", "button", "after"),
    [
        ("[data-testid=help-withdraw]", "help-withdraw-yes", "help-withdrawn"),
        ("", "help-received", "help-missing"),
        ("[data-testid=clear-page] summary", "clear-page-yes", "code-input"),
    ],
)
def test_pressed_twice_at_once_its_neighbours_say_it_once(stack, page, helped, first, button, after):
    code, _ = helped
    unlock(page, stack, code)
    sent = events_of(page)
    if first:
        page.locator(first).click()
    page.get_by_test_id(button).evaluate(TWICE)
    expect(page.get_by_test_id(after)).to_be_visible()
    assert len(sent) == 1


def events_of(page):
    """Grows with every event that the page sends from now on."""
    sent = []
    page.on("request", lambda request: sent.append(request.url) if EVENT.search(request.url) else None)
    return sent


def test_without_a_script_the_line_and_its_answer_are_the_same(stack, chromium, helped):
    code, answers = helped
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 320, "height": 700})
    plain = context.new_page()
    lines = []
    for digits in (reporting.stored(stack, f"Nothing at {time.monotonic_ns()}."), code):
        plain.goto(f"{stack.url}/en/basic/case")
        plain.get_by_test_id("code-input").fill(digits)
        plain.get_by_test_id("unlock-case").click()
        plain.get_by_test_id("leave-case").wait_for()
        lines.append(plain.get_by_test_id("take-back").inner_text())
        take_back(plain)
        expect(plain.get_by_test_id("problem")).to_have_text(STANDS["en"])
        assert plain.evaluate("document.documentElement.scrollWidth") <= 320
        plain.get_by_test_id("leave-case").click()
    assert lines[0] == lines[1]
    assert answers() == [ALL]
    context.close()
