"""The rules of the case log, each under its name."""

import dataclasses

import pytest

from crypto.events import EventSubmission
from crypto.log import Entry, assemble, heads_fingerprint
from crypto.submission import event_id
from tests.unit.crypto.conftest import DEPLOYMENT, seed
from tests.unit.crypto.log_acts import ETHICS, HEAD, INVESTIGATOR, message, names, status
from tests.unit.crypto.log_case import STORY, LogCase, altered, entry_of, kinds, shuffles, texts


@pytest.fixture
def case(organisation):
    return LogCase(organisation)


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
