"""What a report refuses to be, before anything is sealed or sent."""

from dataclasses import replace

import pytest

from crypto import genesis
from crypto.constants import KIND_SUPPLEMENT
from crypto.errors import (
    BadCommitment,
    BadLength,
    DecryptionFailed,
    LaneTooFewHolders,
    Malformed,
    ProtocolError,
)
from crypto.genesis_header import GenesisHeader
from crypto.report_plan import ReportPlan, Rosters
from crypto.signing import sign
from crypto.submission import Submission, open_genesis_body, open_keys, open_wrap
from tests.unit.crypto.conftest import member_id


@pytest.fixture(scope="module")
def lanes(organisation):
    group = organisation.group
    return {1: group("INV"), 2: group("ETH"), 3: group("VCO"), 5: group("INV")}


@pytest.fixture(scope="module")
def seal(organisation, reporter):
    def sealed(bodies, rosters, **changes):
        options = {"intake": organisation.intake, "manifest_hash": bytes(32), "path": "browser"} | changes
        plan = ReportPlan(bodies, rosters)
        return genesis.seal_report(
            plan, reporter, organisation.keyring, deployment=organisation.deployment, **options
        )

    return sealed


@pytest.mark.parametrize("lane", [1, 2, 3, 5])
def test_one_holder_is_too_few_in_any_lane_that_says_something(seal, lanes, lane):
    with pytest.raises(LaneTooFewHolders):
        seal({lane: {"used": True}}, Rosters({**lanes, lane: lanes[lane][:1]}))


@pytest.mark.parametrize("lane", [1, 2, 3])
def test_a_lane_that_says_nothing_stops_no_report_and_whoever_is_left_holds_its_key(
    seal, lanes, lane, organisation
):
    others = {one: {"used": one != lane} for one in (1, 2, 3)}
    # Investigators hold coordination too, which always says something: others do so here.
    rosters = {**lanes, lane: lanes[lane][:2], 5: organisation.group("ALT")}
    first, second = rosters[lane]
    intake = {one: key for one, key in organisation.intake.items() if one != second}
    submission = Submission.parse(seal(others, Rosters(rosters), intake=intake))
    index = organisation.keyring.intake_recipients.index(first)
    slots = open_wrap(submission, index, organisation.kem_seed(first), organisation.deployment)
    assert slots[lane - 1] is not None


@pytest.mark.parametrize("lane", [1, 2, 3])
def test_a_used_lane_without_readers_is_refused_and_an_unused_one_is_not(seal, lanes, lane):
    without = Rosters({**lanes, lane: ()})
    seal({one: {"used": one != lane} for one in (1, 2, 3)}, without)
    with pytest.raises(LaneTooFewHolders):
        seal({lane: {"used": True}}, without)


def test_coordination_is_always_used(seal, lanes):
    with pytest.raises(LaneTooFewHolders):
        seal({}, Rosters({**lanes, 5: ()}))


def test_an_identity_needs_two_holders_of_each_share(seal, lanes, organisation):
    group = organisation.group
    seal({4: {"used": True}}, Rosters(lanes, group("ETH"), group("ALT")))
    with pytest.raises(LaneTooFewHolders):
        seal({4: {"used": True}}, Rosters(lanes, group("ETH"), group("ALT")[:1]))


def test_nobody_holds_allegation_and_assistance_or_both_shares(lanes, organisation):
    with pytest.raises(Malformed):
        Rosters({**lanes, 3: (*lanes[3], lanes[1][0])})
    with pytest.raises(Malformed):
        Rosters(lanes, organisation.group("ETH"), (*organisation.group("ALT"), organisation.group("ETH")[0]))


def test_rosters_name_recipients_and_the_path_is_known(seal, lanes):
    with pytest.raises(Malformed):
        seal({1: {"used": True}}, Rosters({**lanes, 1: (member_id("stranger"), member_id("other"))}))
    with pytest.raises(Malformed):
        seal({1: {"used": True}}, Rosters(lanes), path="fax")
    with pytest.raises(BadLength):
        seal({1: {"used": True}}, Rosters(lanes), manifest_hash=b"")


