"""Help for the person harmed, on real consoles over a real portal: offer, consent, referral, receipt, withdrawal."""

import datetime as dt
import re

import pytest

from crypto.events import Author, seal_event
from investigator_console.cases.record import load_case
from investigator_console.cases.writing import Refused, write_event
from investigator_console.referrals.service import do_act
from policies import load as load_policies
from tests.functional.test_console_casework import REPORT
from tests.support.basic_portal import Visitor
from tests.support.console_world import Browser, inbox, open_office
from tests.support.portal_world import ORIGIN, Organisation
from tests.unit.policies.assistance_histories import consent as consent_act
from tests.unit.policies.assistance_histories import referral as referral_act

POLICIES = load_policies()
ASKED = {"wants_support": "yes", "needs": ["MED", "MHP"], "recency": "within-72h", "harmed_person": "me"}
ITEMS = ["needs", "safe-contact"]


@pytest.fixture(scope="session")
def organisation():
    return Organisation.found()


@pytest.fixture
def office(tmp_path, organisation):
    made = open_office(tmp_path, organisation)
    yield made
    made.world.services.store.close()


def unlocked(office, name, group, index):
    vault = office.hire(name, group, index)
    office.sync(vault)
    vault.close()
    browser = Browser(office.console())
    browser.unlock(name)
    browser.wait()
    return browser


@pytest.fixture
def officer(office):
    browser = unlocked(office, "Paz Officer", "VCO", 2)
    yield browser
    browser.console.lock()


@pytest.fixture
def care(office):
    browser = unlocked(office, "Vera Care", "VCO", 0)
    yield browser
    browser.console.lock()


@pytest.fixture
def investigator(office):
    browser = unlocked(office, "Ina Investigator", "INV", 1)
    yield browser
    browser.console.lock()


@pytest.fixture
def head(office):
    browser = unlocked(office, "Hedi Head", "INV", 0)
    yield browser
    browser.console.lock()


class Helper:
    """Somebody of victim care on one case's page."""

    def __init__(self, browser):
        self.browser = browser
        browser.console.desk.sync.start()
        browser.wait()
        self.case = browser.first_case()
        self.path = f"{self.case}/help"

    def page(self):
        return self.browser.get(self.path)

    def do(self, act, status=302, **fields):
        answer = self.browser.post(f"{self.path}/{act}", self.page(), **fields)
        assert answer.status_code == status, answer.text
        if status == 302:
            self.browser.wait()
        return answer

    def sync(self):
        self.browser.console.desk.sync.start()
        self.browser.wait()
        return self.page()

    def referral(self):
        return re.search(r'name="referral" value="([0-9a-f]{64})"', self.page().text)[1]

    def agree(self, **more):
        fields = {"organisation": "Camp clinic", "answer": "yes", "given_by": "person", "how": "in-person"}
        return self.do("consent", **({**fields, "items": ITEMS, "age_band": "adult"} | more))


def say(correspondent, body):
    """The reporter signs an act with the case code."""
    event = seal_event(
        {"v": 1, **body, "sent_at": "2026-11-22T09:00Z"},
        c=16,
        key=correspondent.keys().threads[3],
        case_id=correspondent.case_id,
        author=Author.reporter(correspondent.reporter.keys),
        parents=correspondent.log().thread_heads,
        keyring_hash=correspondent.world.keyring.hash,
        deployment=correspondent.world.deployment,
    )
    answer = correspondent.world.client.post("/api/v1/mailbox/events", data=event.encode())
    assert answer.status_code == 201, answer.data


