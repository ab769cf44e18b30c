import hashlib

import pytest

from crypto import events, keys, rekeying, reporter_keys
from crypto.constants import KIND_KEYS, THREAD_OFFSET
from crypto.errors import BadCommitment, BadSignature, Malformed, ProtocolError
from crypto.events import Author, EventSubmission, seal_event
from crypto.types import EventId, RootKey

PARENT = EventId(bytes(31) + b"\x07")
K1 = hashlib.sha256(b"K1").digest()


@pytest.fixture(scope="module")
def case(reporter):
    return reporter.own_case_id


@pytest.fixture(scope="module")
def t1(case, deployment):
    return keys.thread_key(K1, 1, case, deployment)


@pytest.fixture(scope="module")
def member(organisation, case):
    one = organisation.group("INV")[0]
    log = keys.log_id(hashlib.sha256(b"log").digest(), case, organisation.deployment)
    return Author(one, organisation.verify_seed(one), log, 1)


@pytest.fixture(scope="module")
def common(organisation, case):
    return {
        "case_id": case,
        "parents": [PARENT],
        "keyring_hash": organisation.keyring.hash,
        "deployment": organisation.deployment,
    }


def test_a_member_writes_and_the_thread_reads(organisation, member, common, t1, deployment):
    body = {"v": 1, "type": "message", "text": "مرحبا", "sent_at": "2026-11-18T10:00", "role": "investigator"}
    event = EventSubmission.parse(seal_event(body, c=17, key=t1, author=member, **common).encode())
    event.verify(organisation.keyring.member(member.author_id).verify_vk, deployment)
    assert events.open_event(event, t1, deployment) == body
    with pytest.raises(BadCommitment):
        events.open_event(event, K1, deployment)


def test_a_reporters_event_does_not_show_its_thread(reporter, common, t1, case, deployment):
    event = seal_event({"v": 1, "type": "message"}, c=16, key=t1, author=Author.reporter(reporter), **common)
    assert event.header.key_id == bytes(32)
    event.verify(reporter.sign_vk, deployment)
    t2 = keys.thread_key(hashlib.sha256(b"K2").digest(), 2, case, deployment)
    with pytest.raises(BadCommitment):
        events.open_event(event, t2, deployment)


def test_another_key_cannot_write_as_the_reporter(organisation, reporter, common, t1, deployment):
    seed = organisation.verify_seed(organisation.group("INV")[0])
    forged = seal_event({"v": 1}, c=16, key=t1, author=Author(reporter.author_id, seed), **common)
    with pytest.raises(BadSignature):
        forged.verify(reporter.sign_vk, deployment)
    with pytest.raises(BadCommitment):
        forged.verify(organisation.keyring.member(organisation.group("INV")[0]).verify_vk, deployment)


def test_a_rotation_reaches_roster_reporter_and_thread_only_members(
    organisation, reporter, member, common, t1, case, deployment
):
    new_key = hashlib.sha256(b"K1 new").digest()
    recipients = [
        rekeying.Recipient(one, organisation.intake[one].kem_pk) for one in organisation.group("INV")
    ]
    other = organisation.group("ETH")[0]
    change = rekeying.rotate(
        1,
        new_key,
        case,
        deployment,
        roster=recipients,
        reporter=rekeying.Recipient.reporter(reporter),
        thread_only=[rekeying.Recipient(other, organisation.intake[other].kem_pk)],
    )
    event = seal_event(
        {"v": 1, "type": "rotate", "lane": 1},
        c=17,
        key=t1,
        kind=KIND_KEYS,
        author=member,
        keys=change.keys,
        wraps=change.wraps,
        **common,
    )
    parsed = EventSubmission.parse(event.encode())
    vk = organisation.keyring.member(member.author_id).verify_vk
    seeds = [organisation.kem_seed(one.id) for one in recipients] + [
        reporter.kem_seed,
        organisation.kem_seed(other),
    ]
    held = [events.open_event_keys(parsed, i, seed, vk, deployment) for i, seed in enumerate(seeds)]
    new_t = keys.thread_key(new_key, 1, case, deployment)
    assert [h.records for h in held] == [{1: new_key}, {1: new_key}, {}, {}]
    assert [h.threads for h in held] == [{}, {}, {1: new_t}, {1: new_t}]
    assert parsed.header.in_thread_plane


