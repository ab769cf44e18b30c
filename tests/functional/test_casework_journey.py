"""One case from the report to the review, in a real browser, between a real portal and the members' consoles."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support import walk
from tests.support.live import Live
from tests.support.walk import SOON, handle

pytestmark = pytest.mark.browser

STORY = "The fuel manager sells ten cans each week."
REPORT = {
    "allegations": "Fuel was sold.",
    "steps": "Book and gauge compared on four days.",
    "evidence": "Fuel book; photographs of the gauge.",
    "findings": "Ten cans a week are missing since June.",
    "recommendations": "Two people sign.",
    "lessons": "Gauge and book belong into two hands.",
}
# Where somebody wants to look at the pages: a folder for pictures of both widths.
PICTURES = os.environ.get("AMPARO_JOURNEY_PICTURES", "")


@pytest.fixture
def reporter(chromium: Browser):
    context = chromium.new_context(viewport={"width": 375, "height": 800})
    yield context.new_page()
    context.close()


@pytest.fixture
def desk(chromium: Browser):
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def look(page: Page, name: str) -> None:
    """The page at both widths: nothing runs over the side."""
    before = page.viewport_size
    for width in (1280, 375):
        page.set_viewport_size({"width": width, "height": 900})
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
        assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth"), (name, width)
    if before:
        page.set_viewport_size(before)


def sit_down(desk: Page, live: Live, role: str) -> str:
    """A member unlocks, declares that nothing stands in the way, and opens the case; its address."""
    if handle(desk, "lock").count():
        walk.lock_console(desk)
    walk.unlock_console(desk, live, live.member(role))
    return walk.open_case(desk, live, STORY)


def test_from_the_report_to_the_review(reporter: Page, desk: Page, live: Live) -> None:
    code = walk.report(reporter, live.portal, STORY, categories=("FRD",))
    ask_and_answer(reporter, desk, live, code)
    work_and_propose(desk)
    address = approve_and_close(desk, live)
    read_and_ask_for_a_review(reporter, live, code)
    let_oversight_in(desk, address)
    decide_the_review(desk, live)
    reporter.goto("about:blank")
    walk.come_back(reporter, live.portal, code.words)
    expect(handle(reporter, "case-status")).to_contain_text("Open again")
    expect(handle(reporter, "review")).to_contain_text("You asked a fair question.")
    look(reporter, "reopened")


def ask_and_answer(reporter: Page, desk: Page, live: Live, code: walk.Code) -> None:
    sit_down(desk, live, "investigator")
    handle(desk, "acknowledge").click()
    handle(desk, "reply-text").fill("Which days of the week?")
    handle(desk, "ask-question").click()
    expect(handle(desk, "message").filter(has_text="Which days")).to_be_visible(timeout=SOON)
    look(desk, "conversation")

    walk.come_back(reporter, live.portal, code.words)
    look(reporter, "question")
    handle(reporter, "answer-text").fill("Tuesday and Friday.")
    handle(reporter, "send-answer").click()
    expect(handle(reporter, "message").filter(has_text="Tuesday")).to_be_visible(timeout=SOON)
    expect(handle(reporter, "case-status")).to_contain_text("We have your answer")


def work_and_propose(desk: Page) -> None:
    handle(desk, "tab-work").click()
    handle(desk, "assess-decision").select_option("investigate")
    handle(desk, "assess-region").select_option("mena")
    handle(desk, "assessment-save").click()
    handle(desk, "task-text").fill("Ask the depot for the fuel book")
    handle(desk, "task-save").click()
    desk.locator("[data-testid=plan-step] summary").first.click()
    handle(desk, "step-done").first.click()
    look(desk, "work")
    handle(desk, "task-done").click()

    handle(desk, "tab-decision").click()
    handle(desk, "outcome-select").select_option("SUB")
    for name, text in REPORT.items():
        handle(desk, f"part-{name}").fill(text)
    handle(desk, "propose").last.click()
    expect(handle(desk, "why-not")).to_be_visible(timeout=SOON)
    look(desk, "proposed")


def approve_and_close(desk: Page, live: Live) -> str:
    address = sit_down(desk, live, "head-of-investigations")
    handle(desk, "tab-decision").click()
    handle(desk, "approve").click()
    expect(handle(desk, "close-case")).to_be_visible(timeout=SOON)
    look(desk, "approved")
    handle(desk, "close-case").click()
    expect(handle(desk, "case-status").filter(has_text="Closed").first).to_be_visible(timeout=SOON)

    return address


def read_and_ask_for_a_review(reporter: Page, live: Live, code: walk.Code) -> None:
    reporter.goto("about:blank")
    walk.come_back(reporter, live.portal, code.digits)
    expect(handle(reporter, "case-outcome")).to_have_text("We found that it happened.")
    reporter.locator("[data-testid=ask-review] summary").click()
    reporter.locator("[data-testid=review-ground] input[value=not-explained]").check()
    handle(reporter, "review-text").fill("What happens to him?")
    look(reporter, "review")
    handle(reporter, "send-review").click()
    expect(handle(reporter, "ask-review")).to_have_count(0, timeout=SOON)


def decide_the_review(desk: Page, live: Live) -> None:
    sit_down(desk, live, "oversight")
    handle(desk, "tab-decision").click()
    handle(desk, "review-reopened").check()
    handle(desk, "review-text").fill("You asked a fair question. We look at it again.")
    look(desk, "deciding-the-review")
    handle(desk, "review-save").click()
    expect(handle(desk, "case-status").filter(has_text="Open again").first).to_be_visible(timeout=SOON)
    walk.lock_console(desk)


def let_oversight_in(desk: Page, address: str) -> None:
    """Whoever worked on it may not decide; the head grants oversight the case, keys and all."""
    handle(desk, "sync").click()
    expect(handle(desk, "lock").first).to_be_visible(timeout=SOON)
    desk.goto(f"{address}/decision")
    expect(handle(desk, "review")).to_contain_text("somebody else must decide")
    desk.goto(f"{address}/access")
    # The keyring knows no names: both members of oversight are let in.
    options = handle(desk, "grant-to").locator("option").filter(has_text="Oversight").all()
    for member in [option.get_attribute("value") for option in options]:
        desk.goto(f"{address}/access")
        handle(desk, "grant-to").select_option(member)
        handle(desk, "grant-save").click()
        expect(handle(desk, "lock").first).to_be_visible(timeout=SOON)
    expect(handle(desk, "holder").filter(has_text="Oversight")).to_have_count(len(options), timeout=SOON)
    handle(desk, "sync").click()
    expect(handle(desk, "lock").first).to_be_visible(timeout=SOON)
