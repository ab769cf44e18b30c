"""One case from the report to the review, in a real browser, between a real portal and the members' consoles."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support import looking, walk
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

# The console walked at a desk's width and the reporter on a phone; then the console on a phone.
WIDTHS = {"desk": (1280, 375), "phone": (375, 1280)}
PARTS = ("conversation", "work", "decision", "access", "keeping", "record", "evidence")
PLACES = (
    "inbox",
    "overview",
    "calendar",
    "retention",
    "duty",
    "directory",
    "keys",
    "leavers",
    "suspension",
    "policies",
)


@pytest.fixture(params=["desk", pytest.param("phone", marks=pytest.mark.long)])
def widths(request: pytest.FixtureRequest) -> tuple[int, int]:
    """Of the console, and of the reporter's browser."""
    return WIDTHS[request.param]


@pytest.fixture
def reporter(chromium: Browser, widths: tuple[int, int]):
    context = chromium.new_context(viewport={"width": widths[1], "height": 800})
    yield context.new_page()
    context.close()


@pytest.fixture
def desk(chromium: Browser, widths: tuple[int, int]):
    context = chromium.new_context(viewport={"width": widths[0], "height": 900})
    page = context.new_page()
    yield page
    if handle(page, "lock").count():
        walk.lock_console(page)
    context.close()


@pytest.fixture
def story(widths: tuple[int, int]) -> str:
    """Of this walk alone, so that it is found in an inbox with others."""
    return f"{STORY} {widths[0]} litres."


def look(page: Page, name: str) -> None:
    """At a desk's width and at a phone's."""
    looking.look(page, name, (1280, 375))


def look_at_all(desk: Page, live: Live, address: str, name: str) -> None:
    """Every part of a case, each with the tabs that lead on, and every page beside the cases."""
    for part in PARTS:
        desk.goto(address if part == "conversation" else f"{address}/{part}")
        expect(handle(desk, "case-status").first).to_be_visible()
        expect(desk.locator("nav.case-tabs [aria-current=true]")).to_have_count(1)
        look(desk, f"{name}-{part}")
    desk.goto(f"{address}/identity")
    expect(desk.locator("nav.case-tabs")).to_have_count(1)
    look(desk, f"{name}-identity")
    for place in PLACES:
        desk.goto(f"{live.console.rstrip('/')}/{place}")
        expect(desk.locator("h1").first).to_be_visible()
        look(desk, f"{name}-{place}")
    desk.goto(address)


def sit_down(desk: Page, live: Live, role: str, story: str, which: int = 0) -> str:
    """A member unlocks, declares that nothing stands in the way, and opens the case; its address."""
    if handle(desk, "lock").count():
        walk.lock_console(desk)
    walk.unlock_console(desk, live, live.member(role, which))
    return walk.open_case(desk, live, story)


def test_from_the_report_to_the_review(reporter: Page, desk: Page, live: Live, story: str) -> None:
    code = walk.report(reporter, live.portal, story, categories=("FRD",))
    ask_and_answer(reporter, desk, live, code, story)
    work_and_propose(desk)
    address = approve_and_close(desk, live, story)
    read_and_ask_for_a_review(reporter, live, code)
    let_oversight_in(desk, live, address)
    decide_the_review(desk, live, story)
    reporter.goto("about:blank")
    walk.come_back(reporter, live.portal, code.words)
    expect(handle(reporter, "case-status")).to_contain_text("Open again")
    expect(handle(reporter, "review")).to_contain_text("You asked a fair question.")
    look(reporter, "reopened")


