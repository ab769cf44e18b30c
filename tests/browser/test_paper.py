"""What comes out of a printer: the card of a code alone, and every other page in ink that can be read."""

import re
import zlib

import pytest
from playwright.sync_api import expect

from tests.browser import reporting
from tests.support import walk

pytestmark = pytest.mark.browser

MARGINS = {"top": "2cm", "bottom": "2cm", "left": "1cm", "right": "1cm"}
COLOURS = """() => [...document.querySelectorAll("main, main *")].map((one) => {
  const { color, backgroundColor, borderColor } = getComputedStyle(one);
  return [color, backgroundColor, borderColor].join();
})"""


@pytest.fixture
def plain(chromium):
    context = chromium.new_context(viewport={"width": 375, "height": 800}, java_script_enabled=False)
    yield context.new_page()
    context.close()


def printed(page, *, headers=True):
    """The page as the browser prints it on small sheets, where `headers` with its own lines above and below."""
    return page.pdf(format="A6", margin=MARGINS, display_header_footer=headers)


def sheets(pdf):
    return len(re.findall(rb"/Type /Page\b", pdf))


def drawn(pdf):
    """How many pieces of text stand on the sheets."""
    streams = re.findall(rb"/FlateDecode.*?stream\r?\n(.*?)endstream", pdf, re.DOTALL)
    return sum(len(re.findall(rb"\bT[jJ]\b", zlib.decompressobj().decompress(one))) for one in streams)


def has_headers(page):
    """Whether the browser finds room for the page's title, its address and the day."""
    return drawn(printed(page)) > drawn(printed(page, headers=False))


def on_paper(page):
    """The words that a printer gets."""
    printed(page)
    page.emulate_media(media="print")
    words = page.locator("body").inner_text().split()
    page.emulate_media(media="null")
    return words


def assert_only_the_card(page, code):
    assert on_paper(page) == code
    assert sheets(printed(page)) == 1
    assert not has_headers(page)


def test_a_browser_adds_its_lines_to_other_pages(stack, page):
    """Else the tests below would find none on the card either."""
    page.goto(f"{stack.url}/en/rights")
    assert has_headers(page)
    assert sheets(printed(page)) > 1


def test_however_it_is_printed_a_code_s_page_is_its_card_alone(stack, page):
    reporting.start(page, stack)
    walk.walk_to_submit(page, "A short story.")
    page.get_by_test_id("submit-report").click()
    code = page.get_by_test_id("case-code-words").inner_text().split()
    assert len(code) == 8
    assert_only_the_card(page, code)
    page.get_by_test_id("code-check-box").locator("summary").click()
    expect(page.get_by_test_id("case-code-words")).to_be_hidden()
    assert_only_the_card(page, code)


def test_a_new_code_of_a_long_case_is_one_sheet_and_then_the_case_prints_again(stack, page):
    reporting.unlock(page, stack, reporting.stored(stack, "A story for a new code."))
    page.get_by_text("Change my code").click()
    page.get_by_test_id("replace-code").click()
    page.get_by_test_id("code-saved").wait_for()
    assert_only_the_card(page, page.get_by_test_id("case-code-words").inner_text().split())
    page.get_by_test_id("code-saved").click()
    page.get_by_test_id("code-replaced").wait_for()
    assert "Stored," in on_paper(page)
    assert has_headers(page)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_without_scripts_too(stack, plain, language):
    plain.goto(f"{stack.url}/{language}/basic/report")
    plain.get_by_test_id("report-category").locator("input[value=FRD]").check()
    plain.get_by_test_id("report-story").fill("A short story.")
    plain.get_by_test_id("report-conflict").locator("input").first.check()
    plain.get_by_test_id("next").click()
    plain.get_by_test_id("submit-report").click()
    shown = "case-code-digits" if language == "ar" else "case-code-words"
    code = plain.get_by_test_id(shown).inner_text().split()
    assert len(code) in {7, 8}
    assert_only_the_card(plain, code)
    plain.goto(f"{stack.url}/{language}/basic/case")
    words = {"en": " ".join(code), "ar": "".join(code)}[language]
    plain.get_by_test_id("code-input").fill(words)
    plain.get_by_test_id("unlock-case").click()
    plain.get_by_test_id("replace-code").click()
    assert_only_the_card(plain, plain.get_by_test_id(shown).inner_text().split())


@pytest.mark.parametrize("path", ["safety", "report", "case"])
def test_dark_pages_are_printed_as_light_ones(stack, page, path):
    page.goto(f"{stack.url}/en/{path}")
    page.wait_for_load_state("networkidle")
    seen = []
    for scheme in ("light", "dark"):
        page.emulate_media(media="print", color_scheme=scheme, reduced_motion="reduce")
        seen.append(page.evaluate(COLOURS))
    assert seen[0] == seen[1]
