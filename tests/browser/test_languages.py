"""Every language from the form to the code and back: readable, light, and nothing lost on the way."""

import pytest
from playwright.sync_api import expect

from portal.pages.site import PAGES as ALL_PAGES
from portal.setup import LANGUAGES
from portal.translations import CATALOGUES
from tests.browser import reporting
from tests.browser.code_card import column_at_the_right
from tests.browser.inspecting import violations
from tests.support import walk
from tests.support.weight import BUDGETS, Scale, budget

pytestmark = pytest.mark.browser

OTHERS = [language for language in LANGUAGES if language != "en"]


def open_report(page, stack, language):
    page.goto(f"{stack.url}/{language}/report")
    page.get_by_test_id("next").wait_for()


@pytest.mark.parametrize("language", OTHERS)
def test_from_the_form_to_the_code_and_back(stack, chromium, language):
    # axe is a script of its own, which the pages' policy would refuse.
    context = chromium.new_context(viewport={"width": 320, "height": 800}, bypass_csp=True)
    page = context.new_page()
    story = f"A story in {language}."
    open_report(page, stack, language)
    walk.walk_to_submit(page, story)
    expect(page.get_by_test_id("submit-report")).to_be_enabled()
    assert violations(page) == []
    page.get_by_test_id("submit-report").click()
    words, digits = page.get_by_test_id("case-code-words"), page.get_by_test_id("case-code-digits")
    page.get_by_test_id("code-saved").wait_for()
    expect(words.locator("li")).to_have_count(8)
    assert digits.inner_text().replace(" ", "").isascii()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    code = digits.inner_text() if language == "ar" else " ".join(words.inner_text().split())
    page.get_by_test_id("code-saved").click()
    page.get_by_test_id("open-case").click()
    page.get_by_test_id("code-input").fill(code)
    page.get_by_test_id("unlock-case").click()
    page.get_by_test_id("case-status").wait_for()
    said = CATALOGUES.translations(language).gettext("Stored, not opened yet")
    expect(page.get_by_test_id("case-status")).to_contain_text(said)
    assert violations(page) == []
    context.close()


def test_in_arabic_the_digits_stand_first_and_read_from_the_left(stack, page):
    open_report(page, stack, "ar")
    walk.walk_to_submit(page, "قصة قصيرة.")
    page.get_by_test_id("submit-report").click()
    words, digits = page.get_by_test_id("case-code-words"), page.get_by_test_id("case-code-digits")
    digits.wait_for()
    assert words.get_attribute("aria-hidden") == "true"
    assert words.bounding_box()["width"] <= 1 < digits.bounding_box()["width"]
    assert words.get_attribute("lang") == "en"
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert column_at_the_right(page, digits)
    page.get_by_test_id("other-form").click()
    assert column_at_the_right(page, words)


