"""Children, contact through the reporter, and what both sides tell each other ahead of time."""

import datetime as dt
import re

from investigator_console.cases.record import load_case
from investigator_console.cases.writing import Refused
from investigator_console.referrals.service import do_act
from policies import load as load_policies
from tests.support.care_desk import (
    ASKED,
    ITEMS,
    Helper,
    line_of,
)
from tests.unit.policies.assistance_histories import referral as referral_act

POLICIES = load_policies()


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