def test_a_grant_of_a_key_that_the_header_does_not_name_is_refused(
    organisation, member, common, case, deployment
):
    one = organisation.group("ETH")[0]
    to = rekeying.Recipient(one, organisation.intake[one].kem_pk)
    entry = rekeying.key_entry(1, hashlib.sha256(b"shown to others").digest(), case, deployment)
    wraps = rekeying.grant_wraps(to, [{1: K1}])
    grant = seal_event(
        {"v": 1}, c=5, key=K1, kind=KIND_KEYS, author=member, keys=[entry], wraps=wraps, **common
    )
    vk = organisation.keyring.member(member.author_id).verify_vk
    with pytest.raises(BadCommitment):
        events.open_event_keys(grant, 0, organisation.kem_seed(one), vk, deployment)
    named = [entry, rekeying.key_entry(1, K1, case, deployment)]
    grant = seal_event(
        {"v": 1}, c=5, key=K1, kind=KIND_KEYS, author=member, keys=named, wraps=wraps, **common
    )
    assert events.open_event_keys(grant, 0, organisation.kem_seed(one), vk, deployment).records == {1: K1}


def test_a_grant_of_a_share(organisation, member, common, case, deployment):
    one = organisation.group("ALT")[0]
    to = rekeying.Recipient(one, organisation.intake[one].kem_pk)
    share = hashlib.sha256(b"B").digest()
    entry = events.KeyEntry(4, keys.share_id(share, keys.SHARE_B, case, deployment))
    wraps = rekeying.grant_wraps(to, [{4: share}])
    grant = seal_event(
        {"v": 1}, c=5, key=K1, kind=KIND_KEYS, author=member, keys=[entry], wraps=wraps, **common
    )
    vk = organisation.keyring.member(member.author_id).verify_vk
    held = events.open_event_keys(grant, 0, organisation.kem_seed(one), vk, deployment)
    assert held.share == (keys.SHARE_B, share)


@pytest.fixture(scope="module")
def replaced(organisation, reporter, case, deployment):
    new = reporter_keys.derive(RootKey(hashlib.sha256(b"new code").digest()), deployment)
    first = {lane: hashlib.sha256(bytes((lane,))).digest() for lane in (1, 2, 3)}
    second = {1: hashlib.sha256(b"second").digest()}
    event = rekeying.replace_code(
        reporter,
        new,
        case_id=case,
        generations=[first, second],
        used=[1],
        parents=[PARENT],
        keyring_hash=organisation.keyring.hash,
        deployment=deployment,
    )
    return event, new, [first, second]


def test_a_new_code_gets_every_generation_of_thread_keys(reporter, replaced, deployment):
    event, new, generations = replaced
    parsed = EventSubmission.parse(event.encode())
    parsed.verify(reporter.sign_vk, deployment)
    held = [events.open_event_keys(parsed, i, new.kem_seed, reporter.sign_vk, deployment) for i in (0, 1)]
    assert [h.threads for h in held] == generations
    body = events.open_event(parsed, generations[1][1], deployment)
    assert (body["type"], body["lanes"]) == ("code-replaced", [1])


def test_a_code_replacement_needs_both_signatures(reporter, replaced, deployment):
    event, _, _ = replaced
    old, new = event.signatures
    for signatures in ((old, old), (new, new), (new, old)):
        with pytest.raises(BadSignature):
            EventSubmission(event.header_bytes, signatures, event.wraps, event.body).verify(
                reporter.sign_vk, deployment
            )
    with pytest.raises(ProtocolError):
        EventSubmission(event.header_bytes, (old,), event.wraps, event.body)


def test_every_flipped_byte_of_a_code_replacement_is_refused(reporter, replaced, deployment):
    wire = replaced[0].encode()
    for at in range(len(wire)):
        bad = wire[:at] + bytes((wire[at] ^ 0x80,)) + wire[at + 1 :]
        with pytest.raises(ProtocolError):
            EventSubmission.parse(bad).verify(reporter.sign_vk, deployment)


def test_a_reporter_has_no_log_and_a_member_has_one(reporter, member, common, t1):
    with pytest.raises(Malformed):
        seal_event({"v": 1}, c=17, key=t1, author=Author.reporter(reporter), **common)
    with pytest.raises(Malformed):
        seal_event({"v": 1}, c=THREAD_OFFSET, key=t1, author=member, **common)


def test_of_many_heads_the_sixteen_smallest_are_parents():
    heads = [EventId(bytes((n,)) * 32) for n in range(40, 0, -1)]
    assert events.choose_parents(heads) == tuple(sorted(heads)[:16])
