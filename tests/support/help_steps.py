"""What people do on the way of help, from the door to a referral on paper, in browsers of any width and language."""

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.support import looking, walk
from tests.support.live import Live
from tests.support.walk import SOON, handle


@dataclass(frozen=True)
class Way:
    """One person's help: her language, how wide her page and the consoles are, and the words that only she uses."""

    language: str
    reporter: tuple[int, ...]
    desk: tuple[int, ...]
    story: str
    safe: str
    not_from: str
    clinic: str
    network: str
    second: str
    note: str

    @property
    def kept_from_investigators(self) -> tuple[str, ...]:
        return (
            *(self.safe, self.not_from, self.clinic, self.network, self.second, self.note),
            "Psychosocial",
        )


WAYS = {
    "en": Way(
        language="en",
        reporter=(360, 375, 320),
        desk=(1280, 375),
        story="Somebody who hands out food cards asked me for sex. Lantern.",
        safe="Ask for Rosa at the blue well",
        not_from="Uncle Idris",
        clinic="Jasmine clinic",
        network="Invented Health Network",
        second="Open Door Lawyers",
        note="Tuesday at nine",
    ),
    "ar": Way(
        language="ar",
        reporter=(320,),
        desk=(375,),
        story="طلب مني رجل يوزع بطاقات الغذاء الجنس. فانوس.",
        safe="اسألوا عن وردة عند البئر الأزرق",
        not_from="الخال إدريس",
        clinic="عيادة الياسمين",
        network="شبكة الصحة الخيالية",
        second="محامو الباب المفتوح",
        note="الثلاثاء الساعة التاسعة",
    ),
}


class Journey:
    """The pages of everybody in it."""

    def __init__(self, reporter: Page, desk: Page, service: Page, live: Live, way: Way) -> None:
        self.reporter, self.desk, self.service, self.live, self.way = reporter, desk, service, live, way
        self.home = f"{live.portal}/{way.language}/"

    def look(self, name: str) -> None:
        looking.look(self.desk, f"{self.way.language}-{name}", self.way.desk)

    def look_at_her_page(self, name: str) -> None:
        looking.look(self.reporter, f"{self.way.language}-{name}", self.way.reporter)

    def referral(self, name: str) -> Locator:
        """The line of a referral to a service."""
        return handle(self.desk, "referral-row").filter(has_text=name)

    def consent(self, name: str) -> Locator:
        """The row of consent for a service."""
        return handle(self.desk, "consent-row").filter(has_text=name)


def ask_at_the_door(journey: Journey) -> walk.Code:
    page, way = journey.reporter, journey.way
    page.goto(journey.home)
    journey.look_at_her_page("home")
    handle(page, "start-report").first.click()
    handle(page, "report-category").locator("input[value='SEA-E']").check()
    journey.look_at_her_page("category")
    handle(page, "next").first.click()
    handle(page, "report-story").fill(way.story)
    page.get_by_test_id("report-when").select_option("days-3")
    journey.look_at_her_page("story")
    handle(page, "next").first.click()
    # Urgent help stands there before anything is sent.
    expect(handle(page, "help-now")).to_be_visible()
    page.get_by_test_id("help-wants").select_option("me")
    for need in ("MED", "MHP"):
        page.get_by_test_id("help-needs").locator(f"input[value='{need}']").check()
    page.get_by_test_id("help-safe").fill(way.safe)
    page.get_by_test_id("help-not-from").fill(way.not_from)
    expect(page.locator("[data-testid=help-consent] option:checked:not([value=''])")).to_have_count(0)
    journey.look_at_her_page("door")
    walk.go_on(page)
    journey.look_at_her_page("check")
    handle(page, "submit-report").click()
    expect(handle(page, "code-saved").first).to_be_visible(timeout=SOON)
    journey.look_at_her_page("code")
    return walk.take_code(page)


def sit_down(journey: Journey, role: str) -> None:
    desk, live = journey.desk, journey.live
    if handle(desk, "lock").count():
        walk.lock_console(desk)
    walk.unlock_console(desk, live, live.member(role))


def add_to_the_directory(journey: Journey) -> None:
    desk, way = journey.desk, journey.way
    sit_down(journey, "victim-care-officer")
    directory = f"{journey.live.console}/directory"
    desk.goto(directory)
    journey.look("directory-before")
    handle(desk, "directory-new").click()
    desk.get_by_label("Name of the service").fill(way.clinic)
    desk.get_by_label("Organisation").fill(way.network)
    for sector in ("MED", "MHP"):
        desk.locator(f"input[name=sectors][value={sector}]").check()
    desk.locator("textarea[name=phones]").fill("+249 55 010 20 30 | front desk")
    desk.locator("textarea[name=hours]").fill("MO-FR 08:00-17:00")
    desk.locator("select[name=visibility]").select_option("public")
    journey.look("directory-entry")
    handle(desk, "directory-save").click()
    desk.goto(directory)
    row = handle(desk, "directory-row").filter(has_text=way.clinic)
    row.get_by_test_id("directory-verified").click()
    expect(row).to_contain_text(way.network)
    journey.look("directory")