def test_from_offer_to_receipt_and_withdrawal(office, officer, investigator):
    person = office.report(categories=("SEA-E",), help_asked=ASKED)
    assert "Offer help" in unescaped(today_of(officer))
    helper = Helper(officer)
    assert "hours left at most" in helper.page().text
    helper.do("episode", state="offered", message="We can help.")
    assert [message.text for message in person.case().messages] == ["We can help."]
    assert line_of(investigator) == "Help was offered"
    helper.do("episode", state="consented")
    for step in ("explained", "contact-safe"):
        helper.do("step", step=step, done="yes")
    helper.do("step", step="child-considered", done="yes", age_band="adult")
    helper.do("episode", state="needs-agreed", needs=["MED"])
    helper.agree()
    helper.do("referral", sector="MED", organisation="Camp clinic", urgent="yes")
    made = helper.referral()
    assert person.case().plan.items[0].kind == "consent"
    refused = helper.do("tick", status=400, referral=made, step="sent", evidence="phone")
    assert "Call the service" in refused.text
    helper.do("tick", referral=made, step="sent", checked="yes", evidence="phone")
    helper.do("episode", state="plan")
    helper.do("tick", referral=made, step="answered", value="accepted", evidence="phone")
    assert line_of(investigator) == "Help is in place"
    shown = {one.kind: one for one in person.case().plan.items}
    assert (shown["referral"].organisation, shown["referral"].sector) == ("Camp clinic", "MED")
    say(person, {"type": "receipt", "referral": made, "received": True})
    assert "the person says yes" in helper.sync().text
    say(person, {"type": "consent-withdraw", "consents": [shown["consent"].id]})
    page = helper.sync()
    assert "Tell Camp clinic that the consent was withdrawn." in page.text
    assert 'class="referral stop"' in page.text
    helper.do("tick", referral=made, step="result", result="revoked", funding="own")
    assert "Tell Camp clinic" not in helper.page().text


def test_the_coded_line_follows_what_the_person_takes_back_without_a_click(office, care, investigator):
    person = office.report(categories=("SEA-E",), help_asked=ASKED)
    helper = Helper(care)
    helper.do("episode", state="offered")
    helper.do("episode", state="consented")
    helper.agree(recipient="investigation", organisation="")
    assert line_of(investigator) == "Help was offered"
    (row,) = person.case().plan.items
    say(person, {"type": "consent-withdraw", "consents": [row.id]})
    helper.sync()
    assert line_of(investigator) == "Not known"
    # And only once: a colleague who synchronises as well adds nothing.
    written = len(person.log().records)
    helper.sync()
    assert len(person.log().records) == written


def unescaped(text):
    return text.replace("&#39;", "'")


def today_of(browser):
    browser.console.desk.sync.start()
    browser.wait()
    return browser.get("/help").text


def line_of(browser):
    browser.console.desk.sync.start()
    browser.wait()
    return re.search(r'data-testid="assistance-line">([^<]+)<', browser.get(browser.first_case()).text)[1]


def test_an_investigator_opens_nothing_of_the_help(office, care, investigator):
    office.report(categories=("SEA-E",), help_asked={**ASKED, "safe_contact": "Ask for Rosa at the well"})
    helper = Helper(care)
    helper.do("episode", state="offered", message="Secret words")
    helper.do("episode", state="consented")
    helper.agree()
    helper.do("referral", sector="MED", organisation="Camp clinic")
    helper.do("note", text="Transport on Monday")
    line_of(investigator)
    desk = investigator.console.desk
    (summary,) = desk.shelf.listed()
    record = load_case(desk.vault, desk.policies, summary.case_id)
    assert 3 not in record.keys.lanes
    seen = [
        (lane, body["type"])
        for one in record.log.records
        for lane, body in one.bodies.items()
        # Their own declaration before reading is the only other thing that opens.
        if "type" in body and one.author != record.me
    ]
    assert seen == [(5, "assistance")]
    case = record.case
    assert (case.episode.begun, case.ledger.rows, case.referrals, case.plan) == (False, (), (), None)
    assert (case.request.used, case.notes, case.messages) == (False, (), ())
    page = investigator.get(investigator.first_case()).text
    for word in ("Rosa", "clinic", "Secret", "Transport", "Clinical"):
        assert word not in page
    assert investigator.get("/help").status_code == 404
    assert investigator.get(f"{investigator.first_case()}/help").status_code == 404


def test_i6_the_engine_itself_refuses_to_send_without_a_live_row(office, care):
    person = office.report(categories=("SEA-E",), help_asked=ASKED)
    Helper(care)
    desk = care.console.desk
    (case_id,) = [one.case_id for one in desk.shelf.listed()]

    def act(body):
        return do_act(desk.vault, desk.shelf, desk.policies, case_id, body)

    today = dt.datetime.now(dt.UTC).date().isoformat()
    act({"type": "episode", "state": "offered", "manager_role": "victim-care-officer"})
    made = act(referral_act(on=today)).event_id.hex()
    sent = {"v": 1, "type": "referral-step", "referral": made, "step": "sent", "on": today, "checked": True}
    # Past every page and every service: the one function that writes anything.
    record = load_case(desk.vault, desk.policies, case_id)
    assert isinstance(write_event(desk.vault, record, 3, sent), Refused)
    act(consent_act(on=today, until="2099-01-01"))
    record = load_case(desk.vault, desk.policies, case_id)
    assert not isinstance(write_event(desk.vault, record, 3, sent), Refused)
    say(person, {"type": "consent-withdraw", "all": True})
    desk.sync.start()
    care.wait()
    again = act(referral_act(on=today)).event_id.hex()
    assert isinstance(act({**sent, "referral": again}), Refused)


