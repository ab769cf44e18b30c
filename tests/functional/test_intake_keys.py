"""Intake keys through a year: what is sealed to them, when they go, and what then stays shut (protocol I1 to I7)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

import policies
from crypto.errors import ProtocolError
from crypto.intake import parse_record
from crypto.submission import Submission, open_keys
from investigator_console.cases.record import load_case
from investigator_console.sync.errors import PortalAwayError
from investigator_console.sync.service import last_complete
from portal.store.alarms import untaken_keys
from portal.store.models import Wrap
from tests.support.colleague import synchronised
from tests.support.console_world import inbox, replaced_keyring

POLICIES = policies.load()


@pytest.fixture
def head(office):
    with synchronised(office, "Head", "INV") as vault:
        yield vault


def wraps_of(office, person):
    with office.world.services.store.reading() as session:
        return session.execute(select(Wrap).where(Wrap.recipient_id == person.id)).all()


def test_intake_i1_eight_weekly_keys_and_a_reserve_are_published_once(office, head):
    assert sorted(secret.kind for secret in head.intake.each()) == ["reserve"] + ["weekly"] * 8
    published = office.client()
    before = len(list(head.intake.each()))
    office.sync(head)
    assert len(list(head.intake.each())) == before
    published.close()


def test_intake_i4_secrets_go_when_their_time_is_over_and_everything_is_in(office, head):
    weeks = [secret for secret in head.intake.each() if secret.kind == "weekly"]
    first = weeks[0]
    office.world.clock.forward(days=30)
    later = office.today
    assert (later - first.not_after).days >= 14
    office.sync(head)
    # The first synchronisation after the end is the one that makes sure; the next one deletes.
    assert head.intake.get(first.fingerprint) is not None
    office.sync(head)
    assert head.intake.get(first.fingerprint) is None
    remaining = [secret.not_before for secret in head.intake.each() if secret.kind == "weekly"]
    assert max(remaining) - later > timedelta(days=42)
    assert last_complete(head) == later


def test_intake_i4_a_secret_is_kept_while_its_reports_may_still_be_missing(office, head):
    first = next(secret for secret in head.intake.each() if secret.kind == "weekly")
    office.world.clock.forward(days=40)
    office.line.up = False
    with pytest.raises(PortalAwayError):
        office.sync(head)
    assert head.intake.get(first.fingerprint) is not None


def test_intake_i4_after_sixty_days_a_secret_goes_regardless_and_it_is_said(office, head):
    first = next(secret for secret in head.intake.each() if secret.kind == "weekly")
    office.world.clock.forward(days=80)
    report = office.sync(head)
    assert head.intake.get(first.fingerprint) is None
    assert any("deleted after 60 days" in problem for problem in report.problems)


def test_intake_i5_a_wrap_is_dropped_once_its_keys_are_stored_and_zeros_too(office, head):
    ethics = office.hire("Ethics", "ETH", 1)
    office.sync(ethics)
    office.report(conflicts=("ethics",))
    assert len(wraps_of(office, office.members["Ethics"])) == 1
    report = office.sync(ethics)
    assert report.acknowledged == 1
    assert report.opened == 0
    assert wraps_of(office, office.members["Ethics"]) == []
    assert inbox(ethics).listed() == []
    ethics.close()


def opens(office, captured, seeds):
    """Whether any of these secrets opens any wrap of a captured report, by trying them all."""
    report = Submission.parse(captured)
    for index in range(len(report.wraps)):
        for seed in seeds:
            try:
                open_keys(report, index, seed, office.world.deployment)
            except ProtocolError:
                continue
            return True
    return False


def test_intake_i6_what_was_captured_opens_only_while_its_intake_key_lives(office, head):
    # given a report whose bytes somebody recorded on the wire, and a member who has it
    correspondent = office.report()
    captured = correspondent.reporter.raw
    office.sync(head)
    assert opens(office, captured, [secret.seed for secret in head.intake.each()])
    # when the week is over and everything is in
    office.world.clock.forward(days=200)
    for _ in range(2):
        office.sync(head)
    # then no secret of the vault opens the captured bytes any more; the case opens by the key that the vault holds
    assert list(head.intake.each())
    assert not opens(office, captured, [secret.seed for secret in head.intake.each()])
    assert load_case(head, POLICIES, correspondent.case_id).case.report.stories[1] == "They changed the list."
    # and once that key is gone as well, nothing does
    head.store.delete("case-keys", correspondent.case_id)
    assert load_case(head, POLICIES, correspondent.case_id).case.report.stories == {}


def test_intake_i7_the_reserve_used_although_a_weekly_key_was_there_is_named(office, head, monkeypatch):
    # given a portal that gives reporters a member's reserve key in place of the weekly one
    keyring, intake = office.published()
    reserve = next(secret for secret in head.intake.each() if secret.kind == "reserve")
    record = head.store.get("intake-record", reserve.fingerprint)
    old = intake | {head.profile.member_id: parse_record(record, keyring, today=office.today)}
    honest = office.report()
    assert office.sync(head).problems == []
    monkeypatch.setattr(office, "published", lambda: (keyring, old))
    # when a report is sealed to it
    office.report()
    problems = office.sync(head).problems
    # then it opens, and the member is told
    assert len(inbox(head).listed()) == 2
    assert [one for one in problems if "reserve key" in one] == problems != []
    assert honest.case_id in {summary.case_id for summary in inbox(head).listed()}


def test_intake_i7_the_reserve_is_no_alarm_where_no_weekly_key_was_left(office, head):
    office.world.clock.forward(days=70)
    office.report()
    assert not any("reserve key" in problem for problem in office.sync(head).problems)
    assert len(inbox(head).listed()) == 1


def test_intake_i7_a_report_under_a_keyring_that_was_replaced_is_named(office, head):
    # given a member who has seen a newer keyring than the portal gives to reporters
    office.line.tamper = replaced_keyring(office.world.organisation.sign_keyring(5, office.today))
    assert office.sync(head).problems == []
    office.report()
    assert [one for one in office.sync(head).problems if "keyring version 1" in one]
    assert len(inbox(head).listed()) == 1


def test_intake_i7_a_recipient_who_takes_nothing_over_is_named_by_the_portal(office, head):
    office.report()
    office.sync(head)
    store, today = office.world.services.store, office.world.services.day()
    with store.reading() as session:
        waiting = {one.member_id: one.since for one in untaken_keys(session, today + 1)}
        none = untaken_keys(session, today)
    everybody = set(office.world.keyring.intake_recipients)
    assert waiting == dict.fromkeys(everybody - {head.profile.member_id}, today)
    assert none == []
