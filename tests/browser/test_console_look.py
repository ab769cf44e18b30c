"""How the members' pages look in real Chromium: on paper, on a phone, and where they are read from the right."""

from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from tests.support.console_server import served, unlock
from tests.support.console_world import open_office
from tests.support.organisation import Organisation

pytestmark = pytest.mark.browser

PAGES = ("inbox", "overview", "calendar", "retention", "duty", "directory", "keys", "policies", "sync")
PARTS = ("", "/work", "/decision", "/access", "/identity", "/keeping", "/record", "/evidence")


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    made = open_office(tmp_path_factory.mktemp("office"), Organisation.found())
    for name, group in (("Amina Head", "INV"), ("Care", "VCO")):
        vault = made.hire(name, group)
        made.sync(vault)
        vault.close()
    made.report("They asked.", ("SEA-E",), help_asked={"wants_support": "yes", "needs": ["MED"]})
    yield made
    made.world.services.store.close()


@pytest.fixture(scope="module")
def console(office):
    with served(office) as address:
        yield address


@pytest.fixture
def at_work(chromium, console):
    """`with at_work(name, …) as page`: this member's inbox; locked again at the end, as only one can be open."""

    @contextmanager
    def opened(name="Amina Head", *, width=1280, locale="en"):
        context = chromium.new_context(viewport={"width": width, "height": 800}, locale=locale)
        page = context.new_page()
        page.goto(console)
        unlock(page, name)
        try:
            yield page
        finally:
            page.emulate_media(media="screen")
            page.goto(f"{console}/inbox")
            page.get_by_test_id("lock").click()
            page.get_by_test_id("unlock").wait_for()
            context.close()

    return opened


def open_case(page):
    page.get_by_test_id("case-row").first.click()
    page.get_by_test_id("case-status").wait_for()
    return page.url


# What can only be filled in or pressed, and is seen all the same. A checklist is a form whose words are facts.
FORMS = """() =>
  [...document.querySelectorAll("main form, main :is(input, select, textarea, button)")]
    .filter((one) => one.checkVisibility() && !one.matches(".tick-form"))
    .map((one) => one.outerHTML.slice(0, 90))
"""


@pytest.mark.parametrize("width", [1280, pytest.param(375, marks=pytest.mark.long)])
def test_a_case_on_paper_is_white_and_shows_no_form_and_no_draft(at_work, width):
    with at_work(width=width) as page:
        case = open_case(page)
        for part in PARTS:
            page.goto(f"{case}{part}")
            page.emulate_media(media="screen", color_scheme="dark")
            for field in page.locator("main textarea:visible").all():
                field.fill("Half a sentence about")
            page.emulate_media(media="print")
            assert page.evaluate(FORMS) == [], part
            assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
            for gone in ("sync", "lock"):
                expect(page.get_by_test_id(gone)).to_be_hidden()
        page.goto(case)
        expect(page.get_by_test_id("case-story")).to_be_visible()
        expect(page.get_by_test_id("integrity")).to_be_visible()


def test_a_checklist_keeps_its_words_on_paper(at_work):
    with at_work("Care") as page:
        case = open_case(page)
        page.goto(f"{case}/help")
        page.get_by_test_id("offer-help").click()
        page.get_by_test_id("help-wanted").click()
        words = page.locator("form.tick-form .words")
        words.first.wait_for()
        page.emulate_media(media="print")
        assert page.evaluate(FORMS) == []
        for number in range(words.count()):
            expect(words.nth(number)).to_be_visible()


# A day that begins on one line and ends on the next.
BROKEN_DAYS = r"""() => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode;
    if (!text.parentElement.checkVisibility()) continue;
    for (const match of text.data.matchAll(/\d{4}-\d\d-\d\d( \d\d:\d\d)?/g)) {
      const range = document.createRange();
      range.setStart(text, match.index);
      range.setEnd(text, match.index + match[0].length);
      if (new Set([...range.getClientRects()].map((line) => Math.round(line.top))).size > 1) found.push(text.data);
    }
  }
  return found;
}"""