def find_help(journey: Journey) -> str:
    """Her case among all that victim care may open: the one with her safe way of contact; the address of its help."""
    desk = journey.desk
    desk.goto(journey.live.console)
    rows = handle(desk, "case-row")
    expect(rows.first).to_be_visible(timeout=SOON)
    for number in range(rows.count()):
        # To open one for the first time signs that nothing stands in the way.
        rows.nth(number).click()
        expect(handle(desk, "case-status").first).to_be_visible(timeout=SOON)
        desk.wait_for_load_state()
        if handle(desk, "open-care").count():
            handle(desk, "open-care").click()
            expect(handle(desk, "next-step")).to_be_visible(timeout=SOON)
            desk.wait_for_load_state()
            if journey.way.safe in desk.content():
                return desk.url
        desk.goto(journey.live.console)
        expect(rows.first).to_be_visible(timeout=SOON)
    raise AssertionError("the case is not in this inbox")


def offer_and_agree(journey: Journey) -> str:
    desk, way = journey.desk, journey.way
    desk.goto(f"{journey.live.console}/help")
    expect(handle(desk, "task-row").filter(has_text="Offer help").first).to_be_visible(timeout=SOON)
    journey.look("help-today")
    help_page = find_help(journey)
    expect(handle(desk, "next-step")).to_contain_text("Offer help")
    expect(desk.locator("body")).not_to_contain_text(way.story)
    # The offer speaks her language.
    expect(desk.locator("#offer")).to_have_attribute("lang", way.language)
    journey.look("help-offer")
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
    expect(desk.locator("input[name=needs]:checked")).to_have_count(2)
    handle(desk, "needs-save").click()
    expect(handle(desk, "care-state")).to_have_text("Needs agreed", timeout=SOON)
    return help_page


def agree(journey: Journey, who: str, **chosen: str) -> None:
    """She agrees to one recipient. `chosen`: the one of the list, or the name that is typed."""
    desk = journey.desk
    handle(desk, "consent-new").click()
    if "label" in chosen:
        desk.locator("#recipient").select_option(label=chosen["label"])
    else:
        desk.locator("#consent-org").fill(who)
    for item in ("needs", "safe-contact"):
        desk.locator(f"#consents input[name=items][value={item}]").check()
    desk.locator("#consents input[name=answer][value=yes]").check()
    desk.locator("#how").select_option(index=0)
    journey.look("consent-form")
    handle(desk, "consent-save").click()
    expect(journey.consent(who)).to_contain_text("In force", timeout=SOON)


def refer(journey: Journey, who: str, sector: str, **chosen: str) -> None:
    """One line of the checklist. `chosen`: the service of the list, or the name that is typed."""
    desk = journey.desk
    desk.locator("#sector").select_option(sector)
    if "label" in chosen:
        desk.locator("#entry").select_option(label=chosen["label"])
    else:
        desk.locator("#organisation").fill(who)
    handle(desk, "referral-save").click()
    expect(journey.referral(who)).to_contain_text("Ready to send", timeout=SOON)


def print_packet(journey: Journey, help_page: str) -> str:
    """The clinic's packet on paper; its code in digits."""
    desk, way = journey.desk, journey.way
    journey.referral(way.network).get_by_test_id("packet").click()
    expect(desk.locator("#item-safe-contact")).to_have_value(way.safe)
    journey.look("packet-form")
    with desk.expect_download() as saved:
        handle(desk, "packet-pdf").click()
    assert saved.value.suggested_filename == "request-for-help.pdf"
    assert Path(saved.value.path()).read_bytes().startswith(b"%PDF")
    handle(desk, "packet-print").click()
    paper = handle(desk, "packet-paper")
    expect(paper).to_contain_text(way.safe, timeout=SOON)
    expect(paper).not_to_contain_text(way.not_from)
    journey.look("packet-paper")
    digits = handle(desk, "packet-digits").inner_text()
    desk.goto(help_page)
    return digits


def tick_sent(journey: Journey) -> None:
    """The clinic has its paper."""
    row = journey.referral(journey.way.network)
    tick = row.locator("[data-step=sent]")
    tick.locator("summary").wait_for()
    if not tick.get_by_test_id("tick-sent").is_visible():
        tick.locator("summary").click()
    tick.get_by_test_id("tick-sent").click()
    expect(row).to_contain_text("Sent, no answer yet", timeout=SOON)
    journey.look("help-sent")
