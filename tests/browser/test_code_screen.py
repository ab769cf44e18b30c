"""The screen with the code: check and copy follow the form on the card, and a list can be typed as it was written."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import reporting
from tests.browser.test_report_case import opened
from tests.support import walk

pytestmark = pytest.mark.browser


@pytest.fixture
def shown(stack, page, request):
    """The screen with a code, in the language of the test's parameter."""
    language = getattr(request, "param", "en")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{stack.url}/{language}/report")
    walk.walk_to_submit(page, "A code to be copied.")
    page.get_by_test_id("submit-report").click()
    page.get_by_test_id("code-saved").wait_for()
    return page


def parts_of(page, handle):
    return page.get_by_test_id(handle).locator("li").all_inner_texts()


def check(page, parts, *, number_first=False):
    """Opens the check and answers it with what stands at the place that it names."""
    page.get_by_test_id("code-check-box").locator("summary").click()
    # The page asks once it knows that the box is open: not within the click.
    expect(page.locator("label[for=code-check]")).to_have_text(re.compile(r"\d"))
    question = page.locator("label[for=code-check]").inner_text()
    place = int(re.search(r"\d", question)[0])
    typed = f"{place}. {parts[place - 1]}" if number_first else parts[place - 1]
    page.get_by_test_id("code-check").fill(typed)
    page.get_by_test_id("code-check").press("Enter")
    return question


@pytest.mark.parametrize("shown", ["en", "ar"], indirect=True)
def test_the_check_and_the_copy_follow_the_form_that_is_shown(shown):
    words, digits = parts_of(shown, "case-code-words"), parts_of(shown, "case-code-digits")
    first, other = (digits, words) if "/ar/" in shown.url else (words, digits)
    answer = shown.get_by_test_id("code-check-answer")
    questions = set()
    for form in (first, other, first):
        shown.get_by_test_id("copy-code").click()
        expect(shown.locator("#copied")).not_to_be_empty()
        assert shown.evaluate("navigator.clipboard.readText()") == " ".join(form)
        questions.add(re.sub(r"\d", "", check(shown, form)))
        expect(answer).to_have_class("say")
        shown.get_by_test_id("code-check-box").locator("summary").click()
        expect(answer).to_be_empty()
        shown.get_by_test_id("other-form").click()
    assert len(questions) == 2


def test_while_the_code_is_covered_nothing_of_it_is_printed_copied_or_announced(shown):
    covered = [shown.get_by_test_id(name) for name in ("case-code-words", "copy-code", "print-code")]
    covered += [shown.locator(".lead"), shown.locator("#copied")]
    shown.get_by_test_id("code-check-box").locator("summary").click()
    for part in covered:
        expect(part).to_be_hidden()
    shown.get_by_test_id("code-check-box").locator("summary").click()
    for part in covered[:-1]:
        expect(part).to_be_visible()


def test_a_wrong_answer_is_seen_and_moves_no_button(shown):
    shown.get_by_test_id("code-check-box").locator("summary").click()
    field = shown.get_by_test_id("code-check")
    field.fill("wrong")
    look = shown.get_by_role("button", name="Check", exact=True)
    before = look.bounding_box()
    look.click()
    expect(shown.get_by_test_id("code-check-answer")).to_have_class("say notice")
    expect(field).to_have_attribute("aria-invalid", "true")
    assert look.bounding_box() == before
    field.fill("another")
    expect(shown.get_by_test_id("code-check-answer")).to_be_empty()
    expect(field).not_to_have_attribute("aria-invalid", "true")


@pytest.mark.parametrize("form", ["words", "digits"])
@pytest.mark.parametrize("basic", [False, True], ids=["script", "basic"])
def test_a_card_can_be_typed_as_it_is_written_with_its_numbers(stack, shown, form, basic):
    parts = parts_of(shown, f"case-code-{form}")
    if form == "words":
        check(shown, parts, number_first=True)
        expect(shown.get_by_test_id("code-check-answer")).to_have_class("say")
    listed = "\n".join(f"{number}. {part}" for number, part in enumerate(parts, 1))
    shown.on("dialog", lambda dialog: dialog.accept())
    shown.goto(f"{stack.url}/en/{'basic/' if basic else ''}case")
    shown.get_by_test_id("code-input").fill(listed)
    if not basic:
        shown.get_by_test_id("code-input").blur()
        expect(shown.get_by_test_id("code-slip")).to_be_empty()
    shown.get_by_test_id("unlock-case").click()
    if basic:
        expect(shown.get_by_test_id("case-status")).to_be_visible()
    else:
        opened(shown)


def test_a_code_from_paper_opens_with_its_numbers_in_another_script(stack, page):
    code = reporting.stored(stack, "Written down as a list.")
    listed = " ".join(f"{number}- {group}" for number, group in enumerate(code.split(), 1))
    page.goto(f"{stack.url}/ar/case")
    page.get_by_test_id("code-input").fill(listed.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")))
    page.get_by_test_id("unlock-case").click()
    opened(page)