def test_a_long_story_fills_both_first_bodies_alike(seal, lanes):
    lengths = {}
    for size in (10, 5_000, 50_000, 200_000):
        submission = Submission.parse(seal({2: {"used": True, "story": "ش" * (size // 2)}}, Rosters(lanes)))
        lengths[size] = [length for length, _ in submission.header.bodies]
    assert [sizes[0] for sizes in lengths.values()] == [4_144, 16_432, 65_584, 262_240]
    assert all(sizes[0] == sizes[1] and sizes[2:] == [4_144] * 3 for sizes in lengths.values())
    with pytest.raises(BadLength):
        seal({1: {"used": True, "story": "x" * 262_144}}, Rosters(lanes))
    with pytest.raises(BadLength):
        seal({3: {"used": True, "answers": {"text": "x" * 4_096}}}, Rosters(lanes))


def test_the_common_fields_cannot_be_overwritten_by_a_lanes_own(seal, lanes, organisation, reporter):
    submission = Submission.parse(
        seal({1: {"used": True, "binds": "forged", "path": "server"}}, Rosters(lanes))
    )
    index = organisation.keyring.intake_recipients.index(lanes[1][0])
    held = open_keys(submission, index, organisation.kem_seed(lanes[1][0]), organisation.deployment)
    body = open_genesis_body(submission, 1, held.records[1], organisation.deployment)
    assert (body["binds"], body["path"]) == (reporter.binding.hex(), "browser")
    assert body["roster"] == [one.hex() for one in lanes[1]]


def test_a_key_of_another_report_in_a_wrap_is_refused(seal, lanes, organisation, reporter):
    """Two readers shown two reports under one signature: the key id in the signed header decides."""
    honest = Submission.parse(seal({1: {"used": True}}, Rosters(lanes)))
    ids = (*honest.header.key_ids[1:2], *honest.header.key_ids[1:])
    header = replace(honest.header, key_ids=ids).encode()
    signature = sign("genesis", reporter.sign_seed, header, organisation.deployment)
    forged = Submission(header, signature, honest.wraps, honest.bodies)
    forged.verify(organisation.deployment)
    index = organisation.keyring.intake_recipients.index(lanes[1][0])
    # The key ids are part of the wrap's info, so it does not even open.
    with pytest.raises(DecryptionFailed):
        open_keys(forged, index, organisation.kem_seed(lanes[1][0]), organisation.deployment)


def test_a_supplement_names_another_case_and_is_signed_by_its_current_key(
    seal, lanes, organisation, reporter
):
    honest = Submission.parse(seal({1: {"used": True}}, Rosters(lanes)))
    header = replace(honest.header, kind=KIND_SUPPLEMENT, case_id=bytes(32)).encode()
    signature = sign("genesis", reporter.sign_seed, header, organisation.deployment)
    supplement = Submission(header, signature, honest.wraps, honest.bodies)
    supplement.verify(organisation.deployment, reporter.sign_vk)
    with pytest.raises(BadCommitment):
        supplement.verify(organisation.deployment, reporter.auth_vk)
    as_report = replace(honest.header, case_id=bytes(32)).encode()
    signature = sign("genesis", reporter.sign_seed, as_report, organisation.deployment)
    with pytest.raises(BadCommitment):
        Submission(as_report, signature, honest.wraps, honest.bodies).verify(organisation.deployment)


def test_a_header_names_everybody_once(seal, lanes):
    header = Submission.parse(seal({1: {"used": True}}, Rosters(lanes))).header
    for entries in (
        (header.entries[0], *header.entries[:-1]),
        (*header.entries[1:], header.entries[0]),
        header.entries[-2:],
    ):
        with pytest.raises(Malformed):
            replace(header, entries=entries)
    with pytest.raises(Malformed):
        replace(header, auth_vk=header.sign_vk)


@pytest.mark.long
def test_every_byte_of_an_envelope(seal, lanes, organisation):
    wire = seal({1: {"used": True}}, Rosters(lanes))
    for at in range(len(wire)):
        with pytest.raises(ProtocolError):
            Submission.parse(wire[:at] + bytes((wire[at] ^ 1,)) + wire[at + 1 :]).verify(
                organisation.deployment
            )


def test_header_bytes_are_the_frozen_layout(seal, lanes, organisation):
    submission = Submission.parse(seal({1: {"used": True}}, Rosters(lanes)))
    data, n = submission.header_bytes, len(organisation.keyring.intake_recipients)
    assert len(data) == 1896 + 80 * (n + 1)
    assert data[:4] == bytes((1, 1, 1, n))
    assert (data[4:36], data[36:68]) == (submission.header.case_id, submission.header.sign_vk)
    assert data[1316:1348] == organisation.keyring.hash
    assert data[1396:1428] == submission.header.key_ids[0]
    assert data[1716:1720] == (4_144).to_bytes(4, "big")
    assert data[1896:1912] == organisation.keyring.intake_recipients[0]
    assert GenesisHeader.parse(data) == submission.header
