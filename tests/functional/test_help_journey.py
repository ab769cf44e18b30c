"""Help from the door to a consent taken back, in a real browser; and who sees none of it."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support import walk
from tests.support.live import Live
from tests.support.walk import SOON, handle

pytestmark = pytest.mark.browser

STORY = "Somebody who hands out food cards asked me for sex. Lantern."
SAFE, NOT_FROM = "Ask for Rosa at the blue well", "Uncle Idris"
CLINIC, NETWORK = "Jasmine clinic", "Invented Health Network"
MARKERS = (SAFE, NOT_FROM, CLINIC, NETWORK, "Psychosocial", "Tuesday at nine")
# Where somebody wants to look at the pages: a folder for pictures of both widths.
PICTURES = os.environ.get("AMPARO_JOURNEY_PICTURES", "")


@pytest.fixture
def service(chromium: Browser):
    context = chromium.new_context(viewport={"width": 320, "height": 800})
    yield context.new_page()
    context.close()


def look(page: Page, name: str, *widths: int) -> None:
    """The page at both widths: nothing runs over the side."""
    before = page.viewport_size
    for width in widths or (1280, 375):
        page.set_viewport_size({"width": width, "height": 900})
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
        assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth"), (name, width)
    if before:
        page.set_viewport_size(before)


def test_from_the_door_to_a_consent_taken_back(reporter: Page, desk: Page, service: Page, live: Live) -> None:
    code = ask_at_the_door(reporter, live)
    add_to_the_directory(desk, live)
    help_page = offer_and_agree(desk, live)
    digits = refer_and_print(desk, help_page)
    answer_in_arabic(service, live, digits)
    read_the_answer(desk, live, help_page)
    investigator_sees(desk, live, "Help is in place")
    confirm_and_take_back(reporter, live, code)
    stop_what_was_sent(desk, live, help_page)
    # All that she agreed to: that investigators may know of her help as well.
    investigator_sees(desk, live, "Not known")


def ask_at_the_door(page: Page, live: Live) -> walk.Code:
    page.goto(live.portal)
    handle(page, "start-report").first.click()
    handle(page, "report-category").locator("input[value='SEA-E']").check()
    handle(page, "next").first.click()
    handle(page, "report-story").fill(STORY)
    page.get_by_test_id("report-when").select_option("days-3")
    handle(page, "next").first.click()
    # Urgent help stands there before anything is sent.
    expect(handle(page, "help-now")).to_be_visible()
    page.get_by_test_id("help-wants").select_option("me")
    for need in ("MED", "MHP"):
        page.get_by_test_id("help-needs").locator(f"input[value='{need}']").check()
    page.get_by_test_id("help-safe").fill(SAFE)
    page.get_by_test_id("help-not-from").fill(NOT_FROM)
    assert page.locator("[data-testid=help-consent] option:checked:not([value=''])").count() == 0
    look(page, "door", 375, 320)
    while not handle(page, "submit-report").count():
        handle(page, "next").first.click()
    handle(page, "submit-report").click()
    return walk.take_code(page)


def sit_down(desk: Page, live: Live, role: str) -> None:
    if handle(desk, "lock").count():
        walk.lock_console(desk)
    walk.unlock_console(desk, live, live.member(role))


def open_case(desk: Page, live: Live, found: str) -> None:
    """The case whose page holds `found`; to open one for the first time signs that nothing stands in the way."""
    for number in range(handle(desk, "case-row").count()):
        handle(desk, "case-row").nth(number).click()
        expect(handle(desk, "case-status").first).to_be_visible(timeout=SOON)
        if found in desk.content():
            return
        desk.goto(live.console)
        expect(handle(desk, "case-row").first).to_be_visible(timeout=SOON)
    raise AssertionError("the case is not in this inbox")


def add_to_the_directory(desk: Page, live: Live) -> None:
    sit_down(desk, live, "victim-care-officer")
    desk.goto(f"{live.console}/directory")
    look(desk, "directory-empty")
    handle(desk, "directory-new").click()
    desk.get_by_label("Name of the service").fill(CLINIC)
    desk.get_by_label("Organisation").fill(NETWORK)
    for sector in ("MED", "MHP"):
        desk.locator(f"input[name=sectors][value={sector}]").check()
    desk.locator("textarea[name=phones]").fill("+249 55 010 20 30 | front desk")
    desk.locator("textarea[name=hours]").fill("MO-FR 08:00-17:00")
    desk.locator("select[name=visibility]").select_option("public")
    handle(desk, "directory-save").click()
    desk.goto(f"{live.console}/directory")
    handle(desk, "directory-verified").click()
    expect(handle(desk, "directory-row")).to_contain_text(CLINIC)
    look(desk, "directory")


def offer_and_agree(desk: Page, live: Live) -> str:
    desk.goto(f"{live.console}/help")
    expect(handle(desk, "task-row").filter(has_text="Offer help").first).to_be_visible(timeout=SOON)
    look(desk, "help-today")
    desk.goto(live.console)
    open_case(desk, live, "open-care")
    handle(desk, "open-care").click()
    expect(handle(desk, "next-step")).to_contain_text("Offer help")
    expect(desk.locator("body")).to_contain_text(SAFE)
    expect(desk.locator("body")).not_to_contain_text(STORY)
    help_page = desk.url
    handle(desk, "offer-help").click()
    expect(handle(desk, "outside-line")).to_have_text("Help was offered", timeout=SOON)
    handle(desk, "help-wanted").click()
    expect(handle(desk, "care-state")).to_have_text("Agreed to help", timeout=SOON)
    for step in ("explained", "contact-safe", "child-considered"):
        form = desk.locator(f"form.tick-form:has(input[value={step}])")
        if step == "child-considered":
            form.locator("select[name=age_band]").select_option("adult")
        form.get_by_test_id("episode-step").click()
        expect(
            desk.locator(f"form.tick-form:has(input[value={step}])").get_by_test_id("episode-step")
        ).to_have_text("Take back", timeout=SOON)
    # What she asked for at the door is ticked already.
    assert desk.locator("input[name=needs]:checked").count() == 2
    handle(desk, "needs-save").click()
    expect(handle(desk, "care-state")).to_have_text("Needs agreed", timeout=SOON)
    return help_page


def refer_and_print(desk: Page, help_page: str) -> str:
    handle(desk, "consent-new").click()
    desk.locator("#recipient").select_option(label=f"{CLINIC}, {NETWORK}")
    for item in ("needs", "safe-contact"):
        desk.locator(f"#consents input[name=items][value={item}]").check()
    desk.locator("#consents input[name=answer][value=yes]").check()
    desk.locator("#how").select_option(index=0)
    look(desk, "consent-form")
    handle(desk, "consent-save").click()
    expect(handle(desk, "consent-row")).to_contain_text("In force", timeout=SOON)
    desk.locator("#sector").select_option("MED")
    desk.locator("#entry").select_option(index=1)
    handle(desk, "referral-save").click()
    expect(handle(desk, "referral-row")).to_contain_text("Ready to send", timeout=SOON)
    expect(handle(desk, "next-step")).to_contain_text(f"Send the referral to {NETWORK}")
    handle(desk, "packet").click()
    expect(desk.locator("#item-safe-contact")).to_have_value(SAFE)
    look(desk, "packet-form")
    with desk.expect_download() as saved:
        handle(desk, "packet-pdf").click()
    assert saved.value.suggested_filename == "request-for-help.pdf"
    assert Path(saved.value.path()).read_bytes().startswith(b"%PDF")
    handle(desk, "packet-print").click()
    paper = handle(desk, "packet-paper")
    expect(paper).to_contain_text(SAFE, timeout=SOON)
    expect(paper).not_to_contain_text(NOT_FROM)
    look(desk, "packet-paper")
    digits = handle(desk, "packet-digits").inner_text()
    desk.goto(help_page)
    row = handle(desk, "referral-row")
    tick = row.locator("[data-step=sent]")
    if not tick.get_by_test_id("tick-sent").is_visible():
        tick.locator("summary").click()
    tick.get_by_test_id("tick-sent").click()
    expect(handle(desk, "referral-row")).to_contain_text("Sent, no answer yet", timeout=SOON)
    look(desk, "help-sent")
    # A service that does not answer comes back to today's list by itself.
    expect(desk.locator("#tasks-head ~ ul")).to_contain_text(NETWORK)
    for page in ("caseload", "gaps"):
        desk.goto(f"{desk.url.split('/cases/')[0]}/help/{page}")
        look(desk, f"help-{page}")
        desk.goto(help_page)
    return digits


def answer_in_arabic(page: Page, live: Live, digits: str) -> None:
    page.goto(f"{live.portal}/ar/answer#{re.sub(r'[^0-9]', '', digits)}")
    page.get_by_test_id("packet-value").select_option("accepted")
    page.get_by_test_id("packet-note").fill("Tuesday at nine")
    look(page, "answer-ar", 320)
    page.get_by_test_id("packet-send").click()
    expect(page.get_by_test_id("packet-sent")).to_be_visible(timeout=SOON)
    look(page, "answered-ar", 320)


def read_the_answer(desk: Page, live: Live, help_page: str) -> None:
    walk.synchronise(desk, live)
    desk.goto(help_page)
    expect(handle(desk, "referral-row")).to_contain_text("Accepted", timeout=SOON)
    # What the service wrote stands where its answer stands, and in the history.
    expect(desk.locator("[data-step=answered]")).to_contain_text("Tuesday at nine")
    handle(desk, "referral-history").locator("summary").click()
    expect(handle(desk, "referral-history").locator("li")).to_have_count(2)
    expect(handle(desk, "outside-line")).to_have_text("Help is in place")
    look(desk, "help-accepted")


def investigator_sees(desk: Page, live: Live, line: str) -> None:
    """The one line, and no word of the help anywhere on what this member's keys open."""
    sit_down(desk, live, "investigator")
    open_case(desk, live, STORY)
    expect(handle(desk, "assistance-line")).to_have_text(line)
    case = desk.url.split("?")[0]
    for address in (case, f"{case}/record", f"{case}/work", f"{live.console}/?words=Rosa"):
        desk.goto(address)
        text = desk.content()
        assert [word for word in MARKERS if word in text.replace("?words=Rosa", "")] == [], address
    for closed in (f"{case}/help", f"{live.console}/help"):
        answer = desk.goto(closed)
        assert answer is not None
        assert answer.status == 404


