"""The rules of the case log, each under its name."""

import dataclasses

import pytest

from crypto.constants import KIND_KEYS
from crypto.events import Author, EventSubmission
from crypto.log import Entry, assemble, heads_fingerprint
from crypto.rekeying import Recipient, grant_wraps, key_entry
from crypto.submission import event_id
from crypto.suspension import Suspension, sign_suspension
from tests.unit.crypto.conftest import DEPLOYMENT, seed
from tests.unit.crypto.log_case import STORY, LogCase, altered, entry_of, kinds, shuffles, texts

INVESTIGATOR, HEAD, ETHICS = ("INV", 1), ("INV", 0), ("ETH", 0)


def message(text):
    return {"type": "message", "text": text, "sent_at": "2026-11-18T10:00"}


def status(code):
    return {"type": "status", "status": code, "note": "", "sent_at": "2026-11-18T10:00"}


@pytest.fixture
def case(organisation):
    return LogCase(organisation)


def names(log):
    return [bytes.fromhex(record.event_id) for record in log.records]


def test_an_honest_case_reads_whole_and_without_problems(case):
    case.member(INVESTIGATOR, message("We have read it."))
    case.reporter("Thank you.")
    case.member(HEAD, {"type": "note", "text": "Ask for the list."}, c=1)
    log = case.log()
    assert log.problems == ()
    assert log.records[0].bodies[1]["story"] == STORY
    assert texts(log) == ["We have read it.", "Thank you."]
    assert [record.role for record in log.records] == [
        "reporter",
        "investigator",
        "reporter",
        "head-of-investigations",
    ]
    assert log.heads == (case.ids[-1],)
    assert log.thread_heads == (case.ids[-2],)
    assert log.key_for(1) == case.keys[1]
    assert log.key_for(17) == case.thread(1)
    assert log.key_for(3) is None


def test_what_is_sealed_to_others_is_listed_and_stays_shut(case):
    case.member(ETHICS, message("For ethics only."), c=18)
    case.reporter("To ethics.", lane=2)
    log = case.log()
    assert log.problems == ()
    assert [(record.sealed, dict(record.bodies)) for record in log.records[1:]] == [(True, {}), (True, {})]
    assert set(log.records[0].bodies) == {1, 5}


def test_the_report_must_belong_to_the_key_that_signed_it(case):
    forged = dataclasses.replace(case.genesis, signatures=(altered(case.genesis.signatures[0]),))
    log = assemble(forged, [], {}, DEPLOYMENT, {})
    assert (log.records, kinds(log)) == ((), {"report-unverified"})


def test_a_body_of_another_mailbox_is_left_out(organisation, case):
    """A portal that grafts somebody else's first body onto a report changes its hash, so it is named."""
    other = LogCase(organisation, chance=8)
    grafted = dataclasses.replace(case.genesis, bodies=(other.genesis.bodies[0], *case.genesis.bodies[1:]))
    case.genesis = grafted
    log = case.log()
    assert kinds(log) == {"body-altered"}
    assert set(log.records[0].bodies) == {5}


def test_e1_a_destroyed_body_leaves_the_chain_whole(case):
    first = case.member(INVESTIGATOR, message("Soon gone."))
    case.member(INVESTIGATOR, message("Still here."))
    case.events[0] = dataclasses.replace(case.events[0], bodies=(None,))
    log = case.log()
    assert log.problems == ()
    assert names(log)[1] == first
    assert texts(log) == ["Still here."]


def test_e1_an_altered_body_is_refused_and_a_right_copy_wins(case):
    case.member(INVESTIGATOR, message("As signed."))
    right = case.events[0]
    wrong = dataclasses.replace(right, bodies=(altered(right.bodies[0]),))
    assert texts(case.log(events=[wrong])) == []
    for order in ([wrong, right], [right, wrong]):
        log = case.log(events=order)
        assert (texts(log), kinds(log)) == (["As signed."], {"body-altered"})


def test_e2_equivocation_keeps_and_shows_both(case):
    start = [case.genesis_id]
    for text in ("To you.", "To your colleague."):
        case.add(case.seal(case.author(INVESTIGATOR, seq=1), message(text), knows=start))
    log = case.log()
    assert sorted(texts(log)) == ["To you.", "To your colleague."]
    assert [problem.kind for problem in log.problems] == ["equivocation", "equivocation"]


