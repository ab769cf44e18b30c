"""A child is an alert above everything else, for whoever leads the protection of children and for nobody else."""

import datetime as dt
import re
from dataclasses import replace

import pytest

from crypto.constants import ASSISTANCE
from investigator_console.access.leaving import write_exits
from investigator_console.cases.record import load_case
from investigator_console.cases.writing import Written
from investigator_console.referrals.children import count_alerts, view_alert
from policies.children import ChildAlert
from tests.support.care_desk import ASKED, Helper, today_of, unlocked
from tests.support.colleague import POLICIES, Colleague
from tests.support.every_role import GROUPS, PEOPLE
from tests.support.organisation import Organisation

LEAD, OTHER = "I know of this child, and lead their protection", "I told the lead for child protection"
DUE = dt.datetime(2026, 11, 21, 10, 0, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def organisation():
    """With somebody of every role."""
    return Organisation.found(GROUPS)


def asked_for_a_child():
    """By a device whose clock is right."""
    return {**ASKED, "age_group": "child", "claimed_at": f"{dt.datetime.now(dt.UTC):%Y-%m-%dT%H:%MZ}"}


def waiting(page):
    """How many children stand beside the name of the page of help, and what is said of them; empty where none does."""
    return re.findall(r'data-testid="children-waiting" aria-label="([^"]+)">(\d+)<', page)


def test_a_lead_finds_the_child_above_the_list_and_on_every_page_until_they_sign(
    office, care, officer, second
):
    office.report(categories=("SEA-A",), help_asked=asked_for_a_child())
    today = today_of(care)
    assert today.index('data-testid="child-row"') < today.index('data-testid="task-row"')
    assert re.search(r'<span class="due near">2[34] hours left</span>', today)
    # The first page after unlocking says it in words: on a phone the names of the pages run out of sight.
    assert re.search(r'class="notice warn"[^>]*data-testid="children-notice"', care.get("/inbox").text)
    # Its row leads to the page's head, where a lead signs: the part about the child has no button for them.
    assert re.search(r'href="/cases/[0-9a-f]+/help" data-testid="child-row"', today)
    # It is no task among others as well.
    assert "Tell the lead for child protection" not in today
    for page in ("/inbox", "/help", "/help/caseload", "/directory", "/keys"):
        assert waiting(care.get(page).text) == [("1 child to protect", "1")], page
    vera, paz = Helper(care), Helper(officer)
    assert "child-alert-open" in vera.page().text
    assert "Say that you know of this child" in care.get(vera.case).text
    # A colleague who says that they told the lead has not answered for them.
    assert OTHER in paz.page().text
    paz.do("child-alert")
    assert "has not answered yet" in paz.page().text
    assert OTHER not in paz.page().text
    assert "Tell the lead for child protection" not in today_of(officer)
    assert "A colleague told you" in today_of(care)
    assert LEAD in vera.page().text
    vera.do("child-alert")
    for browser in (care, second):
        today = today_of(browser)
        assert "child-row" not in today
        assert waiting(today) == []
        assert "children-notice" not in browser.get("/inbox").text
    for helper in (vera, paz):
        page = helper.sync().text
        assert "The lead for child protection knows" in page
        assert "child-alert" not in page
    (told, known) = case_of(vera).episode.child_alerts
    assert (told.role, known.role) == ("psea-officer", "victim-care-officer")


@pytest.mark.parametrize("role", sorted(set(PEOPLE) - {"victim-care-officer"}))
def test_nobody_else_sees_the_alert(office, role):
    browser = unlocked(office, "Somebody", *PEOPLE[role])
    office.report(categories=("SEA-A", "RET", "FBK"), help_asked=asked_for_a_child())
    browser.console.desk.sync.start()
    browser.wait()
    for page in ("/inbox", "/help"):
        text = browser.get(page).text
        assert "children-waiting" not in text
        assert "children-notice" not in text
        assert "child-row" not in text
    for summary in browser.console.desk.shelf.known():
        assert summary.child_due == ""
    browser.console.lock()


def test_a_lead_who_was_taken_off_the_help_is_alerted_no_more(office):
    """With their old key they would never read that a colleague signed."""
    lead, colleague = (
        Colleague.hire(office, name, "VCO", place) for place, name in enumerate(("Vera", "Vito"))
    )
    case_id = office.report(categories=("SEA-A",), help_asked=asked_for_a_child()).case_id
    for one in (lead, colleague):
        one.sync()
        assert count_alerts(one.shelf, DUE).waiting == 1
    left = write_exits(
        colleague.vault,
        colleague.shelf,
        POLICIES,
        case_id,
        (ASSISTANCE,),
        lambda _lane: {"v": 1, "type": "removal", "member": lead.id, "reason_code": "other"},
    )
    assert isinstance(left, Written)
    for one in (colleague, lead):
        one.sync()
    assert [count_alerts(one.shelf, DUE).waiting for one in (lead, colleague)] == [0, 1]
    lead.vault.close()
    colleague.vault.close()


def test_a_report_about_an_adult_alerts_nobody(office, care):
    office.report(categories=("SEA-A",), help_asked={**asked_for_a_child(), "age_group": "adult"})
    today = today_of(care)
    assert "task-row" in today
    assert "child-row" not in today
    assert waiting(today) == []


def test_an_alert_that_is_late_says_so_on_every_page(office, care):
    desk = care.console.desk
    sop = replace(desk.policies.referral_sop, child_lead_hours=0)
    desk.policies = replace(desk.policies, referral_sop=sop)
    office.report(categories=("SEA-A",), help_asked=asked_for_a_child())
    assert '<span class="due overdue">overdue</span>' in today_of(care)
    assert waiting(care.get("/inbox").text) == [("1 child to protect, 1 overdue", "1")]
    step = re.search(r'data-testid="next-step">.*?</section>', Helper(care).page().text, re.DOTALL)[0]
    assert '<span class="due overdue">overdue</span>' in step
    assert LEAD in step


@pytest.mark.parametrize(
    ("minutes", "words", "overdue"),
    [
        (-24 * 60, "24 hours left", False),
        (-24 * 60 + 1, "23 hours left", False),
        (-60, "1 hour left", False),
        (-1, "less than an hour left", False),
        (0, "less than an hour left", False),
        (1, "overdue", True),
        (60, "overdue by 1 hour", True),
        (47 * 60 + 59, "overdue by 47 hours", True),
        (48 * 60, "overdue by 2 days", True),
    ],
)
def test_the_time_left_in_words(care, minutes, words, overdue):
    with care.app.test_request_context("/"):
        view = view_alert(ChildAlert(DUE), DUE + dt.timedelta(minutes=minutes))
    assert (view.when.replace("\N{NO-BREAK SPACE}", " "), view.overdue) == (words, overdue)


def case_of(helper):
    desk = helper.browser.console.desk
    return load_case(desk.vault, desk.policies, desk.shelf.listed()[0].case_id).case
