"""Synchronising with a portal that is away, forgetful, or hostile; and with time passing."""

from datetime import date

import httpx
import pytest
from sqlalchemy import delete, select

import policies
from investigator_console.cases.acting import Desktop
from investigator_console.cases.record import load_case
from investigator_console.cases.status import set_case_status
from investigator_console.cases.trust import list_problems
from investigator_console.cases.writing import Refused, Written
from investigator_console.messages.service import send_message
from investigator_console.outcome.service import end_without_inquiry
from investigator_console.sync.client import PortalClient
from investigator_console.sync.errors import PortalAwayError
from investigator_console.vault.errors import VaultLockedError
from portal.store.models import Body, Case, MemberSession, Record, Wrap
from tests.support.colleague import synchronised
from tests.support.console_world import inbox

POLICIES = policies.load()


@pytest.fixture
def head(office):
    with synchronised(office, "Head", "INV") as vault:
        yield vault


def lose(office, condition):
    """The portal forgets records, as a broken or hostile one would."""
    with office.world.services.store.writing() as session:
        for seq in session.execute(select(Record.seq).where(condition)).scalars().all():
            for part in (Body, Wrap):
                session.execute(delete(part).where(part.record_seq == seq))
            session.execute(delete(Record).where(Record.seq == seq))


def forget_cases(office):
    """And their mailboxes."""
    with office.world.services.store.writing() as session:
        session.execute(delete(Case))


def write(vault, correspondent, text="Hello."):
    outcome = send_message(vault, inbox(vault), POLICIES, correspondent.case_id, text, None)
    assert isinstance(outcome, Written), outcome
    return outcome.event_id


def wraps_of(office, person):
    with office.world.services.store.reading() as session:
        return session.execute(select(Wrap).where(Wrap.recipient_id == person.id)).all()