def test_e2_a_restored_vault_and_a_stateless_reporter_fork_in_peace(case):
    start = [case.genesis_id]
    case.member(INVESTIGATOR, message("One."), vault="old", knows=start)
    case.member(INVESTIGATOR, message("Two."), vault="restored", knows=start)
    case.reporter("Three.", knows=start)
    case.reporter("Four.", knows=start)
    assert case.log().problems == ()


def test_e2_a_gap_in_a_members_log_is_named(case):
    case.add(case.seal(case.author(INVESTIGATOR, seq=3), message("Third.")))
    log = case.log()
    assert kinds(log) == {"log-gap"}
    assert texts(log) == ["Third."]


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


def test_e4_order_is_causal_and_then_by_smallest_id(case):
    start = [case.genesis_id]
    concurrent = [case.reporter(f"{n}", knows=start) for n in range(5)]
    last = case.reporter("last")
    log = case.log()
    assert names(log) == [case.genesis_id, *sorted(concurrent), last]
    assert [record.position for record in log.records] == list(range(7))
    assert log.records[-1].ancestors == 0b111111


def test_e7_hostile_entries_become_problems(organisation, case):
    other = LogCase(organisation, chance=9)
    other.reporter("Elsewhere.")
    case.reporter("Here.")
    right = case.events[0]
    hostile = [
        Entry(b"", ()),
        Entry(b"\x01\x01\x09\x10" + bytes(300), (bytes(64),)),
        Entry(right.header[:-1], right.signatures),
        Entry(right.header, ()),
        Entry(case.genesis.header, case.genesis.signatures),
        Entry(other.genesis.header, other.genesis.signatures),
        Entry(b"\x01\x01\x05\x02" + case.genesis.header[4:], case.genesis.signatures),
        *other.events,
        dataclasses.replace(right, bodies=(b"short", b"surplus"), wraps=((0, b"x"), (70, b"y"))),
    ]
    log = case.log(events=[*case.events, *hostile])
    assert texts(log) == ["Here."]
    named = {"unreadable", "second-report", "other-case"}
    assert kinds(log) == named | {"body-altered", "surplus-body", "wrap-injected"}


def test_e7_a_body_that_is_no_json_is_named(case):
    deep = {"type": "message", "text": "x"}
    submission = case.seal(case.author(INVESTIGATOR), deep)
    lying = case.known(1, 5)
    case.add(submission)
    # Sealed under the right key id, but with another key: the commitment does not hold.
    wrong = case.seal(case.author(HEAD), deep, c=17, key=seed("other"))
    header = dataclasses.replace(wrong.header, key_id=submission.header.key_id)
    signed = _resign(header, wrong.body, case.author(HEAD))
    case.add(signed)
    log = case.log(known=lying)
    assert kinds(log) == {"body-unopened"}
    assert texts(log) == ["x"]


def _resign(header, body, author):
    """The same event with another header, signed again by its author."""
    from crypto.signing import sign

    data = header.encode()
    return EventSubmission(data, (sign("event", author.sign_seed, data, DEPLOYMENT),), (), body)


def test_e8_a_withheld_event_shows_in_the_fingerprint_that_members_compare(case):
    case.reporter("One.")
    case.member(INVESTIGATOR, message("Two."))
    shown, kept_back = case.log(), case.log(events=case.events[:1])
    assert kept_back.problems == ()
    assert heads_fingerprint(shown, DEPLOYMENT) != heads_fingerprint(kept_back, DEPLOYMENT)
    again = case.log(events=case.events[::-1], known={})
    assert heads_fingerprint(again, DEPLOYMENT) == heads_fingerprint(shown, DEPLOYMENT)


def test_e10_headers_alone_verify_without_any_key_or_body(case):
    """What an evidence bundle shows to a stranger: who signed what, after what; nothing opens."""
    case.member(INVESTIGATOR, message("One."))
    case.reporter("Two.")
    case.genesis = dataclasses.replace(case.genesis, bodies=(None,) * 5)
    bare = [dataclasses.replace(entry, bodies=(), wraps=()) for entry in case.events]
    log = case.log(events=bare, known={})
    assert log.problems == ()
    assert [record.role for record in log.records] == ["reporter", "investigator", "reporter"]
    assert all(not record.bodies for record in log.records)


