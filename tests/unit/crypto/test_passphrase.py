import pytest

from crypto.errors import BadLength, Malformed, WrongPassphrase
from crypto.passphrase import open_with_passphrase, seal_with_passphrase


@pytest.fixture(scope="module")
def sealed():
    return seal_with_passphrase(b"root key", "correct horse", "root")


def test_round_trip(sealed):
    assert open_with_passphrase(sealed, "correct horse", "root") == b"root key"
    assert seal_with_passphrase(b"root key", "correct horse", "root") != sealed


@pytest.mark.parametrize(("passphrase", "purpose"), [("correct horse ", "root"), ("correct horse", "backup")])
def test_another_passphrase_or_purpose_is_refused(sealed, passphrase, purpose):
    with pytest.raises(WrongPassphrase):
        open_with_passphrase(sealed, passphrase, purpose)


def test_altered_bytes_are_refused(sealed):
    for at in (4, 19, 20, 50, len(sealed) - 1):
        with pytest.raises(WrongPassphrase):
            open_with_passphrase(
                sealed[:at] + bytes((sealed[at] ^ 1,)) + sealed[at + 1 :], "correct horse", "root"
            )
    with pytest.raises(Malformed):
        open_with_passphrase(b"xxxx" + sealed[4:], "correct horse", "root")
    with pytest.raises(BadLength):
        open_with_passphrase(sealed[:40], "correct horse", "root")
