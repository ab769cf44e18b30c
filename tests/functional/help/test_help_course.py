"""Help for the person harmed, on real consoles over a real portal: offer, consent, referral, receipt, withdrawal."""

import datetime as dt
import functools
import html
import re

import pytest

from investigator_console.cases.record import load_case
from investigator_console.cases.writing import Refused, write_event
from investigator_console.referrals.service import do_act
from policies import load as load_policies
from tests.support.basic_portal import Visitor
from tests.support.care_desk import (
    ASKED,
    Helper,
    close_with_an_outcome,
    history_of,
    line_of,
    say,
    today_of,
    unescaped,
)
from tests.support.colleague import Colleague, done
from tests.support.organisation import ORIGIN
from tests.unit.policies.assistance_histories import consent as consent_act
from tests.unit.policies.assistance_histories import referral as referral_act

POLICIES = load_policies()


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
    page = helper.sync().text
    assert "the person says yes" in page
    # With the day that they said it on, where the tick stands and in the history of the referral.
    step = re.search(r'data-step="received">.*?</li>', page, re.DOTALL)[0]
    assert '<span class="quiet small">2026-11-22 the person, with the case code</span>' in step
    said = "The person says that they received the service · yes"
    assert history_of(page)[0] == ("2026-11-22", said, "the person, with the case code")
    others = [what for _, what, _ in history_of(page)[1:]]
    assert others == ["Sent", "The service accepted, or refused with a reason · accepted"]
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


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_an_offer_begins_in_the_persons_own_language_and_can_be_changed(office, care, language):
    office.report(categories=("SEA-E",), help_asked=ASKED, language=language)
    helper = Helper(care)
    page = helper.page().text
    template = POLICIES.templates.used_for("offer")[0]
    assert html.unescape(offer_on(page)) == getattr(template.texts, language)
    assert f'lang="{language}"' in page
    assert ("offer-unreviewed" in page) is (language not in template.reviewed)
    typed = helper.do("episode", state="offered", message="Otro texto")
    assert typed.status_code == 302


def test_an_offer_speaks_to_the_reporter_or_to_a_child_as_such(office, care):
    office.report(categories=("SEA-A",), help_asked={**ASKED, "age_group": "child"}, language="fr")
    assert "Tu as bien fait" in html.unescape(offer_on(Helper(care).page().text))


def test_an_offer_through_the_reporter_asks_them_to_pass_it_on_only_where_it_is_safe(office, care):
    asked = {**ASKED, "harmed_person": "someone-else", "age_group": "child"}
    office.report(categories=("SEA-A",), help_asked=asked, language="es")
    assert "solo si es seguro" in html.unescape(offer_on(Helper(care).page().text))


def offer_on(page):
    return re.search(r'<textarea id="offer"[^>]*>\n([^<]*)</textarea>', page)[1]


def test_when_a_consent_runs_out_the_coded_line_and_the_persons_page_follow_the_date(office):
    """Nobody opens the case, nothing comes: the day alone changes what hung on the consent."""
    vera = Colleague.hire(office, "Vera Care", "VCO")
    ina = Colleague.hire(office, "Ina Investigator", "INV", 1)
    person = office.report(categories=("SEA-E",), help_asked=ASKED)
    for one in (vera, ina):
        one.sync()
    act = functools.partial(do_act, vera.vault, vera.shelf, POLICIES, person.case_id)
    done(
        act(
            {"type": "episode", "state": "offered", "manager": vera.id, "manager_role": "victim-care-officer"}
        )
    )
    done(act({"type": "episode", "state": "consented"}))
    known = {"recipient": "investigation", "recipient_name": "Investigators", "scope": "support-known"}
    for names, days in (({}, 20), (known, 5)):
        done(act(consent_act(on=vera.day(0), until=vera.day(days), **names)))
    for days, line, shown in (
        (0, "offered", 2),
        (5, "offered", 2),
        (1, "unknown", 1),
        (14, "unknown", 1),
        (1, "unknown", 0),
    ):
        office.world.clock.forward(days=days)
        for one in (vera, ina, vera, ina):
            one.sync()
        assert (days, ina.record(person.case_id).case.assistance.value) == (days, line)
        assert (days, len(person.case().plan.items)) == (days, shown)
    # And only once: the days after it write nothing.
    written = len(person.log().records)
    office.world.clock.forward(days=1)
    vera.sync()
    assert len(person.log().records) == written
