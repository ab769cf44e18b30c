"""Making and opening vaults."""

import os
import shutil
from pathlib import Path

from crypto import vault as sealed_vault
from investigator_console.vault.errors import VaultError
from investigator_console.vault.folder import VaultFolder, reserve_folder, write_label
from investigator_console.vault.opened import Profile, Vault

SHORTEST_PASSPHRASE = 12


def create_vault(folder: Path, profile: Profile, passphrase: str) -> tuple[Vault, str]:
    """A new vault under `folder`, open, and its recovery code, which is shown once and stored nowhere.

    Raises `VaultExistsError`, or `VaultError` for too short a passphrase; then nothing is left on disk.
    """
    _refuse_short(passphrase)
    place = reserve_folder(folder, profile.name)
    try:
        header, keys, recovery_code = sealed_vault.create(passphrase)
        place.header.write_bytes(header)
        vault = Vault(place, keys)
        vault.store.put("profile", b"", profile.encode())
        vault.renew_log_secret()
        write_label(place)
    except BaseException:
        shutil.rmtree(place.path, ignore_errors=True)
        raise
    return vault, recovery_code


def open_vault(place: VaultFolder, secret: str) -> Vault:
    """Open a vault with its passphrase or its recovery code. Raises `crypto.errors.WrongPassphrase`."""
    return Vault(place, sealed_vault.unlock(place.header.read_bytes(), secret))


def change_passphrase(place: VaultFolder, secret: str, passphrase: str) -> None:
    """Open the vault with `passphrase` from now on; the recovery code stays. `secret`: the old one, or that code.

    Raises `crypto.errors.WrongPassphrase`, or `VaultError` for too short a passphrase; then the old one still opens.
    """
    _refuse_short(passphrase)
    header = sealed_vault.change_passphrase(place.header.read_bytes(), secret, passphrase)
    # Whole or not at all: half a header opens for nobody.
    fresh = place.header.with_suffix(".new")
    with fresh.open("wb") as file:
        file.write(header)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(place.header)


def _refuse_short(passphrase: str) -> None:
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise VaultError(
            f"The passphrase has {len(passphrase)} characters: take {SHORTEST_PASSPHRASE} or more."
        )
