import pytest

from investigator_console.vault.errors import VaultExistsError, VaultMissingError
from investigator_console.vault.folder import find_vault, list_vaults, reserve_folder, slug, write_label


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Ana Pérez", "ana-perez"), ("عائشة", "member"), ("../../etc", "etc"), ("A" * 90, "a" * 40)],
)
def test_folder_names_are_plain(name, expected):
    assert slug(name) == expected


def test_an_unfinished_vault_is_not_listed(tmp_path):
    vault = reserve_folder(tmp_path, "Ana")
    assert list_vaults(tmp_path) == []
    vault.header.write_bytes(b"header")
    write_label(vault)
    assert [found.name for found in list_vaults(tmp_path)] == ["Ana"]
    assert find_vault(tmp_path, "Ana").path == vault.path


def test_names_that_fold_to_one_slug_get_two_folders(tmp_path):
    first, second = reserve_folder(tmp_path, "عائشة"), reserve_folder(tmp_path, "مريم")
    assert first.path != second.path


def test_the_same_name_twice_is_refused(tmp_path):
    vault = reserve_folder(tmp_path, "Ana")
    vault.header.write_bytes(b"header")
    write_label(vault)
    with pytest.raises(VaultExistsError):
        reserve_folder(tmp_path, "Ana")


def test_an_unknown_name_is_said(tmp_path):
    with pytest.raises(VaultMissingError):
        find_vault(tmp_path, "Nobody")
