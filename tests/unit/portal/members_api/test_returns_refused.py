"""What nobody can give back: older codes, forged and altered records, what has no case."""

from dataclasses import replace

import pytest

from crypto.keyring import parse_keyring
from crypto.returned import pack_returned
from crypto.submission import Submission
from portal.store.models import Case, Record
from tests.support.giving_back import (
    ROUTE,
    count,
    give_back,
    lose,
    message,
    name_of,
    new_code,
    opens,
    written,
)
from tests.support.portal_world import seal_for


def test_an_older_chain_changes_nothing(world):
    """Whoever knows only the first new code, or pretends to, brings no older code back."""
    reporter = world.reported()
    first, second, third = reporter.keys, world.reporter().keys, world.reporter().keys
    one = written(world, new_code(world, reporter, first, second))
    written(world, new_code(world, reporter, second, third))
    assert give_back(world, reporter.submission, one).json["stored"] == []
    assert opens(world, first, second, third) == [False, False, True]


def test_a_code_that_was_replaced_replaces_nothing(world):
    """Somebody kept the old code, and finds a member who carries their own replacement of it."""
    reporter = world.reported()
    first, second, thief = reporter.keys, world.reporter().keys, world.reporter().keys
    one = written(world, new_code(world, reporter, first, second))
    refused = give_back(world, reporter.submission, one, new_code(world, reporter, first, thief))
    assert (refused.status_code, refused.json["error"]) == (409, "code-replaced")
    assert opens(world, first, second, thief) == [False, True, False]


def test_a_forged_new_code_keeps_the_whole_case_out(either_world):
    """Else the report would stand there without it, under the old code."""
    world = either_world
    reporter = world.reported()
    first, second = reporter.keys, world.reporter().keys
    true = new_code(world, reporter, first, second)
    lose(world, reporter.event_id)
    forged = [
        replace(true, signatures=(true.signatures[1], true.signatures[1])),
        replace(true, signatures=(true.signatures[0], true.signatures[0])),
    ]
    for event in forged:
        refused = give_back(world, reporter.submission, event)
        assert (refused.status_code, refused.json["error"]) == (403, "not-signed")
        assert name_of(world, event).hex()[:12] in refused.json["message"]
        assert (count(world, Case), count(world, Record)) == (0, 0)
    stranger = new_code(world, reporter, world.reporter().keys, second, reporter.keys.own_case_id)
    assert give_back(world, reporter.submission, stranger).json["error"] == "code-replaced"
    assert (count(world, Case), count(world, Record)) == (0, 0)


def raw_of(reporter):
    return pack_returned([reporter.submission])


@pytest.mark.parametrize(
    ("at", "error", "code"),
    [
        (4 + 8 + 1364, "not-signed", "BadSignature"),  # the salt, in the header
        (4 + 8 + 40, "not-signed", "BadSignature"),  # the key that signs
        (-1, "malformed", "BadCommitment"),  # the last body
        ("signature", "not-signed", "BadSignature"),
        ("wrap", "malformed", "BadCommitment"),
    ],
)
def test_an_altered_report_is_refused_and_named(world, at, error, code):
    reporter = world.reported()
    lose(world, reporter.event_id)
    raw = bytearray(raw_of(reporter))
    header = len(reporter.submission.header_bytes)
    raw[{"signature": 4 + 8 + header, "wrap": 4 + 8 + header + 64}.get(at, at)] ^= 1
    refused = world.client.post(ROUTE, data=bytes(raw), headers=world.member()[1])
    assert refused.json["error"] == error
    assert refused.json["message"].endswith(code)
    assert count(world, Case) == 0


def test_a_report_signed_by_somebody_else_is_refused(world):
    reporter, other = world.reported(), world.seal(world.reporter())
    lose(world, reporter.event_id)
    foreign = replace(reporter.submission, signature=other.submission.signature)
    assert give_back(world, foreign).json["error"] == "not-signed"
    assert count(world, Case) == 0


def test_a_second_report_under_one_number_is_refused(world):
    reporter = world.reported()
    other = seal_for(
        world.keyring, world.organisation.intake, reporter.keys, world.deployment, "Another story."
    )
    refused = give_back(world, Submission.parse(other))
    assert (refused.status_code, refused.json["error"]) == (409, "case-exists")


def test_events_need_their_case_and_their_author(world):
    reporter, stranger = world.reported(), world.seal(world.reporter())
    person = world.organisation.of_group("INV")[0]
    lost = message(world, stranger)
    assert give_back(world, lost).json["error"] == "not-found"
    true = message(world, reporter, person)
    forged = replace(true, signatures=(message(world, reporter).signatures[0],))
    assert give_back(world, forged, group="VCO").json["error"] == "not-signed"
    assert give_back(world, true, group="VCO").status_code == 201


def test_a_report_under_a_keyring_that_is_lost_too_waits_for_it(world):
    reporter = world.reporter()
    ring = world.organisation.sign_keyring(2, world.clock.today, world.keyring.hash)
    unknown = parse_keyring(
        ring, world.organisation.root_vk, world.organisation.deployment, today=world.clock.today
    )
    reporter.raw = seal_for(unknown, world.organisation.intake, reporter.keys, world.deployment)
    refused = give_back(world, reporter.submission)
    assert (refused.status_code, refused.json["error"]) == (409, "unknown-keyring")


@pytest.mark.parametrize("raw", [b"", b"\x00", b"\x00\x00\x00\x04AMP1", b"\xff" * 200])
def test_what_is_no_record_is_malformed(shared_world, raw):
    answer = shared_world.client.post(ROUTE, data=raw, headers=shared_world.member()[1])
    assert (answer.status_code, answer.json["error"]) == (400, "malformed")


def test_one_request_is_about_one_case_and_has_a_largest_size(shared_world):
    world = shared_world
    first, second = world.seal(world.reporter()), world.seal(world.reporter())
    assert give_back(world, first.submission, second.submission).json["error"] == "malformed"
    large = world.client.post(ROUTE, data=bytes(1_400_001), headers=world.member()[1])
    assert large.status_code == 413
