"""Whose events count, each rule of the case log under its name."""

import dataclasses

import pytest

from crypto.events import Author
from crypto.suspension import Suspension, sign_suspension
from tests.unit.crypto.conftest import DEPLOYMENT, seed
from tests.unit.crypto.log_acts import ETHICS, HEAD, INVESTIGATOR, message
from tests.unit.crypto.log_case import LogCase, altered, kinds, texts


@pytest.fixture
def case(organisation):
    return LogCase(organisation)


def test_e3_a_missing_parent_parks_its_children_and_is_asked_for(case):
    withheld = case.member(INVESTIGATOR, message("Withheld."))
    child = case.reporter("Answer.")
    grandchild = case.reporter("And more.")
    log = case.log(events=case.events[1:])
    assert texts(log) == []
    assert set(log.parked) == {child, grandchild}
    assert log.missing == (withheld,)
    assert kinds(log) == {"parked"}
    assert texts(case.log()) == ["Withheld.", "Answer.", "And more."]


def test_e3_a_parent_with_a_forged_signature_counts_as_withheld(case):
    case.member(INVESTIGATOR, message("Mine."))
    child = case.reporter("Answer.")
    case.events[0] = dataclasses.replace(case.events[0], signatures=(altered(case.events[0].signatures[0]),))
    log = case.log()
    assert kinds(log) == {"bad-signature", "parked"}
    assert log.parked == (child,)


def test_e3_a_forged_copy_beside_a_right_one_changes_nothing_but_is_named(case):
    case.member(INVESTIGATOR, message("Mine."))
    right = case.events[0]
    forged = dataclasses.replace(right, signatures=(altered(right.signatures[0]),))
    for order in ([forged, right], [right, forged]):
        log = case.log(events=order)
        assert (texts(log), kinds(log)) == (["Mine."], {"bad-signature"})


def test_e3_nobody_outside_the_keyring_is_an_author(case):
    stranger = Author(seed("stranger")[:16], seed("stranger"), seed("log")[:16], 1)
    case.add(case.seal(stranger, message("Believe me.")))
    log = case.log()
    assert (texts(log), kinds(log)) == ([], {"unknown-author"})


def test_e3_a_colleagues_name_needs_a_colleagues_signature(case):
    head = case.author(HEAD)
    forged = dataclasses.replace(head, sign_seed=case.author(INVESTIGATOR).sign_seed)
    case.add(case.seal(forged, message("I am the head.")))
    assert kinds(case.log()) == {"bad-signature"}


def test_e3_a_keyring_that_is_not_at_hand_parks_the_event(case):
    ring = case.next_ring()
    case.member(INVESTIGATOR, message("Later."))
    case.rings.remove(ring)
    log = case.log()
    assert (texts(log), kinds(log)) == ([], {"keyring-unknown"})


def test_e3_a_keyring_version_never_falls_along_the_causal_past(case):
    old = case.rings[0]
    case.next_ring()
    case.member(INVESTIGATOR, message("Under the new keyring."))
    case.member(INVESTIGATOR, message("Under the old one."), ring=old)
    log = case.log()
    assert kinds(log) == {"keyring-rolled-back"}
    assert texts(log) == ["Under the new keyring."]


def test_e3_a_dismissed_member_who_names_an_old_keyring_is_void(organisation):
    case = LogCase(organisation)
    before = case.member(ETHICS, message("While in office."), c=18)
    gone = organisation.group("STAT")[0]
    start = case.heads()
    late = case.seal(case.author(("STAT", 0)), message("After I left."), knows=start)
    case.next_ring(without=organisation.group("STAT"))
    assert gone not in {one.id for one in case.rings[-1].members}
    case.member(INVESTIGATOR, message("New keyring."), knows=start)
    name = case.add(late)
    log = case.log()
    void = {record.event_id: record.void for record in log.records if record.void}
    assert void == {name.hex(): "dismissed"}
    assert before.hex() not in void
    assert name not in log.heads


def test_e3_a_message_after_somebody_left_voids_nothing_that_they_wrote_into_the_record(organisation):
    """The conversation cannot cite the record, so it says nothing about it; the next entry of the record does."""
    case = LogCase(organisation)
    gone = ("STAT", 0)
    start = case.heads()
    note = case.member(gone, {"v": 1, "type": "note", "text": "Long before."}, c=1)
    late = case.seal(case.author(gone), {"v": 1, "type": "note", "text": "After I left."}, c=1, knows=[note])
    case.next_ring(without=organisation.group("STAT"))
    case.member(INVESTIGATOR, message("New keyring."), knows=start)
    assert [record.void for record in case.log().records] == ["", "", ""]
    case.member(INVESTIGATOR, {"v": 1, "type": "note", "text": "I read on."}, c=1, knows=case.heads())
    name = case.add(late)
    void = {record.event_id: record.void for record in case.log().records if record.void}
    assert void == {name.hex(): "dismissed"}
    assert note.hex() not in void


def test_e3_a_dismissed_member_cannot_name_the_new_keyring(organisation):
    case = LogCase(organisation)
    case.next_ring(without=organisation.group("STAT"))
    case.add(case.seal(case.author(("STAT", 0)), message("Still me.")))
    assert kinds(case.log()) == {"unknown-author"}


def test_e3_a_suspended_members_events_are_void(organisation, case):
    name = case.member(INVESTIGATOR, message("Mine."))
    ring, one = case.rings[0], organisation.group("INV")[1]
    log = case.log(suspended={ring.hash: frozenset({one})})
    assert [(r.event_id, r.void) for r in log.records if r.void] == [(name.hex(), "suspended")]


def test_e3_a_suspension_on_the_keyring_needs_no_telling(organisation, case):
    """It never closes a group: of two investigators none can be suspended."""
    ring, one = case.rings[0], organisation.group("INV")[1]
    signers = [organisation.group("ETH")[0], organisation.group("ALT")[0]]
    signed = tuple(
        (s, sign_suspension(one, ring.hash, organisation.verify_seed(s), DEPLOYMENT)) for s in signers
    )
    case.rings[0] = dataclasses.replace(ring, suspensions=(Suspension(one, ring.hash, signed).encode(),))
    case.member(INVESTIGATOR, message("Mine."))
    assert [record.void for record in case.log().records] == ["", ""]
