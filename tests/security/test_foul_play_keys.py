"""Keys that nobody signed for: injected, swapped, different for two members, taken by a rotation."""

import base64
import dataclasses
from base64 import b64encode
from hashlib import sha256

import pytest

from crypto import hpke, signing
from crypto.constants import KIND_KEYS
from crypto.errors import LaneTooFewHolders
from crypto.intake import issue, parse_list
from crypto.keys import pack_slots, thread_key
from crypto.rekeying import Recipient, rotate
from crypto.submission import Submission, wrap_info_at
from crypto.wire import frame
from investigator_console.cases.keys import read_keys
from tests.support.console_world import inbox
from tests.support.foul_play import (
    case_of,
    flipped,
    hand_in,
    kinds_on_page,
    lane_key,
    member_event,
    rewrite_entries,
    signed_again,
    texts,
    write,
)
from tests.support.portal_world import World, put_intake_keys


def text_of(data):
    return base64.b64encode(data).decode()


def injected(office, correspondent, head):
    """A wrap that opens for the head, as any portal can make one, in the place of the true one."""
    submission = Submission.parse(correspondent.reporter.raw)
    me = office.members["Head"].id
    index = next(i for i, one in enumerate(submission.header.entries) if one.recipient_id == me)
    kem_pk = hpke.kem_public(
        next(
            secret.seed
            for secret in head.intake.each()
            if secret.fingerprint == submission.header.entries[index].kem_hash
        )
    )
    info = wrap_info_at(submission.header, index, office.world.deployment)
    return index, hpke.wrap(kem_pk, info, pack_slots([bytes([7]) * 32, None, None, None, None]))


@pytest.mark.parametrize("place", ["its own", "beside it"])
def test_a_wrap_that_no_signed_header_names_is_refused_and_named(office, head, place):
    correspondent = office.report()
    index, wrap = injected(office, correspondent, head)
    at = index if place == "its own" else 60

    def inject(entries):
        return [{**one, "wraps": [*one["wraps"], {"index": at, "wrap": text_of(wrap)}]} for one in entries]

    rewrite_entries(office, inject)
    report = office.sync(head)
    code = "BadCommitment" if place == "its own" else "Malformed"
    name = correspondent.reporter.event_id.hex()[:12]
    assert [code in problem and name in problem for problem in report.problems] == [True]
    assert read_keys(head, correspondent.case_id).empty
    assert inbox(head).listed() == []
    office.line.tamper = None
    assert office.sync(head).opened == 1
    assert kinds_on_page(office, head, correspondent) == set()


def test_a_wrap_swapped_in_a_rotation_is_refused_and_named(office, head, second):
    correspondent = office.report()
    office.sync(head)
    person = office.members["Second"]
    office.sync(second)
    event, _ = rotation(office, correspondent, person, lane_key(second, correspondent))
    assert hand_in(office.world, person, event) == 201

    def swap(entries):
        return [
            {
                **one,
                "wraps": [{**w, "wrap": text_of(flipped(base64.b64decode(w["wrap"])))} for w in one["wraps"]],
            }
            for one in entries
        ]

    rewrite_entries(office, swap)
    report = office.sync(head)
    assert any("BadCommitment" in problem for problem in report.problems)
    assert len(read_keys(head, correspondent.case_id).records[1]) == 1


def test_two_members_who_are_given_different_keys_learn_of_it(office, head, second, monkeypatch):
    """A hostile page seals one key to one investigator and another to the next, under one signature."""
    monkeypatch.setattr(office.world, "send", lambda _reporter: 201, raising=False)
    correspondent = office.report()
    reporter, deployment = correspondent.reporter, office.world.deployment
    honest = Submission.parse(reporter.raw)
    victim = office.members["Second"].id
    index = next(i for i, one in enumerate(honest.header.entries) if one.recipient_id == victim)
    fingerprint = honest.header.entries[index].kem_hash
    seed = next(one.seed for one in second.intake.each() if one.fingerprint == fingerprint)
    info = wrap_info_at(honest.header, index, deployment)
    other = hpke.wrap(hpke.kem_public(seed), info, pack_slots([b"\x05" * 32, None, None, None, None]))
    entries = list(honest.header.entries)
    entries[index] = entries[index]._replace(wrap_hash=sha256(other).digest())
    header = dataclasses.replace(honest.header, entries=tuple(entries)).encode()
    signature = signing.sign("genesis", reporter.keys.sign_seed, header, deployment)
    wraps = [*honest.wraps[:index], other, *honest.wraps[index + 1 :]]
    reporter.raw = frame(header, (signature, *wraps, *honest.bodies))
    assert World.send(office.world, reporter) == 201

    assert office.sync(head).problems == []
    report = office.sync(second)
    assert [reporter.event_id.hex()[:12] in problem for problem in report.problems] == [True]
    assert report.opened == 0
    assert read_keys(second, correspondent.case_id).empty
    assert [summary.case_id for summary in inbox(head).listed()] == [correspondent.case_id]
    assert inbox(second).listed() == []


