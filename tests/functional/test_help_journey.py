"""Help from the door to consents taken back, one and then all, in a real browser; and who sees none of it.

Once in English, at a desk; once in Arabic, with the reporter's page 320 pixels wide and the consoles, which speak
English, in a window as wide as a phone.
"""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.support import looking, walk
from tests.support.help_steps import (
    WAYS,
    Journey,
    Way,
    add_to_the_directory,
    agree,
    ask_at_the_door,
    offer_and_agree,
    print_packet,
    refer,
    sit_down,
    tick_sent,
)
from tests.support.live import Live
from tests.support.walk import SOON, handle

pytestmark = pytest.mark.browser


@pytest.fixture(params=list(WAYS))
def way(request: pytest.FixtureRequest) -> Way:
    return WAYS[request.param]


@pytest.fixture
def reporter(chromium: Browser, way: Way):
    context = chromium.new_context(viewport={"width": way.reporter[0], "height": 800}, locale=way.language)
    yield context.new_page()
    context.close()


@pytest.fixture
def desk(chromium: Browser, way: Way):
    context = chromium.new_context(viewport={"width": way.desk[0], "height": 900})
    page = context.new_page()
    yield page
    if handle(page, "lock").count():
        walk.lock_console(page)
    context.close()


@pytest.fixture
def service(chromium: Browser):
    """The service's phone."""
    context = chromium.new_context(viewport={"width": 320, "height": 800})
    yield context.new_page()
    context.close()


def test_from_the_door_to_consents_taken_back(
    reporter: Page, desk: Page, service: Page, live: Live, way: Way
) -> None:
    journey = Journey(reporter, desk, service, live, way)
    code = ask_at_the_door(journey)
    add_to_the_directory(journey)
    help_page = offer_and_agree(journey)
    digits = refer_and_print(journey, help_page)
    answer_in_arabic(journey, digits)
    read_the_answer(journey, help_page)
    investigator_sees(journey, "Help is in place")
    confirm_and_take_one_back(journey, code)
    stop_what_was_sent_to_one(journey, help_page)
    # She took nothing of this line back: that help is in place stays true.
    investigator_sees(journey, "Help is in place")
    take_everything_back(journey, code)
    stop_everything(journey, help_page)
    # All that she agreed to: that investigators may know of her help as well.
    investigator_sees(journey, "Not known")


def refer_and_print(journey: Journey, help_page: str) -> str:
    desk, way = journey.desk, journey.way
    agree(journey, way.network, label=f"{way.clinic}, {way.network}")
    agree(journey, way.second)
    refer(journey, way.network, "MED", label=f"{way.clinic}, {way.network}")
    refer(journey, way.second, "LEG")
    expect(handle(desk, "next-step")).to_contain_text(f"Send the referral to {way.network}")
    digits = print_packet(journey, help_page)
    tick_sent(journey)
    # A service that does not answer comes back to today's list by itself.
    expect(desk.locator("#tasks-head ~ ul")).to_contain_text(way.network)
    for page in ("caseload", "gaps"):
        desk.goto(f"{journey.live.console}/help/{page}")
        journey.look(f"help-{page}")
    return digits


def answer_in_arabic(journey: Journey, digits: str) -> None:
    page = journey.service
    page.goto(f"{journey.live.portal}/ar/answer#{re.sub(r'[^0-9]', '', digits)}")
    page.get_by_test_id("packet-value").select_option("accepted")
    page.get_by_test_id("packet-note").fill(journey.way.note)
    looking.look(page, f"{journey.way.language}-answer", [320])
    page.get_by_test_id("packet-send").click()
    expect(page.get_by_test_id("packet-sent")).to_be_visible(timeout=SOON)
    looking.look(page, f"{journey.way.language}-answered", [320])


def read_the_answer(journey: Journey, help_page: str) -> None:
    desk, way = journey.desk, journey.way
    walk.synchronise(desk, journey.live)
    desk.goto(help_page)
    row = journey.referral(way.network)
    expect(row).to_contain_text("Accepted", timeout=SOON)
    # What the service wrote stands where its answer stands, and in the history, as said by the service.
    expect(row.locator("[data-step=answered]")).to_contain_text(way.note)
    row.get_by_test_id("referral-history").locator("summary").click()
    history = row.get_by_test_id("referral-history").locator("li")
    expect(history).to_have_count(2)
    expect(history.last).to_contain_text("the service, with its packet code")
    expect(handle(desk, "outside-line")).to_have_text("Help is in place")
    journey.look("help-accepted")


