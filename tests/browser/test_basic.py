"""The basic path in Chromium with JavaScript switched off, against the portal as it runs in production."""

import re
import time

import pytest
from playwright.sync_api import Error, expect

from portal.translations import CATALOGUES
from tests.browser.code_card import column_at_the_right

pytestmark = pytest.mark.browser

ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@pytest.fixture
def plain(chromium):
    """A page in a browser that runs no script, as wide as a small phone."""
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = context.new_page()
    yield page
    context.close()


def fill(page, story):
    page.get_by_test_id("report-category").get_by_role("checkbox").nth(8).check()
    page.get_by_test_id("report-story").fill(story)
    page.get_by_test_id("next").click()


def report(page, stack, story):
    """From the start page to the code."""
    page.goto(f"{stack.url}/en/")
    page.get_by_test_id("basic-path").click()
    page.get_by_test_id("basic-accept").click()
    fill(page, story)
    page.get_by_test_id("submit-report").click()
    page.get_by_test_id("code-saved").wait_for()
    words = page.get_by_test_id("case-code-words").inner_text()
    page.get_by_test_id("code-saved").click()
    return words


def unlock(page, stack, code):
    page.goto(f"{stack.url}/en/basic/case")
    page.get_by_test_id("code-input").fill(code)
    page.get_by_test_id("unlock-case").click()


def fits(page):
    """Nothing is wider than the window: no sideways scrolling."""
    page.wait_for_load_state()
    return page.locator("html").bounding_box()["width"] <= page.viewport_size["width"]


def test_the_whole_way_without_a_script(stack, plain):
    story = f"Basic {time.monotonic_ns()} رسالة 👩‍👩‍👧\nSecond line."
    words = report(plain, stack, story)
    desk = stack.desk("investigator")
    case = next(case for case in desk.cases() if case.bodies[1].get("story") == story)
    assert case.bodies[1]["path"] == "server"
    desk.write(case, {"type": "message", "text": "Are you <i>safe</i>?", "sent_at": ""})
    plain.get_by_test_id("open-case").click()
    plain.get_by_test_id("code-input").fill(words)
    plain.get_by_test_id("unlock-case").click()
    expect(plain.get_by_test_id("message")).to_contain_text("Are you <i>safe</i>?")
    plain.get_by_test_id("reply-text").fill("Yes.\nنعم")
    plain.get_by_test_id("send-reply").click()
    expect(plain.get_by_test_id("message")).to_have_count(2)
    assert desk.messages(case) == ["Yes.\nنعم"]
    marker = story.split(" رسالة", maxsplit=1)[0].encode()
    files = [file for file in stack.folder.rglob("*") if file.is_file()]
    assert files
    assert not [file for file in files if marker in file.read_bytes()]


def test_in_arabic_from_the_warning_to_the_reply_without_a_script(stack, plain):
    """Right to left, digits first, and typed with the digits of an Arabic keyboard."""
    story = f"طلب الحارس المال {time.monotonic_ns()}"
    plain.goto(f"{stack.url}/ar/")
    plain.get_by_test_id("basic-path").click()
    expect(plain.locator("html[lang=ar][dir=rtl]")).to_have_count(1)
    assert fits(plain)
    plain.get_by_test_id("basic-accept").click()
    fill(plain, story)
    expect(plain.get_by_text(story)).to_be_visible()
    assert fits(plain)
    plain.get_by_test_id("submit-report").click()
    digits, words = plain.get_by_test_id("case-code-digits"), plain.get_by_test_id("case-code-words")
    plain.get_by_test_id("code-saved").wait_for()
    assert words.is_hidden()
    code = digits.inner_text()
    for width in (1280, 320):
        plain.set_viewport_size({"width": width, "height": 640})
        assert column_at_the_right(plain, digits)
    check_what_was_written_down(plain, code.split())
    plain.get_by_test_id("code-saved").click()
    desk = stack.desk("investigator")
    case = next(case for case in desk.cases() if case.bodies[1].get("story") == story)
    desk.write(case, {"type": "message", "text": "متى حدث ذلك؟"})
    case = next(one for one in desk.cases() if one.id == case.id)
    desk.write(case, {"type": "status", "status": "assessing"})
    plain.get_by_test_id("open-case").click()
    plain.get_by_test_id("code-input").fill(code.translate(ARABIC))
    plain.get_by_test_id("unlock-case").click()
    expect(plain.get_by_test_id("message")).to_contain_text("متى حدث ذلك؟")
    expect(plain.locator("html[dir=rtl]")).to_have_count(1)
    said = CATALOGUES.translations("ar").gettext("Deciding")
    expect(plain.get_by_test_id("case-status").locator("h2")).to_have_text(said)
    plain.get_by_test_id("timeline").locator("summary").click()
    expect(plain.get_by_test_id("timeline").get_by_role("listitem")).to_have_count(2)
    assert fits(plain)
    plain.get_by_test_id("reply-text").fill("يوم الاثنين.")
    plain.get_by_test_id("send-reply").click()
    expect(plain.get_by_test_id("message")).to_have_count(2)
    assert [one["text"] for one in desk.said(case)] == ["يوم الاثنين."]