def rotation(office, correspondent, person, key, **changes):
    fresh = b"\x09" * 32
    wanted = {office.members[name].id for name in office.members}
    keys = parse_list(
        office.world.client.get("/api/v1/intake").data, office.world.keyring, today=office.today
    )
    roster = [Recipient(one, keys[one].kem_pk) for one in keys if one in wanted or one == person.id]
    made = rotate(
        1,
        fresh,
        correspondent.case_id,
        office.world.deployment,
        roster=roster,
        reporter=Recipient.reporter(correspondent.reporter.keys),
    )
    body = {
        "type": "rotate",
        "lane": 1,
        "roster": [one.id.hex() for one in roster],
        "exclusions": {"teams": [], "members": []},
    }
    event = member_event(
        correspondent, person, key, body, kind=KIND_KEYS, keys=made.keys, wraps=made.wraps, **changes
    )
    return event, fresh


@pytest.mark.parametrize("names_the_right_key", [True, False])
def test_a_member_without_the_key_cannot_rotate_themselves_in(office, head, names_the_right_key):
    correspondent = office.report()
    office.sync(head)
    write(head, correspondent, "Which list?")
    office.sync(head)
    outsider = office.world.organisation.of_group("VCO")[0]
    event, fresh = rotation(office, correspondent, outsider, b"\x0a" * 32)
    if names_the_right_key:
        true_id = Submission.parse(correspondent.reporter.raw).header.key_ids[7]
        event = signed_again(office.world, event, [outsider.verify_seed], key_id=true_id)
    assert hand_in(office.world, outsider, event) == 201  # the portal can't judge what is sealed

    office.sync(head)
    kinds = kinds_on_page(office, head, correspondent)
    assert ("rotation-unopened" if names_the_right_key else "unknown-key") in kinds
    log = case_of(head, correspondent).log
    assert fresh not in log.keys.values()
    assert log.key_for(17) == correspondent.keys().threads[1]
    write(head, correspondent, "We go on.")
    office.sync(head)
    assert [message.text for message in correspondent.case().messages] == ["Which list?", "We go on."]
    read = correspondent.log()  # The outsider wrapped their thread key to the reporter's code too.
    assert {problem.kind for problem in read.problems} == {
        "rotation-unopened" if names_the_right_key else "unknown-key",
        "key-uncommitted",
    }
    assert thread_key(fresh, 1, correspondent.case_id, office.world.deployment) not in read.keys.values()
    assert read.key_for(17) == correspondent.keys().threads[1]
    assert texts(head, correspondent) == ["Which list?", "We go on."]


def published(world):
    return world.client.get("/api/v1/intake").data


def weak(record, seed, deployment):
    """A key whose X25519 half is zero: whoever seals to it fails."""
    unsigned = record[: 28 + 1184] + bytes(32)
    return unsigned + signing.sign("intake", seed, unsigned, deployment)


@pytest.mark.parametrize("fault", ["weak", "another member's", "another deployment's", "altered"])
def test_an_intake_key_that_is_not_good_is_refused_on_upload(office, head, fault):
    world = office.world
    person, session = world.member("ALT")
    signer = world.organisation.of_group("ETH")[0] if fault == "another member's" else person
    where = bytes(16) if fault == "another deployment's" else world.deployment
    record = issue(person.id, signer.verify_seed, where, office.today)[0].key.record
    if fault == "weak":
        record = weak(record, person.verify_seed, world.deployment)
    elif fault == "altered":
        record = flipped(record, 500)
    before = published(world)
    answer = world.client.post(
        "/api/v1/members/intake-keys", json={"records": [b64encode(record).decode()]}, headers=session
    )
    named = "WeakKey" if fault == "weak" else "BadSignature"
    assert (answer.status_code, answer.json["message"]) == (400, named)
    assert published(world) == before
    office.report()
    assert office.sync(head).opened == 1


def serve_weak_key_of(office, person):
    """The operator puts it into the database himself, past the check at upload."""
    good = office.world.organisation.issued[person.id][0].key
    record = weak(good.record, person.verify_seed, office.world.deployment)
    put_intake_keys(
        office.world.services.store, [dataclasses.replace(good, kem_pk=record[28:1244], record=record)]
    )
    assert record in published(office.world)


def test_a_bad_key_that_a_hostile_portal_serves_stops_no_report(office, head):
    spoilt = office.world.organisation.of_group("INV")[2]
    serve_weak_key_of(office, spoilt)
    correspondent = office.report()
    assert office.sync(head).opened == 1
    assert kinds_on_page(office, head, correspondent) == set()
    header = Submission.parse(correspondent.reporter.raw).header
    assert spoilt.id in {entry.recipient_id for entry in header.entries}


def test_a_bad_key_that_leaves_a_lane_to_one_person_is_named_and_nothing_is_sealed(office, head):
    serve_weak_key_of(office, office.world.organisation.of_group("ETH")[0])
    with pytest.raises(LaneTooFewHolders, match="retaliation"):
        office.report(categories=("RET",))


def test_a_bad_key_in_a_team_that_a_report_does_not_need_stops_no_report(office, head):
    """One careless or hostile member of ethics or victim care would otherwise silence everybody."""
    for team in ("ETH", "VCO"):
        serve_weak_key_of(office, office.world.organisation.of_group(team)[0])
    office.report(categories=("FRD",))
    assert office.sync(head).opened == 1
