"""“Clear what this page shows”: her page forgets, on either path, in any language; members keep what they have."""

import time

import pytest
from playwright.sync_api import expect

from tests.browser import reporting
from tests.browser.test_report_case import EVENTS, MAILBOX, case_of, opened

pytestmark = pytest.mark.browser

BEFORE = ("Which guard was it?", "Was it the tall one?")


@pytest.fixture
def told(stack):
    """A report with a question, a status with a note, a message of hers to come; its story and code as digits."""
    story = f"Told at {time.monotonic_ns()}."
    code = reporting.stored(stack, story)
    desk, case = case_of(stack, story)
    desk.write(case, {"type": "question", "text": BEFORE[0]})
    desk.write(
        case_of(stack, story)[1],
        {"type": "status", "status": "info_requested", "note": BEFORE[1]},
    )
    return story, code


def clear(page):
    box = page.get_by_test_id("clear-page")
    box.locator("summary").click()
    page.get_by_test_id("clear-page-yes").click()


def assert_nothing_of_before(page):
    page.wait_for_load_state()
    text = page.content()
    for said in (*BEFORE, "The tall one."):
        assert said not in text
    assert page.get_by_test_id("question").count() == 0
    assert page.get_by_test_id("timeline").count() == 0
    assert page.get_by_test_id("doubts").count() == 0


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_a_cleared_page_shows_nothing_of_before_and_what_comes_later(stack, page, told, language):
    story, code = told
    page.goto(f"{stack.url}/{language}/case")
    page.get_by_test_id("code-input").fill(code)
    page.get_by_test_id("unlock-case").click()
    opened(page)
    page.get_by_test_id("reply-text").fill("The tall one.")
    page.get_by_test_id("send-reply").click()
    expect(page.get_by_test_id("message")).to_have_count(2)
    clear(page)
    # The session is over: only the field for the code and a sentence are left.
    expect(page.get_by_test_id("code-input")).to_be_visible()
    expect(page.get_by_test_id("problem")).to_be_visible()
    expect(page.get_by_test_id("case-status")).to_have_count(0)
    assert_nothing_of_before(page)
    # Members keep all of it, and see what she wished.
    desk, case = case_of(stack, story)
    assert [(one["type"], one.get("text")) for one in desk.said(case)] == [
        ("message", "The tall one."),
        ("view-cleared", None),
    ]
    desk.write(case, {"type": "message", "text": "Something new."})
    page.get_by_test_id("code-input").fill(code)
    page.get_by_test_id("unlock-case").click()
    opened(page)
    expect(page.get_by_test_id("message-text")).to_have_text(["Something new."])
    assert_nothing_of_before(page)


def test_without_a_script_the_page_is_cleared_too_and_on_both_paths(stack, chromium, page, told):
    _story, code = told
    context = chromium.new_context(java_script_enabled=False)
    plain = context.new_page()

    def unlock():
        plain.goto(f"{stack.url}/en/basic/case")
        plain.get_by_test_id("code-input").fill(code)
        plain.get_by_test_id("unlock-case").click()
        expect(plain.get_by_test_id("case-status")).to_be_visible()

    unlock()
    plain.wait_for_load_state()
    assert all(said in plain.content() for said in BEFORE)
    clear(plain)
    expect(plain.get_by_test_id("problem")).to_be_visible()
    assert_nothing_of_before(plain)
    assert [one for one in context.cookies() if one["name"] == "case"] == []
    unlock()
    assert_nothing_of_before(plain)
    context.close()
    reporting.unlock(page, stack, code)
    opened(page)
    assert_nothing_of_before(page)


def test_a_wish_that_does_not_get_through_clears_nothing_and_says_so(stack, page, told):
    story, code = told
    reporting.unlock(page, stack, code)
    opened(page)
    page.route(EVENTS, lambda route: route.abort())
    clear(page)
    expect(page.get_by_test_id("clear-outcome")).to_contain_text("Nothing was cleared.")
    expect(page.get_by_test_id("question")).to_be_visible()
    page.unroute(EVENTS)
    # Twice at once is one wish.
    page.get_by_test_id("clear-page-yes").dblclick()
    expect(page.get_by_test_id("code-input")).to_be_visible()
    reporting.unlock(page, stack, code)
    opened(page)
    assert_nothing_of_before(page)
    assert story not in page.content()


def test_a_message_whose_sending_worked_and_whose_look_afterwards_was_lost_is_sent_once(stack, page, told):
    story, code = told
    reporting.unlock(page, stack, code)
    opened(page)
    page.route(MAILBOX, lambda route: route.abort())
    page.get_by_test_id("reply-text").fill("Only once.")
    page.get_by_test_id("send-reply").click()
    expect(page.get_by_test_id("reply-outcome")).to_have_class("say notice")
    page.unroute(MAILBOX)
    page.get_by_test_id("send-reply").click()
    expect(page.get_by_test_id("message")).to_have_count(2)
    desk, case = case_of(stack, story)
    assert desk.messages(case) == ["Only once."]