def check_what_was_written_down(page, parts):
    """The small check: once wrong, with the code again, then right."""
    page.get_by_test_id("code-check-open").click()
    expect(page.get_by_test_id("code-check")).to_be_visible()
    expect(page.get_by_test_id("case-code-digits")).to_have_count(0)
    page.get_by_test_id("code-check").fill("0")
    page.get_by_test_id("code-check-look").click()
    expect(page.get_by_test_id("code-check-answer")).not_to_be_empty()
    wrong = page.get_by_test_id("code-check-answer").inner_text()
    page.get_by_test_id("code-again").click()
    expect(page.get_by_test_id("case-code-digits")).to_have_text(" ".join(parts))
    page.get_by_test_id("code-check-open").click()
    asked = re.search(r"\d+", page.locator("label[for=typed]").inner_text())[0]
    page.get_by_test_id("code-check").fill(parts[int(asked) - 1])
    page.get_by_test_id("code-check-look").click()
    expect(page.get_by_test_id("code-check-answer")).not_to_be_empty()
    expect(page.get_by_test_id("code-check-answer")).not_to_have_text(wrong)


def test_what_can_be_told_stands_in_groups(stack, plain):
    plain.goto(f"{stack.url}/en/basic/report")
    all_of_them = plain.get_by_test_id("report-category")
    expect(all_of_them.get_by_role("checkbox").first).to_have_accessible_name("I am not sure")
    money = all_of_them.get_by_role("group", name="Money, goods or data")
    values = [box.get_attribute("value") for box in money.get_by_role("checkbox").all()]
    assert values == ["FRD", "COR", "MIS", "COI", "DAT"]


def test_the_words_survive_every_no(stack, plain):
    plain.goto(f"{stack.url}/en/basic/report")
    plain.get_by_test_id("report-story").fill("Line one.\n\nLine three <b>&amp;</b>")
    plain.get_by_test_id("next").click()
    expect(plain.get_by_test_id("problem")).to_be_visible()
    expect(plain.get_by_test_id("report-story")).to_have_value("Line one.\n\nLine three <b>&amp;</b>")
    plain.context.clear_cookies()
    fill(plain, "Line one.\n\nLine three <b>&amp;</b>")
    expect(plain.get_by_text("Line three <b>&amp;</b>")).to_be_visible()
    plain.get_by_test_id("submit-report").click()
    if plain.get_by_test_id("submit-report").count():
        plain.get_by_test_id("submit-report").click()
    expect(plain.get_by_test_id("case-code-words")).to_be_visible()


def test_a_wrong_code_stays_in_the_field(stack, plain):
    unlock(plain, stack, "no such code at all")
    expect(plain.get_by_test_id("problem")).to_be_visible()
    expect(plain.get_by_test_id("code-input")).to_have_value("no such code at all")


def test_back_after_leaving_quickly_shows_no_case(stack, plain):
    unlock(plain, stack, report(plain, stack, "To be left."))
    expect(plain.get_by_test_id("case-status")).to_be_visible()
    plain.route("https://weather.example/**", lambda route: route.fulfill(body="sunny"))
    plain.get_by_test_id("quick-exit").click()
    expect(plain.get_by_text("sunny")).to_be_visible()
    plain.go_back()
    expect(plain.get_by_test_id("code-input")).to_be_visible()
    assert plain.get_by_test_id("case-status").count() == 0


def back_and_again(page):
    """The back button, and yes to the question whether to post it all again: then a page without words stands there."""
    try:
        page.go_back()
    except Error:  # the question, which Chromium puts in place of the page
        page.wait_for_url("chrome-error://**")
        page.reload()
    expect(page.get_by_test_id("left")).to_be_visible()
    return page.content()


def calm(page):
    page.route("https://weather.example/**", lambda route: route.fulfill(body="sunny"))


def test_back_and_reload_after_leaving_quickly_bring_no_word(stack, plain):
    calm(plain)
    plain.goto(f"{stack.url}/en/basic/")
    plain.get_by_test_id("basic-accept").click()
    fill(plain, "Nobody may see this.")
    expect(plain.get_by_test_id("submit-report")).to_be_visible()
    plain.get_by_test_id("quick-exit").click()
    expect(plain.get_by_text("sunny")).to_be_visible()
    assert "Nobody may see this." not in back_and_again(plain)


def test_back_and_reload_after_a_finished_report_bring_neither_words_nor_code(stack, plain):
    words = report(plain, stack, "Told and done.").split()
    for _ in range(2):
        content = back_and_again(plain)
        assert "Told and done." not in content
        assert words[0] not in content


@pytest.mark.parametrize("scripts", [False, True])
def test_leaving_quickly_from_a_page_to_read_closes_the_case_too(stack, chromium, scripts):
    context = chromium.new_context(java_script_enabled=scripts)
    page = context.new_page()
    calm(page)
    unlock(page, stack, report(page, stack, "To be left from elsewhere."))
    expect(page.get_by_test_id("case-status")).to_be_visible()
    page.goto(f"{stack.url}/fr/safety")
    page.get_by_test_id("quick-exit").click()
    expect(page.get_by_text("sunny")).to_be_visible()
    # A script asks beside the leaving and waits for nothing.
    until = time.monotonic() + 10
    while any(one["name"] == "case" for one in context.cookies()) and time.monotonic() < until:
        page.wait_for_timeout(100)
    page.goto(f"{stack.url}/en/basic/case")
    expect(page.get_by_test_id("code-input")).to_be_visible()
    context.close()


def test_no_page_scrolls_sideways_on_a_small_phone(stack, plain):
    for address in ("", "report", "saved", "case"):
        plain.goto(f"{stack.url}/en/basic/{address}")
        assert fits(plain)
    unlock(plain, stack, report(plain, stack, "W" * 3000))
    expect(plain.get_by_test_id("case-status")).to_be_visible()
    assert fits(plain)
