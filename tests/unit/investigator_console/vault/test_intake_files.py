import os
from datetime import date

import pytest

from investigator_console.vault.errors import TamperedRecordError
from investigator_console.vault.intake_files import IntakeFiles, IntakeSecret

SECRET = IntakeSecret(b"f" * 32, "weekly", date(2026, 11, 16), date(2026, 11, 22), b"s" * 32)


@pytest.fixture
def files(tmp_path, keys):
    return IntakeFiles(tmp_path / "intake", keys)


def test_intake_i5_one_sealed_file_a_key(files, tmp_path):
    files.add(SECRET)
    assert files.get(SECRET.fingerprint) == SECRET
    (path,) = (tmp_path / "intake").iterdir()
    assert SECRET.seed not in path.read_bytes()
    assert SECRET.fingerprint.hex()[:16] not in path.name


def test_a_deleted_key_is_gone(files, tmp_path):
    files.add(SECRET)
    files.delete(SECRET.fingerprint)
    files.delete(SECRET.fingerprint)
    assert files.get(SECRET.fingerprint) is None
    assert not list((tmp_path / "intake").iterdir())


def test_intake_i5_a_deleted_key_is_overwritten_before_it_goes(files, tmp_path):
    # given a second name for the same blocks, as a look at the disk would find them
    files.add(SECRET)
    (path,) = (tmp_path / "intake").iterdir()
    sealed, blocks = path.read_bytes(), tmp_path / "blocks"
    os.link(path, blocks)
    # when the key is deleted, then what lay there is zeros, as many as it had bytes
    files.delete(SECRET.fingerprint)
    assert blocks.read_bytes() == bytes(len(sealed))


def test_a_changed_file_is_named(files, tmp_path):
    files.add(SECRET)
    (path,) = (tmp_path / "intake").iterdir()
    path.write_bytes(path.read_bytes()[:-1] + b"\x00")
    with pytest.raises(TamperedRecordError, match="intake"):
        files.get(SECRET.fingerprint)


def test_a_file_under_another_name_does_not_open(files, tmp_path):
    files.add(SECRET)
    (path,) = (tmp_path / "intake").iterdir()
    path.rename(path.with_name("00" * 16 + ".key"))
    with pytest.raises(TamperedRecordError):
        list(files.each())