def test_nothing_is_acknowledged_that_was_not_stored(office, head, monkeypatch):
    office.report()
    monkeypatch.setattr("investigator_console.sync.pull.note_places", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        office.sync(head)
    assert len(wraps_of(office, office.members["Head"])) == 1
    assert head.store.count("entry") == 0
    monkeypatch.undo()
    assert office.sync(head).opened == 1
    assert wraps_of(office, office.members["Head"]) == []


def test_a_break_after_storing_is_made_good_next_time(office, head, monkeypatch):
    correspondent = office.report()
    monkeypatch.setattr("investigator_console.sync.pull.refold_touched", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        office.sync(head)
    monkeypatch.undo()
    office.sync(head)
    assert [summary.case_id for summary in inbox(head).listed()] == [correspondent.case_id]


def test_many_pages(office, head, monkeypatch):
    for number in range(7):
        office.report(f"Report {number}")
    in_pages_of(monkeypatch, 3)
    assert office.sync(head).entries == 7
    assert len(inbox(head).listed()) == 7


def in_pages_of(monkeypatch, size, before=lambda: None):
    real = PortalClient.entries

    def entries(self, after, **_limit):
        before()
        return real(self, after, size)

    monkeypatch.setattr(PortalClient, "entries", entries)


def test_a_line_that_breaks_between_pages_costs_no_record(office, head, monkeypatch):
    # given seven reports in pages of three, and a line that breaks with the second page
    for number in range(7):
        office.report(f"Report {number}")
    asked = iter((True, False))
    in_pages_of(monkeypatch, 3, lambda: setattr(office.line, "up", next(asked, True)))
    # when a synchronisation meets it, the first page is kept
    with pytest.raises(PortalAwayError):
        office.sync(head)
    assert len(inbox(head).listed()) == 3
    # then the next one goes on behind it
    office.line.up = True
    assert office.sync(head).entries == 4
    assert len(inbox(head).listed()) == 7


def test_a_session_that_lapses_while_the_next_page_is_fetched_is_renewed(office, head, monkeypatch):
    for number in range(7):
        office.report(f"Report {number}")

    def lapse():
        with office.world.services.store.writing() as session:
            session.execute(delete(MemberSession))

    in_pages_of(monkeypatch, 3, lapse)
    assert office.sync(head).entries == 7
    assert len(inbox(head).listed()) == 7


def test_locking_between_pages_stops_it_there(office, head, monkeypatch):
    for number in range(7):
        office.report(f"Report {number}")
    asked = []

    def lock_at_the_second():
        asked.append(1)
        if len(asked) == 2:
            head.close()

    in_pages_of(monkeypatch, 3, lock_at_the_second)
    with pytest.raises(VaultLockedError):
        office.sync(head)
    again = office.open("Head")
    office.sync(again)
    assert len(inbox(again).listed()) == 7
    again.close()


def test_the_portal_away_is_said_and_nothing_is_lost(office, head):
    correspondent = office.report()
    office.sync(head)
    office.line.up = False
    write(head, correspondent)
    with pytest.raises(PortalAwayError, match="doesn't answer"):
        office.sync(head)
    assert inbox(head).get(correspondent.case_id).waiting == 1
    office.line.up = True
    assert office.sync(head).pushed == 1
    assert [message.text for message in correspondent.case().messages] == ["Hello."]


def test_two_members_offline_write_at_once_and_both_are_kept(office, head):
    other = office.hire("Second", "INV", 1)
    office.sync(other)
    correspondent = office.report()
    office.sync(head)
    office.sync(other)
    case_id = correspondent.case_id
    outcome = set_case_status(head, inbox(head), POLICIES, case_id, "assessing", "")
    assert isinstance(outcome, Written)
    elsewhere = Desktop(other, inbox(other), POLICIES, case_id)
    assert isinstance(end_without_inquiry(elsewhere, "INSUF", "Nothing to begin with.", ""), Written)
    for vault in (head, other, head):
        office.sync(vault)
    first = load_case(head, POLICIES, correspondent.case_id)
    second = load_case(other, POLICIES, correspondent.case_id)
    assert first.case.status[1].values == ("assessing", "closed")
    assert first.case.status == second.case.status
    assert inbox(head).get(correspondent.case_id).status == "assessing"
    assert len(inbox(head).get(correspondent.case_id).statuses) == 2
    other.close()


def test_e8_an_event_that_the_portal_lost_is_noticed_and_given_back(office, head):
    correspondent = office.report()
    office.sync(head)
    event_id = write(head, correspondent)
    office.sync(head)
    office.sync(head)
    lose(office, Record.event_id == event_id)
    assert correspondent.case().messages == ()
    report = office.sync(head)
    assert report.returned == 1
    assert "no longer shows an entry" in report.problems[0]
    assert [message.text for message in correspondent.case().messages] == ["Hello."]
    assert office.sync(head).problems == []


def test_e8_a_reporters_message_that_the_portal_lost_is_given_back_too(office, head):
    correspondent = office.report()
    correspondent.write("Please answer.")
    office.sync(head)
    lose(office, Record.kind == 2)
    assert correspondent.case().messages == ()
    assert office.sync(head).returned == 1
    assert [message.text for message in correspondent.case().messages] == ["Please answer."]


def test_e8_a_lost_report_is_given_back(office, head):
    correspondent = office.report()
    office.sync(head)
    write(head, correspondent)
    office.sync(head)
    lose(office, Record.kind > 0)
    forget_cases(office)
    assert office.world.open_mailbox(correspondent.reporter.keys).status_code == 403
    report = office.sync(head)
    assert report.returned == 2
    assert "had lost case" in report.problems[0]
    assert len(report.problems) == 1
    assert [message.text for message in correspondent.case().messages] == ["Hello."]
    assert list_problems(load_case(head, POLICIES, correspondent.case_id)) == []
    assert office.sync(head).problems == []


def test_a_message_needs_a_role_that_may_write(office):
    care = office.hire("Care", "VCO")
    office.sync(care)
    correspondent = office.report()
    office.sync(care)
    outcome = send_message(care, inbox(care), POLICIES, correspondent.case_id, "Hello.", 1)
    assert isinstance(outcome, Refused)
    care.close()


def test_the_session_is_renewed_when_the_portal_ends_it(office, head):
    office.report()
    calls = []

    def expire_once(request, response):
        if request.url.path.endswith("/members/entries") and not calls:
            calls.append(1)
            return httpx.Response(401, json={"error": "denied"})
        return response

    office.line.tamper = expire_once
    assert office.sync(head).opened == 1


def test_what_goes_over_the_line_does_not_tell_who_reads_what(office, head):
    """Two members, one excluded: the same requests, but for the acknowledgement that both send."""
    paths = {}
    for name, group in (("Second", "INV"), ("Ethics", "ETH")):
        vault = office.hire(name, group, 1)
        office.sync(vault)
        vault.close()
    office.report(conflicts=("ethics",))
    for name in ("Second", "Ethics"):
        vault = office.open(name)
        office.line.requests.clear()
        office.sync(vault)
        paths[name] = [(request.method, request.url.path) for request in office.line.requests]
        vault.close()
    assert paths["Second"] == paths["Ethics"]


def test_dates_are_dates(office, head):
    office.report()
    office.sync(head)
    (summary,) = inbox(head).listed()
    assert date.fromisoformat(summary.received_on) == office.today
