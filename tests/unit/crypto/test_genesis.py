from dataclasses import replace

import pytest

from crypto import genesis
from crypto.constants import COMPARTMENTS, WRAP_LEN
from crypto.errors import BadCommitment, LaneTooFewHolders, Malformed, ProtocolError
from crypto.genesis_header import GenesisHeader
from crypto.report_plan import ReportPlan, Rosters
from crypto.submission import Submission, open_genesis_body, open_keys, open_wrap


@pytest.fixture(scope="module")
def rosters(organisation):
    ring = organisation.keyring.groups
    return Rosters(
        {1: ring["INV"], 2: ring["ETH"], 3: ring["VCO"], 5: ring["INV"] + ring["ETH"]},
        ring["ETH"],
        ring["ALT"],
    )


@pytest.fixture(scope="module")
def plan(rosters):
    return ReportPlan({1: {"used": True, "story": "A lorry came at night."}, 2: {"used": False}}, rosters)


def seal(organisation, reporter, plan, **changes):
    fields = {"intake": organisation.intake, "manifest_hash": bytes(32), "path": "browser"} | changes
    return genesis.seal_report(
        plan, reporter, organisation.keyring, deployment=organisation.deployment, **fields
    )


@pytest.fixture(scope="module")
def sealed(organisation, reporter, plan):
    return seal(organisation, reporter, plan)


def test_the_reader_of_a_lane_opens_it_and_no_other(organisation, sealed, rosters):
    submission = Submission.parse(sealed)
    submission.verify(organisation.deployment)
    for index, recipient in enumerate(organisation.keyring.intake_recipients):
        held = open_keys(submission, index, organisation.kem_seed(recipient), organisation.deployment)
        assert set(held.records) == {c for c, ids in rosters.lanes.items() if recipient in ids}
        for c, key in held.records.items():
            body = open_genesis_body(submission, c, key, organisation.deployment)
            assert body["used"] is (c in {1, 5})
            if c == 1:
                assert body["story"] == "A lorry came at night."
        if recipient in organisation.group("AAP"):
            assert held.empty


def test_every_report_has_the_same_number_of_bytes(organisation, reporter, sealed, rosters):
    other = ReportPlan(
        {2: {"used": True, "story": "x"}, 3: {"used": False}},
        replace(rosters, lanes=dict(rosters.lanes) | {1: ()}),
    )
    assert len(seal(organisation, reporter, other, path="server")) == len(sealed)


def test_the_reporter_reads_threads_and_never_the_report(organisation, reporter, sealed):
    submission = Submission.parse(sealed)
    last = len(submission.wraps) - 1
    held = open_keys(submission, last, reporter.kem_seed, organisation.deployment)
    assert (held.used, set(held.threads), held.records) == ({1}, {1, 2, 3}, {})
    for c in COMPARTMENTS:
        for key in (
            *held.threads.values(),
            *open_wrap(submission, last, reporter.kem_seed, organisation.deployment),
        ):
            if key is not None:
                with pytest.raises(BadCommitment):
                    open_genesis_body(submission, c, key, organisation.deployment)


def test_every_flipped_byte_is_refused(organisation, sealed):
    signed = 8 + len(Submission.parse(sealed).header_bytes) + 64
    # Wraps and bodies stand under one hash each: some bytes of each here, all of them in the long run.
    for at in [*range(signed), *range(signed, len(sealed), 61)]:
        bad = sealed[:at] + bytes((sealed[at] ^ 1,)) + sealed[at + 1 :]
        with pytest.raises(ProtocolError):
            Submission.parse(bad).verify(organisation.deployment)


def test_a_member_whose_key_cannot_be_sealed_to_is_no_holder(organisation, reporter, plan, rosters):
    first, second = organisation.group("VCO")
    bad = replace(organisation.intake[first], kem_pk=organisation.intake[first].kem_pk[:-32] + bytes(32))
    three = replace(
        rosters, lanes={**rosters.lanes, 3: organisation.group("VCO") + organisation.group("AAP")}
    )
    submission = Submission.parse(
        seal(organisation, reporter, replace(plan, rosters=three), intake={**organisation.intake, first: bad})
    )
    assert {len(wrap) for wrap in submission.wraps} == {WRAP_LEN}
    helped = replace(plan, bodies={**plan.bodies, 3: {"used": True}})
    with pytest.raises(LaneTooFewHolders):
        seal(organisation, reporter, helped, intake={**organisation.intake, first: bad})
    without = {one: key for one, key in organisation.intake.items() if one != second}
    with pytest.raises(LaneTooFewHolders):
        seal(organisation, reporter, helped, intake=without)


def test_header_round_trip(sealed):
    header = Submission.parse(sealed).header_bytes
    assert GenesisHeader.parse(header).encode() == header
    assert Submission.parse(sealed).encode() == sealed


def test_assembled_from_what_a_session_is_handed(organisation, sealed):
    whole = Submission.parse(sealed)
    part = Submission.assemble(whole.header_bytes, whole.signature, {3: whole.wraps[3]})
    part.verify(organisation.deployment)
    with pytest.raises(Malformed):
        part.encode()
    with pytest.raises(BadCommitment):
        Submission.assemble(whole.header_bytes, whole.signature, {2: whole.wraps[3]})