@pytest.mark.parametrize("locale", ["en", "ar"])
def test_no_day_is_broken_over_two_lines_however_narrow_the_window(at_work, console, locale):
    found = {}
    for name, pages, parts in (("Amina Head", PAGES, PARTS), ("Care", ("help", "help/caseload"), ("/help",))):
        with at_work(name, locale=locale) as page:
            case = open_case(page)
            for address in [*(f"{console}/{one}" for one in pages), *(f"{case}{part}" for part in parts)]:
                page.goto(address)
                # A window of any width: what fits one phone by chance breaks on the next.
                for width in range(320, 420, 20):
                    page.set_viewport_size({"width": width, "height": 800})
                    for text in page.evaluate(BROKEN_DAYS):
                        found[address, text] = width
            page.set_viewport_size({"width": 1280, "height": 800})
    assert found == {}


def test_codes_stand_where_lines_begin(at_work, console):
    with at_work(locale="ar") as page:
        page.goto(f"{console}/keys")
        away = page.locator("dd.code").evaluate_all(
            """(codes) => codes.map((code) => {
              const range = document.createRange();
              range.selectNodeContents(code);
              return code.getBoundingClientRect().right - range.getBoundingClientRect().right;
            })"""
        )
        assert len(away) > 2
        assert max(away) < 2


@pytest.mark.parametrize(("locale", "side"), [("en", "Right"), ("ar", "Left")])
def test_a_chosen_word_ends_before_the_arrow_of_its_field(at_work, locale, side):
    with at_work(locale=locale) as page:
        room = page.locator("select:visible").evaluate_all(
            "(fields, side) => fields.map((one) => parseFloat(getComputedStyle(one)[`padding${side}`]))", side
        )
        assert room
        assert min(room) > 24


@pytest.mark.parametrize("locale", ["en", "ar"])
def test_a_row_of_tabs_fades_where_it_goes_on_and_its_last_one_comes_clear_of_that(at_work, locale):
    with at_work(width=375, locale=locale) as page:
        open_case(page)
        row = page.locator(".case-tabs")
        assert row.evaluate("(row) => row.scrollWidth > row.clientWidth")
        assert row.evaluate("(row) => getComputedStyle(row).maskImage") != "none"
        last = row.locator("a").last
        last.focus()
        row.evaluate("(row, way) => { row.scrollLeft = way * row.scrollWidth; }", -1 if locale == "ar" else 1)
        box, around = last.bounding_box(), row.bounding_box()
        left = box["x"] - around["x"]
        right = around["x"] + around["width"] - box["x"] - box["width"]
        assert (left if locale == "ar" else right) >= 36


def test_what_stands_below_a_case_fills_its_first_column(at_work):
    with at_work() as page:
        open_case(page)
        first, beside, below = (
            page.locator(one).bounding_box()
            for one in (".case > div.stack", ".case > aside", ".case > .case-foot")
        )
        assert (below["x"], below["width"]) == (first["x"], first["width"])
        assert below["y"] - first["y"] - first["height"] < 20
        assert beside["x"] > first["x"] + first["width"]
        page.set_viewport_size({"width": 375, "height": 800})
        boxes = [
            page.locator(one).bounding_box()
            for one in (".case > div.stack", ".case > aside", ".case > .case-foot")
        ]
        assert len({box["x"] for box in boxes}) == 1
        assert sorted(boxes, key=lambda box: box["y"]) == boxes


@pytest.mark.parametrize("name", ["duty", "keys", "sync", "directory/files"])
def test_a_page_of_single_fields_is_no_wider_than_a_cases(at_work, console, name):
    with at_work() as page:
        page.goto(f"{console}/{name}")
        widths = page.locator("main .sheet").evaluate_all("(sheets) => sheets.map((one) => one.offsetWidth)")
        assert max(widths) <= 56 * 16
