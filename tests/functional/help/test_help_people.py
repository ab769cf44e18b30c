"""Who sees what of the help, and how officers work side by side."""

import datetime as dt
import re

from investigator_console.cases.record import load_case
from policies import load as load_policies
from tests.support.care_desk import ASKED, Helper, close_with_an_outcome, line_of
from tests.support.console_world import inbox

POLICIES = load_policies()


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
    for word in ("Rosa", "clinic", "Secret", "Transport", "Medical"):
        assert word not in page
    assert investigator.get("/help").status_code == 404
    assert investigator.get(f"{investigator.first_case()}/help").status_code == 404


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
    # The page names both, with who, when and how each knew; so does the history of the referral.
    for helper in (vera, paz):
        row = re.search(r'data-step="sent">.*?</li>', helper.page().text, re.DOTALL)[0]
        today = dt.datetime.now(dt.UTC).date().isoformat()
        lines = re.findall(rf'<span class="quiet small">({today} [^<]+)</span>', row)
        assert {line.rsplit(" · ", 1)[1] for line in lines} == {"Said by phone", "Signed on paper"}
        assert len({line.split(" · ")[0] for line in lines}) == 2
        past = re.search(r'data-testid="referral-history">.*?</details>', helper.page().text, re.DOTALL)[0]
        assert past.count("<li>") == 3
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


def test_a_local_officer_is_not_told_how_a_case_ended(office, officer, investigator, head):
    office.report(categories=("SEA-E",), help_asked=ASKED)
    helper = Helper(officer)
    line_of(investigator)
    close_with_an_outcome(head, investigator)
    page = helper.sync()
    assert page.status_code == 200
    assert "outcome:" not in page.text


def test_vault_of_a_stranger_team_has_no_such_pages(office):
    vault = office.hire("Eli Ethics", "ETH")
    office.sync(vault)
    assert inbox(vault).listed() == []
    vault.close()
