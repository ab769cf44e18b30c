import pytest

from crypto import keys, reporter_keys
from crypto.domain import domain, hkdf, lp
from crypto.errors import BadCommitment, BadLength, Malformed
from crypto.types import DeploymentId, RootKey
from tests.unit.crypto.conftest import DEPLOYMENT, seed

CASE, KEY = seed("case"), seed("key")


def test_ids_differ_by_key_case_compartment_and_deployment():
    other = DeploymentId(bytes(16))
    ids = {keys.key_id(KEY, c, CASE, DEPLOYMENT) for c in (1, 2, 3, 4, 5, 17, 18, 19)}
    ids |= {keys.share_id(KEY, which, CASE, DEPLOYMENT) for which in (1, 2)}
    ids |= {keys.key_id(seed("x"), 1, CASE, DEPLOYMENT), keys.key_id(KEY, 1, seed("x"), DEPLOYMENT)}
    ids |= {keys.key_id(KEY, 1, CASE, other)}
    assert len(ids) == 13
    with pytest.raises(Malformed):
        keys.share_id(KEY, 3, CASE, DEPLOYMENT)


def test_a_thread_key_is_not_its_record_key():
    threads = {keys.thread_key(KEY, lane, CASE, DEPLOYMENT) for lane in (1, 2, 3)}
    assert len(threads | {KEY}) == 4
    for c in (0, 4, 5, 17):
        with pytest.raises(Malformed):
            keys.thread_key(KEY, c, CASE, DEPLOYMENT)


def test_shares_join_to_the_identity_key():
    identity = keys.join_shares(KEY, seed("b"))
    assert keys.join_shares(seed("b"), identity) == KEY


def test_a_key_that_the_header_does_not_name_is_refused():
    keys.require_key_id(KEY, 1, CASE, keys.key_id(KEY, 1, CASE, DEPLOYMENT), DEPLOYMENT)
    with pytest.raises(BadCommitment):
        keys.require_key_id(KEY, 2, CASE, keys.key_id(KEY, 1, CASE, DEPLOYMENT), DEPLOYMENT)


@pytest.mark.parametrize(
    "changed", ["case_id", "c", "key_id", "author_id", "log_id", "log_seq", "event_salt"]
)
def test_an_events_key_depends_on_every_value_of_its_header(changed):
    values = {
        "case_id": CASE,
        "c": 17,
        "key_id": seed("id"),
        "author_id": seed("a")[:16],
        "log_id": seed("l")[:16],
        "log_seq": 3,
        "event_salt": seed("salt"),
    }
    old = values[changed]
    new = old + 1 if isinstance(old, int) else bytes((old[0] ^ 1,)) + old[1:]
    made = [
        keys.event_keys(KEY, keys.EventContext(**(values | {changed: value})), DEPLOYMENT)
        for value in (old, new)
    ]
    assert made[0][0] != made[0][1]
    assert not set(made[0]) & set(made[1])


def test_file_keys_and_log_ids_are_their_own():
    first = keys.file_keys(KEY, seed("salt"), CASE, seed("file")[:16], DEPLOYMENT)
    assert first != keys.file_keys(KEY, seed("salt"), CASE, seed("other")[:16], DEPLOYMENT)
    assert len(keys.log_id(KEY, CASE, DEPLOYMENT)) == 16
    assert keys.log_id(KEY, CASE, DEPLOYMENT) != keys.log_id(KEY, seed("x"), DEPLOYMENT)


def test_only_fixed_widths_are_joined():
    for call in (
        lambda: keys.key_id(KEY[1:], 1, CASE, DEPLOYMENT),
        lambda: keys.key_id(KEY, 1, CASE + b"\x00", DEPLOYMENT),
        lambda: domain("x", DeploymentId(b"short")),
        lambda: lp(bytes(65_536)),
    ):
        with pytest.raises(BadLength):
            call()


def test_a_reporters_keys_are_separate():
    made = reporter_keys.derive(RootKey(seed("root")), DEPLOYMENT)
    values = {made.auth_seed, made.sign_seed, made.kem_seed, made.auth_vk, made.sign_vk, made.mailbox_id}
    assert len(values | {made.own_case_id, made.binding}) == 8
    assert made.auth_seed == hkdf(seed("root"), domain("rep-auth", DEPLOYMENT), 32)
    assert len(made.author_id) == 16


def test_seeds_do_not_show_in_repr():
    text = repr(reporter_keys.derive(RootKey(seed("root")), DEPLOYMENT))
    assert "seed" not in text
