"""Children, contact through the reporter, and what both sides tell each other ahead of time."""

import datetime as dt
import re

import pytest

from investigator_console.cases.record import load_case
from investigator_console.cases.writing import Refused
from investigator_console.duty.service import sign_roster
from investigator_console.referrals.service import do_act
from policies import load as load_policies
from policies.assistance_due import list_due
from policies.duty import Person, Shift
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


VITAL = {"given_by": "two-people", "reason": "danger-to-life", "age_band": "adult"}


def roster_of(office, *members, days=90):
    """A roster that a head of investigations signed, in force on the portal."""
    hedi = office.hire("Hedi Head", "INV", 0)
    office.sync(hedi)
    people = tuple(Person(f"turn-{n}", f"p{n}@example.org", member=one) for n, one in enumerate(members))
    always = Shift(tuple(range(1, 8)), 0, 1_440, tuple(one.id for one in people))
    fields = {"people": people, "shifts": (always,), "utc_offset": 0}
    ends = office.today + dt.timedelta(days=days)
    assert not isinstance(sign_roster(hedi, POLICIES, {**fields, "valid_until": ends}, office.today), Refused)
    office.sync(hedi)
    hedi.close()


def test_i7_for_vital_interests_two_people_of_the_duty_roster_sign(office, care, second, officer):
    office.report(categories=("SEA-E",), help_asked=ASKED)
    roster_of(office, *(office.members[name].id.hex() for name in ("Vito Care", "Paz Officer")))
    vera, vito, paz = Helper(care), Helper(second), Helper(officer)
    vera.do("episode", state="offered")
    page = vera.sync().text
    assert "two of the duty roster sign" in page
    fields = {"organisation": "Camp clinic", "answer": "yes", "how": "in-person", "items": ITEMS, **VITAL}
    # Who stands in no roster begins nothing, and signs nothing second either.
    assert "duty roster" in vera.do("consent", status=400, **fields).text
    vito.sync()
    vito.do("consent", **fields)
    page = vera.sync().text
    assert "One of the duty roster signs: PSEA officer" in page
    assert "consent-sign" not in page
    (row,) = re.findall(r'id="consent-([0-9a-f]{8})"', page)
    whole = next(one.id for one in ledger_of(vera).rows if one.id.startswith(row))
    assert "duty roster" in vera.do("sign", status=400, names=whole).text
    assert ledger_of(vera).rows[0].state(office.today) == "pending"
    to = office.members["Paz Officer"].id.hex()
    care.post("/help/handover", care.get("/help/caseload"), case=[vera.case.rsplit("/", 1)[1]], to=to)
    care.wait()
    paz.sync()
    paz.do("sign", names=whole)
    assert "In force" in vera.sync().text


@pytest.mark.parametrize("listed", [(), ("Vito Care",)])
def test_i7_without_two_of_the_roster_who_can_open_the_case_any_two_officers_sign(
    office, care, second, listed
):
    """A life must not wait for a better roster: two people it takes all the same."""
    office.report(categories=("SEA-E",), help_asked=ASKED)
    if listed:
        roster_of(office, *(office.members[name].id.hex() for name in listed), "ab" * 16)
    vera, vito = Helper(care), Helper(second)
    vera.do("episode", state="offered")
    assert "names fewer than two who can open this" in vera.sync().text
    vera.agree(**VITAL)
    (row,) = ledger_of(vera).rows
    assert row.state(office.today) == "pending"
    vito.sync()
    vito.do("sign", names=row.id)
    assert ledger_of(vito).rows[0].state(office.today) == "live"


def ledger_of(helper):
    return case_of(helper).ledger


def test_whoever_asked_to_be_left_alone_is_not_called_until_they_agree(office, care):
    office.report(categories=("SEA-E",), help_asked={**ASKED, "contact_ok": ["none"]})
    helper = Helper(care)
    helper.do("episode", state="offered")
    assert 'data-testid="left-alone"' in helper.page().text
    called = {"with": "person", "way": "phone", "outcome": "reached"}
    assert "asked not to be contacted" in helper.do("contact", status=400, **called).text
    helper.do("contact", **(called | {"way": "code-page"}))
    helper.agree(recipient="victim-care", direct="yes", organisation="")
    helper.do("contact", **called)
    assert 'data-testid="left-alone"' not in helper.page().text


def test_a_decision_for_a_child_stands_once_two_people_signed_it(office, care, second):
    """Before it stands nobody speaks with the child; the page leads the second person to it."""
    asked = {**ASKED, "age_group": "child", "harmed_person": "someone-else"}
    office.report(categories=("SEA-A",), help_asked=asked)
    vera, vito = Helper(care), Helper(second)
    vera.do("episode", state="offered")
    vera.do("child-alert")
    tried = {"with": "person", "way": "in-person", "outcome": "reached"}
    vera.do("decision", decision="contact", reason="unsafe")
    page = vera.page().text
    assert "A second signature is missing" in page
    assert 'href="#children"' in page
    (decided,) = case_of(vera).episode.decisions
    assert "Somebody else signs" in vera.do("sign", status=400, names=decided.event_id).text
    vera.do("contact", status=400, **tried)
    vito.sync()
    vito.do("sign", names=decided.event_id)
    assert "Signed by two" in vera.sync().text
    vera.do("contact", **tried)


def test_an_officer_has_a_day_to_tell_the_lead_for_children_and_sees_when_it_is_late(office, officer):
    office.report(categories=("SEA-A",), help_asked={**ASKED, "age_group": "child"})
    helper = Helper(officer)
    helper.do("episode", state="offered")
    received = min(dt.date.fromisoformat(one.received_on) for one in record_of(helper).entries.values())
    states = {
        days: next(
            due.state
            for due in list_due(case_of(helper), received, received + dt.timedelta(days=days), POLICIES)
            if due.kind == "child-alert"
        )
        for days in (0, 1, 2)
    }
    assert states == {0: "due", 1: "near", 2: "overdue"}
    assert "Tell the lead for child protection" in helper.page().text
    helper.do("child-alert")
    page = helper.page().text
    assert "The lead was told, and has not answered yet" in page
    assert "Tell the lead for child protection" not in page


def record_of(helper):
    desk = helper.browser.console.desk
    return load_case(desk.vault, desk.policies, desk.shelf.listed()[0].case_id)


def case_of(helper):
    return record_of(helper).case
