"""Everything taken back at once without a script: from a cleared page too, and where nothing was agreed to."""

import pytest

from investigator_console.cases.record import load_case
from tests.support.basic_portal import Visitor
from tests.support.care_desk import Helper, line_of
from tests.support.organisation import ORIGIN

STANDS = "Nothing that you agreed to stands any more."


@pytest.fixture
def visitor(office):
    return Visitor(office.world.client.application.test_client(), ORIGIN)


def case_at(browser):
    desk = browser.console.desk
    [summary] = desk.shelf.listed()
    return load_case(desk.vault, desk.policies, summary.case_id)


def said(record):
    return [
        {key: value for key, value in body.items() if key not in {"v", "sent_at"}}
        for entry in record.log.records[1:]
        if entry.role == "reporter"
        for body in entry.bodies.values()
    ]


def take_back(visitor, page, **changes):
    return visitor.post(page.form_of("/en/basic/take-back"), **changes)


def test_a_cleared_page_takes_back_what_it_never_showed_too(office, officer, investigator, visitor):
    digits = visitor.report(categories=("SEA-E",), help_wants="me").one("case-code-digits")
    helper = Helper(officer)
    helper.do("episode", state="offered", message="We can help.")
    helper.do("episode", state="consented")
    assert line_of(investigator) == "Help was offered"
    helper.agree()
    helper.agree(organisation="Night clinic", hidden="yes")
    page = visitor.open(digits)
    assert "Camp clinic" in page.text
    assert "Night clinic" not in page.text
    visitor.post(page.form_of("/en/basic/clear"))
    page = visitor.open(digits)
    assert "Camp clinic" not in page.text
    # A page that is too old takes nothing back, and does not say that it did.
    assert STANDS not in take_back(visitor, page, ticket="stale").text
    form = page.form_of("/en/basic/take-back")
    for _ in range(2):
        answer = visitor.post(form)
        assert STANDS in answer.text
        assert "Camp clinic" not in answer.text
    helper.sync()
    record = case_at(officer)
    assert {row.name: row.withdrawn_by for row in record.case.ledger.rows} == {
        "Camp clinic": "reporter",
        "Night clinic": "reporter",
    }
    assert said(record) == [{"type": "consent-withdraw", "all": True}]
    assert line_of(investigator) == "Not known"


def test_where_nothing_was_agreed_to_the_page_says_the_same_and_stores_nothing(office, investigator, visitor):
    digits = visitor.report(categories=("FRD",)).one("case-code-digits")
    page = visitor.open(digits)
    assert page.one("take-back")
    assert STANDS in take_back(visitor, page).text
    investigator.console.desk.sync.start()
    investigator.wait()
    # Not even a line that this member could not open.
    assert len(case_at(investigator).log.records) == 1