def confirm_and_take_back(page: Page, live: Live, code: walk.Code) -> None:
    page.goto("about:blank")
    walk.come_back(page, live.portal, code.words)
    plan = page.get_by_test_id("help-plan")
    expect(plan).to_contain_text(NETWORK)
    look(page, "plan", 375, 320)
    page.get_by_test_id("help-received").click()
    expect(page.get_by_test_id("help-received")).to_have_count(0, timeout=SOON)
    page.goto("about:blank")
    page.goto(f"{live.portal}/ar/case")
    handle(page, "code-input").fill(code.digits)
    handle(page, "unlock-case").click()
    expect(plan).to_contain_text(NETWORK, timeout=SOON)
    look(page, "plan-ar", 320)
    page.get_by_test_id("clear-page").locator("summary").click()
    page.get_by_test_id("clear-page-yes").click()
    # Somebody may stand beside her: the page shows nothing of the help any more, and takes it back all the same.
    handle(page, "code-input").fill(code.digits)
    handle(page, "unlock-case").click()
    page.get_by_test_id("take-back").locator("summary").click(timeout=SOON)
    expect(plan).to_have_count(0)
    page.get_by_test_id("take-back-yes").click()
    expect(page.get_by_test_id("take-back-outcome")).not_to_have_class("say notice", timeout=SOON)
    expect(page.get_by_test_id("take-back-yes")).not_to_have_attribute("aria-disabled", "true", timeout=SOON)
    look(page, "taken-back-ar", 320)


def stop_what_was_sent(desk: Page, live: Live, help_page: str) -> None:
    sit_down(desk, live, "victim-care-officer")
    desk.goto(f"{live.console}/help")
    expect(handle(desk, "task-row").first).to_contain_text("consent was withdrawn")
    look(desk, "help-today-stop")
    desk.goto(help_page)
    expect(handle(desk, "next-step")).to_contain_text(f"Tell {NETWORK} that the consent was withdrawn.")
    expect(handle(desk, "consent-row")).to_contain_text("Withdrawn")
    row = handle(desk, "referral-row")
    expect(row).to_contain_text("the person says yes")
    expect(row).to_contain_text("Consent withdrawn after sending")
    look(desk, "help-stop")