def test_a_code_typed_with_arabic_digits_opens_the_case(stack, page):
    code = reporting.stored(stack, "Typed on an Arabic keyboard.")
    page.goto(f"{stack.url}/ar/case")
    page.get_by_test_id("code-input").fill(code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")))
    page.get_by_test_id("unlock-case").click()
    page.get_by_test_id("case-status").wait_for()


def test_changing_the_language_in_the_form_loses_nothing_and_keeps_the_step(stack, page):
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    open_report(page, stack, "en")
    walk.choose(page, "FRD")
    page.get_by_test_id("next").click()
    page.get_by_test_id("report-story").fill("Not to be lost.")
    page.get_by_test_id("report-when").select_option("month")
    page.get_by_test_id("languages").locator("[hreflang=ar]").click()
    page.wait_for_url("**/ar/report")
    expect(page.locator("html[lang=ar][dir=rtl]")).to_have_count(1)
    expect(page.get_by_test_id("report-story")).to_have_value("Not to be lost.")
    expect(page.get_by_test_id("report-when")).to_have_value("month")
    walk.go_on(page)
    page.get_by_test_id("submit-report").click()
    page.get_by_test_id("code-saved").wait_for()
    assert asked == []


def test_after_a_change_of_language_nothing_is_shut_or_uncounted_and_back_keeps_it(stack, page):
    page.goto(f"{stack.url}/en/report#about-us")
    page.get_by_test_id("next").wait_for()
    walk.choose(page, "FRD")
    page.get_by_test_id("next").click()
    page.get_by_test_id("report-story").fill("Counted.")
    page.get_by_test_id("lost-code-box").locator("summary").click()
    page.get_by_test_id("lost-code-note").fill("In March.")
    page.get_by_test_id("languages").locator("[hreflang=ar]").click()
    page.wait_for_url("**/ar/report")
    expect(page.get_by_test_id("lost-code-note")).to_be_visible()
    expect(page.get_by_test_id("lost-code-note")).to_have_value("In March.")
    expect(page.locator("#story-count")).to_contain_text("8")
    expect(page.get_by_test_id("about-us")).to_be_visible()
    page.get_by_test_id("back").click()
    expect(page.get_by_test_id("report-category")).to_be_visible()
    expect(page).to_have_url(f"{stack.url}/ar/report")
    expect(page.locator("html[lang=ar]")).to_have_count(1)


def test_urgent_help_changes_its_language_with_the_page(stack, page):
    def services(route):
        language = route.request.url.split("/")[-2]
        route.fulfill(json={"services": [{"name": "Line", "phones": [], "lines": [f"Said in {language}"]}]})

    page.route("**/api/v1/services/*/urgent", services)
    open_report(page, stack, "en")
    walk.choose(page, "SEA-A")
    page.get_by_test_id("next").click()
    page.get_by_test_id("report-story").fill("Today.")
    page.get_by_test_id("report-when").select_option("today")
    page.get_by_test_id("next").click()
    listed = page.get_by_test_id("help-services")
    expect(listed).to_contain_text("Said in en")
    page.get_by_test_id("languages").locator("[hreflang=ar]").click()
    expect(listed).to_contain_text("Said in ar")
    # Where the other list does not come, the one that is there stays.
    page.unroute("**/api/v1/services/*/urgent")
    page.route("**/api/v1/services/*/urgent", lambda route: route.abort())
    page.get_by_test_id("languages").locator("[hreflang=fr]").click()
    page.wait_for_url("**/fr/report")
    expect(listed).to_contain_text("Said in ar")
    expect(page.get_by_test_id("help-none")).to_be_hidden()


def test_a_language_that_does_not_come_changes_nothing(stack, page):
    page.route("**/fr/report", lambda route: route.abort())
    open_report(page, stack, "en")
    walk.choose(page, "FRD")
    page.get_by_test_id("next").click()
    page.get_by_test_id("report-story").fill("Not to be lost.")
    page.get_by_test_id("languages").locator("[hreflang=fr]").click()
    page.get_by_test_id("problem").wait_for()
    expect(page.get_by_test_id("report-story")).to_have_value("Not to be lost.")
    assert page.url.endswith("/en/report")


def test_an_open_case_stays_open_in_another_language_with_what_was_being_written(stack, page):
    code = reporting.stored(stack, "Read in two languages.")
    reporting.unlock(page, stack, code)
    page.get_by_test_id("reply-text").fill("Half a senten")
    page.get_by_test_id("languages").locator("[hreflang=es]").click()
    page.wait_for_url("**/es/case")
    said = CATALOGUES.translations("es").gettext("Stored, not opened yet")
    expect(page.get_by_test_id("case-status")).to_contain_text(said)
    expect(page.get_by_test_id("reply-text")).to_have_value("Half a senten")


def test_the_language_changes_without_scripts_and_keeps_the_page(stack, chromium):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{stack.url}/en/how")
    page.get_by_test_id("languages").locator("[hreflang=ar]").click()
    expect(page).to_have_url(f"{stack.url}/ar/how")
    expect(page.locator("html[lang=ar][dir=rtl]")).to_have_count(1)
    context.close()


@pytest.mark.parametrize("name", ALL_PAGES)
@pytest.mark.parametrize("language", OTHERS)
def test_a_first_visit_is_light(stack, chromium, language, name):
    context = chromium.new_context(extra_http_headers={"Accept-Encoding": "br"})
    page = context.new_page()
    scale = Scale(context.new_cdp_session(page))
    page.goto(f"{stack.url}/{language}/{'' if name == 'home' else name}")
    page.wait_for_load_state("networkidle")
    assert scale.requests <= BUDGETS["most"]["requests"]
    assert scale.rounds <= BUDGETS["most"]["rounds"]
    assert scale.kilobytes <= budget(name, language), scale.files
    context.close()