def test_two_officers_tick_at_once_days_offline_and_lose_nothing(office, care, officer):
    office.report(categories=("SEA-E",), help_asked=ASKED)
    vera, paz = Helper(care), Helper(officer)
    vera.do("episode", state="offered")
    vera.do("episode", state="consented")
    vera.agree()
    vera.do("referral", sector="MED", organisation="Camp clinic")
    made = vera.referral()
    vera.do("handover", status=404)
    paz.sync()
    to = office.members["Paz Officer"].id.hex()
    care.post("/help/handover", care.get("/help/caseload"), case=[vera.case.rsplit("/", 1)[1]], to=to)
    care.wait()
    paz.sync()
    office.line.up = False
    for helper, fields in ((vera, {"evidence": "phone"}), (paz, {"evidence": "paper"})):
        helper.browser.post(
            f"{helper.path}/tick", helper.page(), referral=made, step="sent", checked="yes", **fields
        )
    paz.browser.post(f"{paz.path}/step", paz.page(), step="explained", done="yes")
    vera.browser.post(f"{vera.path}/tick", vera.page(), referral=made, step="answered", value="accepted")
    office.line.up = True
    for helper in (vera, paz, vera):
        helper.sync()
    assert vera.page().text.count("Said by phone")
    assert "Signed on paper" in vera.page().text
    cases = [
        load_case(desk.vault, desk.policies, desk.shelf.listed()[0].case_id).case
        for desk in (care.console.desk, officer.console.desk)
    ]
    assert cases[0].referrals == cases[1].referrals
    assert cases[0].episode == cases[1].episode
    (one,) = cases[0].referrals
    assert (len(one.ticks["sent"]), one.answer, cases[0].episode.done("explained")) == (2, "accepted", True)
    assert cases[0].problems == ()


def test_a_local_officer_sees_their_own_and_what_nobody_took(office, care, officer):
    office.report(categories=("SEA-E",), help_asked=ASKED)
    paz = Helper(officer)
    assert paz.page().status_code == 200
    vera = Helper(care)
    vera.do("episode", state="offered")
    assert paz.sync().status_code == 404
    assert "task-row" not in officer.get("/help").text
    to = office.members["Paz Officer"].id.hex()
    reference = vera.case.rsplit("/", 1)[1]
    answer = care.post("/help/handover", care.get("/help/caseload"), case=[reference], to=to)
    assert answer.status_code == 302
    care.wait()
    assert paz.sync().status_code == 200
    assert "care-row" in officer.get("/help/caseload").text


def test_a_note_that_looks_like_what_must_never_be_kept_is_held_back_with_all_its_words(office, care):
    office.report(categories=("SEA-E",), help_asked=ASKED)
    helper = Helper(care)
    text = "Line one <b>\r\nring +254 722 123 456"
    held = helper.do("note", status=400, text=text)
    assert "a phone number" in held.text
    assert "Line one &lt;b&gt;\nring +254 722 123 456" in held.text
    assert helper.page().text.count('class="note"') == 0
    # A yes to one text is no yes to another.
    helper.do("note", status=400, text=text + " or a@b.example", sure="yes", seen=text)
    helper.do("note", text=text, sure="yes", seen=text)
    assert helper.page().text.count('class="note"') == 1


def test_refusals_keep_what_was_typed(office, care):
    office.report(categories=("SEA-E",), help_asked=ASKED)
    helper = Helper(care)
    helper.do("referral", status=400, sector="MED", organisation="Clinic <x>", items=["needs"])
    helper.do("episode", state="offered")
    page = helper.do("consent", status=400, organisation="Clinic <x>", items=["needs"], given_by="person")
    assert "Record the answer" in page.text
    assert 'value="Clinic &lt;x&gt;"' in page.text
    assert re.search(r'name="items" value="needs" checked', page.text)
    page = helper.do("referral", status=400, sector="MED", organisation="", items=["needs"])
    assert "Choose a service" in page.text
    page = helper.do("gap", status=400, sector="MED", place="Tent 4, ring 0722123456")
    assert "Name the district or area only" in page.text