def investigator_sees(journey: Journey, line: str) -> None:
    """The one line, and no word of the help anywhere on what this member's keys open."""
    desk, live, way = journey.desk, journey.live, journey.way
    sit_down(journey, "investigator")
    case = walk.open_case(desk, live, way.story)
    expect(handle(desk, "assistance-line")).to_have_text(line)
    for address in (case, f"{case}/record", f"{case}/work"):
        desk.goto(address)
        text = desk.content()
        assert [word for word in way.kept_from_investigators if word in text] == [], address
    desk.goto(live.console)
    handle(desk, "search").fill(way.safe)
    handle(desk, "search-go").click()
    expect(handle(desk, "search")).to_have_value(way.safe)
    expect(handle(desk, "case-row")).to_have_count(0)
    for closed in (f"{case}/help", f"{live.console}/help"):
        answer = desk.goto(closed)
        assert answer is not None
        assert answer.status == 404


def come_back(journey: Journey, code: str) -> Locator:
    """She opens her case again; where her help stands, if it does."""
    page = journey.reporter
    page.goto("about:blank")
    page.goto(f"{journey.home}case")
    handle(page, "code-input").fill(code)
    handle(page, "unlock-case").click()
    expect(handle(page, "case-status").first).to_be_visible(timeout=SOON)
    return page.get_by_test_id("help-plan")


def confirm_and_take_one_back(journey: Journey, code: walk.Code) -> None:
    page, way = journey.reporter, journey.way
    plan = come_back(journey, code.words)
    expect(plan).to_contain_text(way.network)
    journey.look_at_her_page("plan")
    page.get_by_test_id("help-received").click()
    expect(page.get_by_test_id("help-received")).to_have_count(0, timeout=SOON)
    row = page.get_by_test_id("help-consent").filter(has_text=way.network)
    row.get_by_test_id("help-withdraw").click()
    journey.look_at_her_page("plan-asked")
    row.get_by_test_id("help-withdraw-yes").click()
    expect(row.get_by_test_id("help-withdrawn")).to_be_visible(timeout=SOON)
    # The other one stands.
    expect(page.get_by_test_id("help-withdraw")).to_have_count(1)
    journey.look_at_her_page("plan-one-back")


def stop_what_was_sent_to_one(journey: Journey, help_page: str) -> None:
    """What hung on the one consent stops, and what hung on the other goes on."""
    desk, way = journey.desk, journey.way
    sit_down(journey, "victim-care-officer")
    desk.goto(f"{journey.live.console}/help")
    tasks = handle(desk, "task-row").filter(has_text=way.network)
    expect(tasks).to_have_count(1)
    expect(tasks).to_contain_text("consent was withdrawn")
    journey.look("help-today-stop")
    desk.goto(help_page)
    expect(handle(desk, "next-step")).to_contain_text(f"Tell {way.network} that the consent was withdrawn.")
    expect(journey.consent(way.network)).to_contain_text("Withdrawn")
    expect(journey.consent(way.second)).to_contain_text("In force")
    row = journey.referral(way.network)
    expect(row).to_contain_text("the person says yes")
    expect(row.locator("[data-step=received]")).to_contain_text("the person, with the case code")
    expect(row).to_contain_text("Consent withdrawn after sending")
    # Neither its answer nor a follow-up is waited for any more.
    expect(desk.locator("#tasks-head ~ ul li").filter(has_text=way.network)).to_have_count(1)
    expect(row.get_by_test_id("followup-save")).to_have_count(0)
    expect(journey.referral(way.second)).to_contain_text("Ready to send")
    expect(handle(desk, "outside-line")).to_have_text("Help is in place")
    journey.look("help-stop")


def take_everything_back(journey: Journey, code: walk.Code) -> None:
    page = journey.reporter
    come_back(journey, code.digits)
    page.get_by_test_id("clear-page").locator("summary").click()
    page.get_by_test_id("clear-page-yes").click()
    expect(handle(page, "code-input")).to_be_visible(timeout=SOON)
    # Somebody may stand beside her: the page shows nothing of the help any more, and takes it back all the same.
    plan = come_back(journey, code.digits)
    page.get_by_test_id("take-back").locator("summary").click(timeout=SOON)
    expect(plan).to_have_count(0)
    page.get_by_test_id("take-back-yes").click()
    expect(page.get_by_test_id("take-back-outcome")).not_to_have_class("say notice", timeout=SOON)
    expect(page.get_by_test_id("take-back-yes")).not_to_have_attribute("aria-disabled", "true", timeout=SOON)
    journey.look_at_her_page("taken-back")


def stop_everything(journey: Journey, help_page: str) -> None:
    desk, way = journey.desk, journey.way
    sit_down(journey, "victim-care-officer")
    desk.goto(help_page)
    for name in (way.network, way.second):
        expect(journey.consent(name)).to_contain_text("Withdrawn")
    expect(journey.referral(way.second)).to_contain_text("Consent withdrawn")
    expect(handle(desk, "outside-line")).to_have_text("Not known")
    journey.look("help-all-back")