def test_an_excluded_investigator_comes_in_with_oversight(
    reporter: Page, desk: Page, live: Live, story: str
) -> None:
    told = f"It is about the investigators. {story}"
    code = walk.report(reporter, live.portal, told, categories=("FRD",), conflicts=("investigation-office",))
    excluded = live.member("investigator")
    # The excluded console lists nothing of it and counts nothing.
    walk.unlock_console(desk, live, excluded)
    assert not lists(desk, told)
    # One of oversight reads it, and signs that one investigator may be let in.
    address = sit_down(desk, live, "oversight", told)
    handle(desk, "acknowledge").click()
    expect(handle(desk, "case-status").filter(has_text="Read").first).to_be_visible(timeout=SOON)
    desk.goto(f"{address}/access")
    expect(handle(desk, "approve-excluded").first).to_be_visible()
    look(desk, "excluded-before-oversight-signed")
    signs = handle(desk, "approve-excluded").count()
    for number in range(signs):
        handle(desk, "approve-excluded").nth(0).click()
        expect(handle(desk, "approve-excluded")).to_have_count(signs - number - 1, timeout=SOON)
    look(desk, "excluded-oversight-signed")
    walk.synchronise(desk, live)
    # The other one grants it, to every investigator: the keyring knows no names.
    address = sit_down(desk, live, "oversight", told, 1)
    desk.goto(f"{address}/access")
    options = handle(desk, "grant-to").locator("option").filter(has_text="Investigator").all()
    for member in [option.get_attribute("value") for option in options]:
        desk.goto(f"{address}/access")
        handle(desk, "grant-to").select_option(member)
        handle(desk, "grant-save").click()
        expect(handle(desk, "lock").first).to_be_visible(timeout=SOON)
    expect(handle(desk, "holder").filter(has_text="Investigator")).to_have_count(len(options), timeout=SOON)
    look_at_all(desk, live, address, "excluded")
    # Now the investigator reads it, and what oversight wrote before.
    sit_down(desk, live, "investigator", told)
    handle(desk, "reply-text").fill("We look into it, with oversight beside us.")
    handle(desk, "send-reply").click()
    expect(handle(desk, "message").filter(has_text="oversight beside us")).to_be_visible(timeout=SOON)
    walk.come_back(reporter, live.portal, code.digits)
    expect(handle(reporter, "message").filter(has_text="oversight beside us")).to_be_visible(timeout=SOON)
    look(reporter, "excluded-reporter")


def lists(desk: Page, story: str) -> bool:
    """Whether some case of this inbox holds the story."""
    rows = handle(desk, "case-row")
    for number in range(rows.count()):
        rows.nth(number).click()
        expect(handle(desk, "case-story").first).to_be_visible(timeout=SOON)
        if story in handle(desk, "case-story").first.inner_text():
            return True
        desk.go_back()
        expect(handle(desk, "inbox").first).to_be_visible(timeout=SOON)
    return False


def ask_and_answer(reporter: Page, desk: Page, live: Live, code: walk.Code, story: str) -> None:
    sit_down(desk, live, "investigator", story)
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


def approve_and_close(desk: Page, live: Live, story: str) -> str:
    address = sit_down(desk, live, "head-of-investigations", story)
    handle(desk, "tab-decision").click()
    handle(desk, "approve").click()
    expect(handle(desk, "close-case")).to_be_visible(timeout=SOON)
    look(desk, "approved")
    handle(desk, "close-case").click()
    expect(handle(desk, "case-status").filter(has_text="Closed").first).to_be_visible(timeout=SOON)
    look_at_all(desk, live, address, "closed")
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


def decide_the_review(desk: Page, live: Live, story: str) -> None:
    sit_down(desk, live, "oversight", story)
    handle(desk, "tab-decision").click()
    handle(desk, "review-reopened").check()
    handle(desk, "review-text").fill("You asked a fair question. We look at it again.")
    look(desk, "deciding-the-review")
    handle(desk, "review-save").click()
    expect(handle(desk, "case-status").filter(has_text="Open again").first).to_be_visible(timeout=SOON)
    walk.lock_console(desk)


def let_oversight_in(desk: Page, live: Live, address: str) -> None:
    """Whoever worked on it may not decide; the head grants oversight the case, keys and all."""
    walk.synchronise(desk, live)
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
    walk.synchronise(desk, live)
