"""Typing the code: forgiving, with a hint at a slip of the hand. Writing: sent once, and not lost by accident."""

import pytest
from playwright.sync_api import expect

from crypto import case_code
from tests.browser import reporting
from tests.browser.test_report_case import case_of, opened
from tests.support import walk
from tests.unit.portal.pages.test_private import faults

pytestmark = pytest.mark.browser


@pytest.fixture
def told(stack, request):
    story = f"Told for {request.node.name}."
    return story, reporting.stored(stack, story)


def words_of(stack, code, language):
    return case_code.encode_words(case_code.decode(code, stack.organisation.deployment), language)


def type_code(page, stack, typed, language="en"):
    """Types and moves on from the field, which is when the page looks at it."""
    page.goto(f"{stack.url}/{language}/case")
    page.get_by_test_id("code-input").fill(typed)
    page.get_by_test_id("code-input").blur()
    return page.get_by_test_id("code-slip")


@pytest.mark.parametrize("list_language", ["en", "es", "fr"])
def test_four_letters_of_each_word_open_the_case_whatever_the_page_speaks(stack, page, told, list_language):
    words = words_of(stack, told[1], list_language)
    type_code(page, stack, " ".join(word[:4] for word in words), language="ar")
    page.get_by_test_id("unlock-case").click()
    opened(page)


@pytest.mark.parametrize("slip", ["word", "too-few", "swapped", "digit", "half"])
def test_a_slip_of_the_hand_is_named_before_the_code_is_tried(stack, page, told, slip):
    words = list(words_of(stack, told[1], "en"))
    digits = told[1].replace(" ", "")
    swap = next(i for i in range(7) if words[i] != words[i + 1])
    swapped = [*words[:swap], words[swap + 1], words[swap], *words[swap + 2 :]]
    wrong = digits[:-1] + str((int(digits[-1]) + 1) % 10)
    typed, named = {
        "word": (" ".join(["xqzw", *words[1:]]), "1 (xqzw)"),
        "too-few": (" ".join(words[:5]), "5 words"),
        "swapped": (" ".join(swapped), "do not fit together"),
        "digit": (wrong, "One of the digits"),
        "half": (digits[:14], "14 digits"),
    }[slip]
    asked = []
    page.on("request", lambda r: asked.append(r.url) if "/api/" in r.url else None)
    expect(type_code(page, stack, typed)).to_contain_text(named)
    expect(page.get_by_test_id("code-input")).to_have_value(typed)
    assert asked == []


def test_a_right_code_gets_no_hint_and_a_new_letter_takes_the_old_one_away(stack, page, told):
    slip = type_code(page, stack, "seven words are not quite enough here")
    expect(slip).not_to_be_empty()
    page.get_by_test_id("code-input").fill(told[1])
    expect(slip).to_be_empty()
    page.get_by_test_id("code-input").blur()
    page.get_by_test_id("unlock-case").click()
    opened(page)


def test_pressing_send_twice_sends_a_message_and_an_answer_once(stack, page, told):
    story, code = told
    desk, case = case_of(stack, story)
    desk.write(case, {"type": "question", "text": "Which day?"})
    reporting.unlock(page, stack, code)
    opened(page)
    page.get_by_test_id("reply-text").fill("A message.")
    page.get_by_test_id("send-reply").dblclick()
    expect(page.get_by_test_id("message")).to_have_count(2)
    page.get_by_test_id("answer-text").fill("On Monday.")
    page.get_by_test_id("send-answer").dblclick()
    expect(page.get_by_test_id("message")).to_have_count(3)
    page.get_by_test_id("refresh").click()
    expect(page.get_by_test_id("message")).to_have_count(3)
    assert desk.messages(case) == ["A message.", "On Monday."]


def test_a_reload_asks_first_while_a_message_is_being_written(stack, page, told):
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    reporting.unlock(page, stack, told[1])
    opened(page)
    page.get_by_test_id("reply-text").press_sequentially("Half a sen")
    with page.expect_event("dialog"):
        page.evaluate("setTimeout(() => location.reload())")
    assert asked == ["beforeunload"]
    expect(page.get_by_test_id("reply-text")).to_have_value("Half a sen")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_scripts_put_on_the_page_is_as_private_as_the_rest(stack, page, told, language):
    """The code, its check, the thread, the fields of an answer and of a message."""
    story, code = told
    page.goto(f"{stack.url}/{language}/report")
    walk.walk_to_submit(page, story)
    page.get_by_test_id("submit-report").click()
    page.get_by_test_id("code-saved").wait_for()
    page.get_by_test_id("code-check-box").locator("summary").click()
    assert faults(page.content()) == []
    for shown in ("case-code-words", "case-code-digits"):
        assert page.locator(
            f"[translate=no] [data-testid={shown}], [data-testid={shown}][translate=no]"
        ).count()
    page.get_by_test_id("code-check-box").locator("summary").click()
    page.get_by_test_id("code-saved").click()
    desk, case = case_of(stack, story)
    desk.write(case, {"type": "question", "text": "Which day?"})
    page.goto(f"{stack.url}/{language}/case")
    page.get_by_test_id("code-input").fill(code)
    page.get_by_test_id("unlock-case").click()
    opened(page)
    said = page.get_by_text("Which day?")
    expect(said).to_have_count(2)
    expect(page.locator("#case textarea").nth(1)).to_be_attached()
    assert faults(page.content()) == []
    assert all(one.get_attribute("translate") == "no" for one in said.all())
