import pytest

from crypto import vault
from crypto.errors import BadLength, DecryptionFailed, Malformed, WrongPassphrase

PASSPHRASE = "five quiet words stand here"


@pytest.fixture(scope="module")
def made():
    return vault.create(PASSPHRASE)


def test_passphrase_and_recovery_code_open_the_same_keys(made):
    header, keys, recovery = made
    assert vault.unlock(header, PASSPHRASE) == keys
    assert vault.unlock(header, recovery.lower().replace("-", " ")) == keys
    with pytest.raises(WrongPassphrase):
        vault.unlock(header, PASSPHRASE + " ")


def test_a_passphrase_typed_on_another_keyboard_opens_it(made):
    header, keys, _ = made
    changed = vault.change_passphrase(header, PASSPHRASE, "caf\u00e9 \ufb01ve")
    assert vault.unlock(changed, "cafe\u0301 five") == keys


def test_a_new_passphrase_keeps_keys_and_recovery_code(made):
    header, keys, recovery = made
    changed = vault.change_passphrase(header, recovery, "another one")
    assert vault.unlock(changed, "another one") == keys
    assert vault.unlock(changed, recovery) == keys
    with pytest.raises(WrongPassphrase):
        vault.unlock(changed, PASSPHRASE)


def test_a_passphrase_that_looks_like_a_recovery_code_still_opens():
    looks = "ABCD" * 8
    header, keys, _ = vault.create(looks)
    assert vault.unlock(header, looks) == keys


def test_an_altered_header_is_refused(made):
    header = made[0]
    for at in (4, 20, 40, 107):
        with pytest.raises(WrongPassphrase):
            vault.unlock(header[:at] + bytes((header[at] ^ 1,)) + header[at + 1 :], PASSPHRASE)
    with pytest.raises(Malformed):
        vault.unlock(b"AMV2" + header[4:], PASSPHRASE)
    for bad in (header[:-1], header + b"\x00"):
        with pytest.raises(BadLength):
            vault.unlock(bad, PASSPHRASE)


def test_a_record_opens_in_its_place_only(made):
    keys = made[1]
    sealed = keys.seal("events", b"id", 3, b"plain")
    assert keys.open("events", b"id", 3, sealed) == b"plain"
    for place in (("event", b"sid", 3), ("events", b"id2", 3), ("events", b"id", 2)):
        with pytest.raises(DecryptionFailed):
            keys.open(*place, sealed)
    with pytest.raises(BadLength):
        keys.open("events", b"id", 3, sealed[:39])


def test_intake_secrets_have_a_key_of_their_own(made):
    keys = made[1]
    sealed = keys.seal_intake(b"week", b"seed")
    assert keys.open_intake(b"week", sealed) == b"seed"
    with pytest.raises(DecryptionFailed):
        keys.open("intake", b"week", 0, sealed)


def test_look_ups_are_keyed(made):
    other = vault.create("something else")[1]
    assert made[1].index(b"case") != other.index(b"case")
    assert made[1].index(b"case") == vault.unlock(made[0], PASSPHRASE).index(b"case")


def test_keys_do_not_show_in_repr(made):
    assert made[1].record_key.hex() not in repr(made[1])
    assert "record_key" not in repr(made[1])
