"""What a reporter adds later (kind 5): whose it is, who opens it, and what a portal could do with it."""

import dataclasses

import pytest

from crypto import genesis, rekeying, signing
from crypto.constants import KIND_KEYS
from crypto.errors import BadLength, LaneTooFewHolders
from crypto.events import KeyEntry
from crypto.report_plan import ReportPlan, Rosters
from crypto.submission import Submission
from tests.unit.crypto.conftest import DEPLOYMENT, seed
from tests.unit.crypto.log_case import LogCase, altered, kinds, shuffles

HEAD = ("INV", 0)
NAME = {"used": True, "name": "Amina", "contact": "the blue tent"}
EVIDENCE = {"used": True, "story": "I kept the list."}


@pytest.fixture
def case(organisation):
    return LogCase(organisation)


def added(log):
    return [record for record in log.records if record.kind == "supplement"]


def test_an_identity_added_later_opens_for_two_who_hold_a_share_each(case):
    supplement = case.supplement({4: NAME})
    case.hand_over(supplement)
    with_both = case.log(known=case.held_by(supplement, "ETH", "ALT"))
    assert [one.bodies[4]["name"] for one in added(with_both)] == ["Amina"]
    with_one = case.log(known=case.held_by(supplement, "ALT"))
    assert [(one.sealed, dict(one.bodies)) for one in added(with_one)] == [(True, {})]
    assert kinds(with_both) == kinds(with_one) == set()


def test_it_opens_with_its_own_keys_never_with_those_of_the_report(case):
    supplement = case.supplement({1: EVIDENCE})
    case.hand_over(supplement)
    assert [one.sealed for one in added(case.log())] == [True]
    log = case.log(known=case.known(1, 5) | case.held_by(supplement, "INV"))
    assert added(log)[0].bodies[1]["story"] == "I kept the list."
    assert added(log)[0].role == "reporter"
    assert log.received[added(log)[0].event_id] == "2026-11-19"
    assert kinds(log) == set()


def test_the_same_log_in_whatever_order_it_comes(case):
    case.reporter("Before.")
    first = case.supplement({1: EVIDENCE})
    case.hand_over(first)
    case.member(HEAD, {"type": "message", "text": "Thank you.", "sent_at": "2026-11-20T10:00"})
    case.replace_code()
    case.hand_over(case.supplement({4: NAME}))
    known = case.known(1, 5) | case.held_by(first, "INV")
    logs = [case.log(known=known, events=events) for events in shuffles(case.events)]
    assert all(log == logs[0] for log in logs)
    assert len(added(logs[0])) == 2
    assert kinds(logs[0]) == set()


def test_her_later_events_cite_it_on_the_thread_plane(case):
    name = case.hand_over(case.supplement({4: NAME}))
    assert name in case.log().thread_heads
    case.reporter("I told you my name.")
    log = case.log()
    assert name not in log.thread_heads
    assert kinds(log) == set()


def test_r1_what_a_replaced_code_adds_afterwards_is_void_and_what_was_known_counts(case):
    before = case.hand_over(case.supplement({4: NAME}))
    case.replace_code()
    late = case.hand_over(case.supplement({4: NAME}, code=0))
    after = case.hand_over(case.supplement({4: NAME}))
    found = {one.event_id: one.void for one in added(case.log())}
    assert found == {before.hex(): "", late.hex(): "code-replaced", after.hex(): ""}


def test_e3_it_waits_for_the_replacement_that_brought_its_key(case):
    case.replace_code()
    case.hand_over(case.supplement({4: NAME}))
    log = case.log(events=case.events[1:])
    assert added(log) == []
    assert kinds(log) == {"unknown-author"}


def test_a_stranger_adds_nothing_to_a_case(case, organisation):
    other = LogCase(organisation, chance=9)
    foreign = other.supplement({4: NAME}, case_id=case.case_id)
    case.hand_over(foreign)
    case.hand_over(other.supplement({4: NAME}))
    log = case.log()
    assert added(log) == []
    assert kinds(log) == {"unknown-author", "other-case"}


def test_other_keys_than_the_codes_own_are_refused(case):
    honest = case.supplement({4: NAME})
    header = dataclasses.replace(honest.header, auth_vk=signing.verify_key(seed("portal"))).encode()
    signature = signing.sign("genesis", case.codes[0].sign_seed, header, DEPLOYMENT)
    case.hand_over(Submission(header, signature, honest.wraps, honest.bodies))
    log = case.log()
    assert added(log) == []
    assert kinds(log) == {"unknown-author"}


def test_e7_altered_parts_are_named_and_the_rest_stands(case):
    supplement = case.supplement({4: NAME})
    bodies = (altered(supplement.bodies[0]), *supplement.bodies[1:])
    case.hand_over(supplement, bodies=bodies, wraps=((0, b"x"),))
    case.hand_over(supplement, signatures=(altered(supplement.signature),))
    case.hand_over(case.supplement({4: NAME}), signatures=())
    log = case.log(known=case.held_by(supplement, "ETH", "ALT"))
    assert [one.bodies[4]["name"] for one in added(log)] == ["Amina"]
    assert kinds(log) == {"body-altered", "wrap-injected", "bad-signature", "unreadable"}


def test_no_event_may_stand_under_its_keys(case):
    supplement = case.supplement({1: EVIDENCE})
    case.hand_over(supplement)
    held = case.held_by(supplement, "INV")
    key = held[supplement.header.key_ids[0]]
    case.member(HEAD, {"type": "note", "text": "Under a key that closes after one body."}, c=1, key=key)
    log = case.log(known=case.known(1, 5) | held)
    assert kinds(log) == {"unknown-key"}
    assert supplement.header.key_ids[0] not in log.current[1]


def test_a_grant_that_hands_its_keys_on_is_no_key_change(case):
    name = case.hand_over(case.supplement({1: EVIDENCE}))
    slots = case.log().supplements[name]
    assert len(slots) == 10
    other = case.organisation.group("INV")[1]
    to = rekeying.Recipient(other, case.organisation.intake[other].kem_pk)
    keys = tuple(KeyEntry(c, key_id) for c, key_id in slots)
    case.member(
        HEAD,
        {"type": "note", "text": "For my colleague."},
        kind=KIND_KEYS,
        keys=keys,
        wraps=rekeying.grant_wraps(to, [{1: seed("K")}]),
    )
    assert "rotation-malformed" not in kinds(case.log())


def test_all_five_bodies_have_one_size(case):
    short, long = (
        case.supplement({4: NAME}),
        case.supplement({3: {"used": True, "answers": {"x": "y" * 5000}}}),
    )
    assert {length for length, _ in short.header.bodies} == {4_144}
    assert {length for length, _ in long.header.bodies} == {16_432}
    other = dataclasses.replace(short.header, kind=1)
    assert other.bodies == short.header.bodies
    with pytest.raises(BadLength):
        dataclasses.replace(short.header, bodies=(long.header.bodies[0], *short.header.bodies[1:]))


def test_it_too_needs_two_holders(case, organisation):
    with pytest.raises(LaneTooFewHolders):
        genesis.seal_supplement(
            ReportPlan({4: NAME}, Rosters(case.rosters().lanes)),
            case.codes[0],
            case.case_id,
            organisation.keyring,
            organisation.intake,
            DEPLOYMENT,
            manifest_hash=bytes(32),
            path="browser",
        )
