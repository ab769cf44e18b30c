"""Backup and restore: the sealed database and the sealed master key, and never an intake secret.

Without intake secrets a stolen backup and captured traffic open nothing that the vault didn't hold already
(protocol I5, I6). A restored vault writes under a new log secret, so that two copies of one vault never write
one log (E2).
"""

import json
import shutil
import zipfile
from datetime import date
from pathlib import Path

from investigator_console.sync.intake_keys import RECORDS, RESTORED
from investigator_console.vault.errors import BackupUnreadableError
from investigator_console.vault.folder import DATABASE, HEADER, LABEL, reserve_folder, write_label
from investigator_console.vault.opened import Vault
from investigator_console.vault.service import open_vault

FORMAT = "amparo-vault-backup-1"
MARK = "backup.json"
FILES = (MARK, LABEL, HEADER, DATABASE)


def back_up(vault: Vault, target: Path) -> None:
    """Write a backup of an open vault to `target`. The vault stays usable meanwhile.

    Raises `FileExistsError` where `target` is there already: a backup is never overwritten.
    """
    copy = target.with_name(target.name + ".part")
    try:
        vault.store.copy_to(copy)
        with zipfile.ZipFile(target, "x", compression=zipfile.ZIP_STORED) as archive:
            archive.writestr(MARK, json.dumps({"amparo": FORMAT}))
            archive.write(vault.folder.path / LABEL, LABEL)
            archive.write(vault.folder.header, HEADER)
            archive.write(copy, DATABASE)
    finally:
        copy.unlink(missing_ok=True)


def restore(source: Path, folder: Path, secret: str, today: date) -> Vault:
    """Make a vault under `folder` from a backup, open it, and give it a new log secret.

    `secret`: passphrase or recovery code.
    Raises `BackupUnreadableError`, `VaultExistsError` where the member has a
    vault here already, `crypto.errors.WrongPassphrase`; then nothing is left on disk.
    """
    with _archive(source) as archive:
        name = _name(archive)
        place = reserve_folder(folder, name)
        try:
            for part, target in ((HEADER, place.header), (DATABASE, place.database)):
                with archive.open(part) as packed, target.open("xb") as unpacked:
                    shutil.copyfileobj(packed, unpacked)
            vault = open_vault(place, secret)
            _start_anew(vault, today)
            write_label(place)
        except BaseException:
            shutil.rmtree(place.path, ignore_errors=True)
            raise
    return vault


def _start_anew(vault: Vault, today: date) -> None:
    with vault.store.transaction():
        vault.renew_log_secret()
        # Intake secrets weren't in the backup: records of keys that nobody can open any more must not go out
        # again.
        vault.store.clear(RECORDS)
        vault.put_document("state", RESTORED, {"on": today.isoformat()})
        # The portal says again what came since the backup was made.
        vault.store.delete("state", b"cursor")


def _archive(source: Path) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(source)
        if not set(FILES) <= set(archive.namelist()):
            raise BackupUnreadableError(f"{source} is no backup of a vault.")
        if json.loads(archive.read(MARK)).get("amparo") != FORMAT:
            raise BackupUnreadableError(f"{source} was made by another version of this program.")
    except (zipfile.BadZipFile, ValueError, AttributeError):
        raise BackupUnreadableError(f"{source} is no backup of a vault, or it was cut short.") from None
    return archive


def _name(archive: zipfile.ZipFile) -> str:
    try:
        name = json.loads(archive.read(LABEL))["name"]
    except (ValueError, KeyError, TypeError):
        raise BackupUnreadableError("The backup doesn't say whose vault it is.") from None
    if not isinstance(name, str) or not name:
        raise BackupUnreadableError("The backup doesn't say whose vault it is.")
    return name
