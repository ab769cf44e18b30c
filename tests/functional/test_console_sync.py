"""Synchronising with a portal that is away, forgetful, or hostile; and with time passing."""

import base64
import json
from datetime import date, timedelta

import httpx
import pytest
from sqlalchemy import delete, select

import policies
from crypto.intake import issue
from investigator_console.cases.acting import Desktop
from investigator_console.cases.record import load_case
from investigator_console.cases.status import set_case_status
from investigator_console.cases.trust import list_problems
from investigator_console.cases.writing import Refused, Written
from investigator_console.keys.keyrings import current_keyring
from investigator_console.messages.service import send_message
from investigator_console.outcome.service import end_without_inquiry
from investigator_console.sync.client import PortalClient
from investigator_console.sync.errors import PortalAwayError, SyncError
from investigator_console.sync.service import _log_in, synchronise
from investigator_console.vault.errors import VaultLockedError
from portal.store.models import Body, Case, MemberSession, Record, Wrap
from tests.support.console_world import inbox, replaced_keyring
from tests.support.organisation import Organisation

POLICIES = policies.load()


@pytest.fixture
def head(office):
    vault = office.hire("Head", "INV")
    office.sync(vault)
    yield vault
    vault.close()


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


def test_an_entry_hidden_from_this_member_alone_is_named(office, head):
    """A portal hides one message that another one cites: the one that cites it waits, and says so."""
    correspondent = office.report()
    correspondent.write("First.")
    correspondent.write("Second.")
    hidden = correspondent.log().records[1].event_id

    def hide(request, response):
        if request.url.path.endswith(hidden):
            return httpx.Response(404, json={"error": "not-found"})
        if "/members/entries" in request.url.path:
            document = response.json()
            if "entries" in document:
                document["entries"] = [one for one in document["entries"] if one["event_id"] != hidden]
                return httpx.Response(200, json=document)
        return response

    office.line.tamper = hide
    office.sync(head)
    record = load_case(head, POLICIES, correspondent.case_id)
    assert record.case.messages == ()
    assert [problem.kind for problem in record.log.problems] == ["parked"]
    assert inbox(head).get(correspondent.case_id).problems == 1


def tampered_entries(change):
    def tamper(request, response):
        if "/members/entries" in request.url.path and response.is_success:
            document = response.json()
            for entry in document.get("entries", [document]):
                change(entry)
            return httpx.Response(200, json=document)
        return response

    return tamper


def flipped(text):
    data = bytearray(base64.b64decode(text))
    data[-1] ^= 1
    return base64.b64encode(bytes(data)).decode()


@pytest.mark.parametrize("part", ["header", "signature", "body", "wrap", "event_id"])
def test_whatever_the_portal_changes_on_the_way_is_refused_and_named(office, head, part):
    office.report()

    def change(entry):
        if part == "header":
            entry["header"] = flipped(entry["header"])
        elif part == "signature":
            entry["signatures"] = [entry["signatures"][0][:-2] + "ff"]
        elif part == "body":
            entry["bodies"][0] = flipped(entry["bodies"][0])
        elif part == "wrap":
            entry["wraps"][0]["wrap"] = flipped(entry["wraps"][0]["wrap"])
        else:
            entry["event_id"] = "ab" * 32

    office.line.tamper = tampered_entries(change)
    report = office.sync(head)
    assert any("no valid record" in problem for problem in report.problems)
    assert inbox(head).listed() == []


def test_no_json_and_no_sense_are_named(office, head):
    office.line.tamper = lambda request, response: (
        httpx.Response(200, text="<html>") if request.url.path.endswith("/entries") else response
    )
    with pytest.raises(SyncError, match="no JSON"):
        office.sync(head)
    office.line.tamper = lambda request, response: (
        httpx.Response(200, json={"entries": [{}]}) if request.url.path.endswith("/entries") else response
    )
    with pytest.raises(SyncError, match="can't be read"):
        office.sync(head)


def test_a_keyring_of_another_root_is_refused(office, head):
    stranger = Organisation(deployment=office.world.deployment, people=office.world.organisation.people)
    office.line.tamper = replaced_keyring(stranger.sign_keyring(2, office.today))
    with pytest.raises(SyncError, match="KeyringAltered"):
        office.sync(head)


def test_a_keyring_that_is_older_than_the_known_one_is_refused(office, head):
    office.line.tamper = replaced_keyring(office.world.organisation.sign_keyring(5, office.today))
    assert office.sync(head).keyring_version == 5
    office.line.tamper = None
    with pytest.raises(SyncError, match="KeyringRolledBack"):
        office.sync(head)


def test_a_keyring_that_ran_out_stops_synchronising_with_a_sentence(office, head):
    client = office.client()
    with pytest.raises(SyncError, match="run out"):
        synchronise(head, client, today=office.today + timedelta(days=500))


def test_somebody_outside_the_keyring_is_told(office, tmp_path):
    vault = office.hire("Head", "INV")
    profile = json.loads(vault.store.get("profile", b""))
    vault.store.put("profile", b"", json.dumps({**profile, "member_id": "00" * 16}).encode())
    vault._profile = None
    with pytest.raises(SyncError, match="don't stand in the keyring"):
        office.sync(vault)
    vault.close()


def test_a_message_needs_a_role_that_may_write(office):
    care = office.hire("Care", "VCO")
    office.sync(care)
    correspondent = office.report()
    office.sync(care)
    outcome = send_message(care, inbox(care), POLICIES, correspondent.case_id, "Hello.", 1)
    assert isinstance(outcome, Refused)
    care.close()


def test_a_stranger_who_publishes_keys_in_my_name_is_named(office, head):
    person = office.members["Head"]
    forged = issue(
        person.id, person.verify_seed, office.world.deployment, office.today, weeks=(), reserve=True
    )
    client = office.client()
    office.sync(head)
    _log_in(head, client, current_keyring(head))
    client.publish_intake_keys([one.key.record for one in forged])
    report = office.sync(head)
    assert any("in your name" in problem for problem in report.problems)


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