def test_e12_what_the_reporter_may_see_cites_nothing_that_they_may_not(case):
    note = case.member(INVESTIGATOR, {"type": "note", "text": "Internal."}, c=1)
    case.member(INVESTIGATOR, message("Cites the note."), knows=[note])
    case.member(HEAD, {"type": "note", "text": "Cites anything."}, c=1, knows=[case.genesis_id, note])
    log = case.log()
    assert kinds(log) == {"wrong-plane"}
    assert texts(log) == []
    assert len(log.records) == 3


def test_e12_a_status_in_one_thread_and_its_coded_stage(case):
    told = case.member(INVESTIGATOR, status("assessing"))
    case.member(INVESTIGATOR, {"type": "stage", "stage": "open", "names": told.hex()}, c=5)
    log = case.log()
    assert log.problems == ()
    assert [record.thread for record in log.records] == [True, True, False]


def test_e13_the_commitment_tells_the_lane_of_a_reporters_words(case):
    case.reporter("To investigators.")
    case.reporter("To ethics.", lane=2)
    assert [set(r.bodies) for r in case.log(known=case.known(1, 5)).records[1:]] == [{1}, set()]
    assert [set(r.bodies) for r in case.log(known=case.known(2)).records[1:]] == [set(), {2}]
    assert [set(r.bodies) for r in case.log(known=case.known(17, 18)).records[1:]] == [{1}, {2}]


def test_an_unwrapped_key_that_no_signed_header_names_is_refused_and_named(case):
    log = case.log(known={seed("id"): seed("key")})
    assert kinds(log) == {"key-uncommitted"}
    assert log.keys == {}


def test_a_key_under_the_wrong_id_is_refused_and_named(case):
    (name,) = case.known(1)
    log = case.log(known={name: seed("another report's key")})
    assert kinds(log) == {"key-mismatch"}
    assert log.records[0].bodies == {}


def test_a_key_that_nobody_signed_for_seals_nothing(case):
    case.add(case.seal(case.author(INVESTIGATOR), message("x"), key=seed("unsigned")))
    assert kinds(case.log()) == {"unknown-key"}


def test_g1_a_grant_lists_all_key_ids_and_changes_none(organisation, case):
    to = organisation.group("ALT")[0]
    wraps = grant_wraps(Recipient(to, organisation.intake[to].kem_pk), [{1: case.keys[1]}])
    entries = [key_entry(c, case.keys[c], case.case_id, DEPLOYMENT) for c in (1, 2, 3, 5)]
    body = {"type": "grant", "to": to.hex(), "lanes": [1], "history": "all"}
    case.member(HEAD, body, c=1, kind=KIND_KEYS, keys=entries, wraps=wraps)
    before, log = LogCase(organisation).log(), case.log()
    assert log.problems == ()
    assert log.current == before.current
    assert log.records[1].kind == "keys"


def test_e7_a_wrap_injected_into_a_grant_is_named(organisation, case):
    sealed, _ = case.rotation(HEAD)
    case.add(sealed, wraps=((0, altered(sealed.wraps[0])),))
    assert kinds(case.log()) == {"wrap-injected"}


def test_the_members_hand_the_portal_entries_in_json():
    with pytest.raises(Exception, match=r"entry|blob|hex"):
        Entry.from_document({"header": 7, "signatures": [], "bodies": [], "wraps": []})
    entry = Entry.from_document(
        {
            "header": "AAE=",
            "signatures": ["00" * 64],
            "bodies": [None],
            "wraps": [{"index": 2, "wrap": "AA=="}],
        }
    )
    assert entry == Entry(b"\x00\x01", (bytes(64),), (None,), ((2, b"\x00"),))


def test_arrival_order_and_repeats_change_nothing(case):
    start = [case.genesis_id]
    for number in range(3):
        case.member((("INV"), number % 2), message(f"m{number}"), knows=start)
        case.reporter(f"r{number}", knows=start)
    case.member(HEAD, status("closed"))
    case.replace_code()
    case.reporter("With the new code.")
    whole = case.log()
    for order in shuffles(case.events):
        assert case.log(events=order) == whole


def test_every_event_of_the_log_helpers_is_a_real_one(case):
    """The test's own builder signs what the protocol signs."""
    case.reporter("One.")
    submission = EventSubmission.assemble(case.events[0].header, case.events[0].signatures, {})
    assert submission.verify(case.codes[0].sign_vk, DEPLOYMENT) == event_id(case.events[0].header, DEPLOYMENT)
    assert entry_of(submission).bodies == (None,)
