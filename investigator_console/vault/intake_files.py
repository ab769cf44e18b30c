"""Intake secrets: one sealed file a key, outside the database and outside backups (protocol I5).

The files are apart so that deleting one deletes it: a database keeps old pages, and a backup keeps old
databases.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from crypto.errors import ProtocolError
from crypto.vault import VaultKeys
from investigator_console.vault.errors import TamperedRecordError

TABLE = "intake"


@dataclass(frozen=True)
class IntakeSecret:
    """The private half of one intake key.

    `fingerprint`: SHA-256 of the public key, 32 bytes, as it stands in wrap entries. `seed`: 32 bytes.
    `kind`: "weekly" or "reserve". Both days are inclusive, UTC.
    """

    fingerprint: bytes
    kind: str
    not_before: date
    not_after: date
    seed: bytes


class IntakeFiles:
    """The folder of intake secrets of one unlocked vault."""

    def __init__(self, folder: Path, keys: VaultKeys) -> None:
        self._folder = folder
        self._keys = keys

    def add(self, secret: IntakeSecret) -> None:
        """Store a secret durably before its public half is published anywhere."""
        document = {
            "fingerprint": secret.fingerprint.hex(),
            "kind": secret.kind,
            "not_before": secret.not_before.isoformat(),
            "not_after": secret.not_after.isoformat(),
            "seed": secret.seed.hex(),
        }
        path = self._path(secret.fingerprint)
        self._folder.mkdir(exist_ok=True)
        sealed = self._keys.seal_intake(path.stem.encode("ascii"), json.dumps(document).encode("utf-8"))
        partial = path.with_suffix(".part")
        with partial.open("wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)

    def get(self, fingerprint: bytes) -> IntakeSecret | None:
        """The secret of a published key, or None where it was deleted. Raises `TamperedRecordError`."""
        path = self._path(fingerprint)
        return self._read(path) if path.is_file() else None

    def each(self) -> Iterator[IntakeSecret]:
        """Every secret that still exists, oldest first."""
        secrets = [self._read(path) for path in self._folder.glob("*.key")]
        yield from sorted(secrets, key=lambda secret: (secret.not_before, secret.kind))

    def delete(self, fingerprint: bytes) -> None:
        """Overwrite, then remove: what the file system allows. Solid-state disks may keep old blocks."""
        path = self._path(fingerprint)
        if path.is_file():
            # In place: a file that is emptied first gets other blocks, and the old ones keep the secret.
            with path.open("r+b") as file:
                file.write(bytes(path.stat().st_size))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()

    def _path(self, fingerprint: bytes) -> Path:
        return self._folder / f"{self._keys.index(TABLE.encode('ascii') + fingerprint).hex()[:32]}.key"

    def _read(self, path: Path) -> IntakeSecret:
        try:
            document = json.loads(self._keys.open_intake(path.stem.encode("ascii"), path.read_bytes()))
        except ProtocolError:
            raise TamperedRecordError(TABLE, bytes.fromhex(path.stem)) from None
        return IntakeSecret(
            fingerprint=bytes.fromhex(document["fingerprint"]),
            kind=document["kind"],
            not_before=date.fromisoformat(document["not_before"]),
            not_after=date.fromisoformat(document["not_after"]),
            seed=bytes.fromhex(document["seed"]),
        )