def test_a_childs_help_needs_two_people_and_the_lead_is_told(office, care, officer):
    office.report(categories=("SEA-A",), help_asked={**ASKED, "age_group": "child"})
    paz = Helper(officer)
    assert "Tell the lead for child protection" in officer.get("/help").text
    paz.do("episode", state="offered")
    paz.do("child-alert")
    assert "Tell the lead for child protection" not in officer.get("/help").text
    grown = paz.do(
        "consent",
        status=400,
        organisation="Camp clinic",
        items=ITEMS,
        answer="yes",
        given_by="person",
        how="in-person",
        age_band="adult",
    )
    assert "This is a child" in grown.text
    vital = {"given_by": "two-people", "reason": "child-at-risk", "age_band": "6-11", "assent": "no"}
    paz.agree(**vital)
    row = re.search(r'id="consent-([0-9a-f]{8})"', paz.page().text)[1]
    assert "A second signature is missing" in paz.page().text
    assert "consent-sign" not in paz.page().text
    vera = Helper(care)
    names = re.search(rf'name="names" value="({row}[0-9a-f]+)"', vera.page().text)[1]
    vera.do("sign", names=names)
    assert "In force" in vera.page().text


def test_the_person_reported_is_told_only_after_victim_care_acknowledged(office, care, investigator):
    office.report(categories=("SEA-E",), help_asked=ASKED)
    Helper(care)
    line_of(investigator)
    path = investigator.first_case()
    early = dt.datetime.now(dt.UTC).date().isoformat()
    page = investigator.get(path)
    earliest = re.search(r'name="on" min="([0-9-]+)"', page.text)[1]
    investigator.post(f"{path}/safeguards", page, type="safety-moment-ahead", on=early)
    assert "48 hours" in investigator.get(path).text
    investigator.post(f"{path}/safeguards", investigator.get(path), type="safety-moment-ahead", on=earliest)
    investigator.wait()
    desk = investigator.console.desk
    record = load_case(desk.vault, desk.policies, desk.shelf.listed()[0].case_id)
    moment = record.case.safeguards.moments[0].event_id
    investigator.post(f"{path}/safeguards", investigator.get(path), type="subject-notified", names=moment)
    assert "not acknowledged" in investigator.get(path).text
    vera = Helper(care)
    page = vera.page()
    assert "Acknowledge the safety moment" in page.text
    care.post(f"{vera.path[:-5]}/safeguards/answer", page, type="safety-acknowledged", names=moment)
    care.wait()
    investigator.console.desk.sync.start()
    investigator.wait()
    investigator.post(f"{path}/safeguards", investigator.get(path), type="subject-notified", names=moment)
    assert "has not come yet" in investigator.get(path).text
    assert not load_case(desk.vault, desk.policies, record.case_id).case.safeguards.notified


def test_an_unsuitable_entry_warns_victim_care_without_a_name(office, care, investigator):
    office.report(categories=("SEA-E",), help_asked=ASKED)
    helper = Helper(care)
    helper.do("episode", state="offered")
    line_of(investigator)
    path = investigator.first_case()
    for entry in ("he works there", "clinic-7"):
        investigator.post(f"{path}/safeguards", investigator.get(path), type="unsuitable-entry", entry=entry)
    investigator.wait()
    page = helper.sync()
    assert "unsuitable for this case" in page.text
    assert "clinic-7" in page.text
    assert "he works there" not in page.text
    desk = care.console.desk
    today = dt.datetime.now(dt.UTC).date().isoformat()
    act = referral_act(on=today)
    assert isinstance(
        do_act(desk.vault, desk.shelf, desk.policies, desk.shelf.listed()[0].case_id, act), Refused
    )


def test_help_goes_through_the_reporter_who_is_not_the_person_harmed(office, care):
    office.report(categories=("SEA-E",), help_asked={**ASKED, "harmed_person": "someone-else"})
    helper = Helper(care)
    assert "Help goes through the reporter" in helper.page().text
    helper.do("episode", state="offered")
    tried = {"with": "person", "way": "phone", "outcome": "reached"}
    assert "Speak with the reporter" in helper.do("contact", status=400, **tried).text
    helper.do("contact", **(tried | {"with": "reporter"}))
    helper.agree(recipient="victim-care", direct="yes", organisation="")
    helper.do("contact", **tried)


def test_an_offer_is_due_for_a_report_that_asks_for_none_and_after_the_case_is_closed(
    office, care, investigator, head
):
    office.report(categories=("SEA-E",))
    assert "Offer help" in today_of(care)
    line_of(investigator)
    helper = Helper(care)
    close_with_an_outcome(head, investigator)
    assert "Offer help" in today_of(care)
    # The stage and the outcome, in codes: whoever prepares the person for it must know.
    head = helper.page().text
    assert "case closed" in head
    assert "outcome: Not enough evidence" in head
    helper.do("episode", state="offered")


def test_a_local_officer_is_not_told_how_a_case_ended(office, officer, investigator, head):
    office.report(categories=("SEA-E",), help_asked=ASKED)
    helper = Helper(officer)
    line_of(investigator)
    close_with_an_outcome(head, investigator)
    page = helper.sync()
    assert page.status_code == 200
    assert "outcome:" not in page.text


def close_with_an_outcome(head, investigator):
    path = investigator.first_case()
    decision = investigator.get(f"{path}/decision")
    investigator.post(f"{path}/outcome", decision, outcome="UNSUB", tell="y", **REPORT)
    investigator.wait()
    head.console.desk.sync.start()
    head.wait()
    path = head.first_case()
    proposal = re.search(r'name="proposal" value="([0-9a-f]{64})"', head.get(f"{path}/decision").text)[1]
    head.post(f"{path}/approve", head.get(f"{path}/decision"), proposal=proposal)
    head.post(f"{path}/close", head.get(f"{path}/decision"), text="")
    head.wait()


def test_gaps_leave_as_sector_and_place_only(office, care):
    office.report(categories=("SEA-E",), help_asked=ASKED)
    helper = Helper(care)
    helper.do("episode", state="offered")
    helper.do("gap", sector="SHE", place="East district")
    page = care.get("/help/gaps").text
    letter = re.search(r'<p class="story">([^<]+)</p>', page)[1]
    assert "UNFPA" in letter
    assert "East district" in letter
    label = re.search(r'class="ref code">([0-9A-F-]+)<', care.get("/help/caseload").text)[1]
    assert label not in letter


def test_vault_of_a_stranger_team_has_no_such_pages(office):
    vault = office.hire("Eli Ethics", "ETH")
    office.sync(vault)
    assert inbox(vault).listed() == []
    vault.close()


def test_without_a_script_only_what_the_page_shows_can_be_answered_and_only_once(office, officer):
    visitor = Visitor(office.world.client.application.test_client(), ORIGIN)
    digits = visitor.report(categories=("SEA-E",), help_wants="me").one("case-code-digits")
    helper = Helper(officer)
    helper.do("episode", state="offered", message="We can help.")
    helper.do("episode", state="consented")
    for step in ("explained", "contact-safe"):
        helper.do("step", step=step, done="yes")
    helper.do("step", step="child-considered", done="yes", age_band="adult")
    helper.do("episode", state="needs-agreed", needs=["MED"])
    helper.agree()
    page = visitor.open(digits)
    assert "help-withdrawn" not in page.texts
    form = page.form_of("/en/basic/help")
    # Sent from elsewhere, from a page that is too old, about another case's consent, about nothing.
    for changes, status in (
        ({"csrf_token": "stale"}, 400),
        ({"ticket": "stale"}, 400),
        ({"item": "ab" * 32}, 409),
        ({"act": "received"}, 409),
        ({"act": "anything"}, 400),
    ):
        answer = visitor.post(form, **changes)
        assert (changes, answer.status) == (changes, status)
    assert "help-withdrawn" not in visitor.get("/en/basic/case").texts
    for _ in range(2):
        assert "help-withdrawn" in visitor.post(form).texts
    helper.sync()
    desk = officer.console.desk
    (case_id,) = [one.case_id for one in desk.shelf.listed()]
    said = [
        body["type"]
        for entry in load_case(desk.vault, desk.policies, case_id).log.records[1:]
        if entry.role == "reporter"
        for body in entry.bodies.values()
    ]
    assert said == ["consent-withdraw"]
