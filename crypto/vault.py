"""The keys of a member's vault. The portal may never import this.

A random 32-byte master key is sealed twice: under the passphrase and under the printed recovery code, each
through Argon2id. Everything else derives from it, so a new passphrase re-seals 32 bytes, not the vault.

Header, 196 bytes: "AMV1", vault id 16, then for passphrase and recovery code: salt 16, sealed master key 72.
In the domain of its keys a vault has its own id in place of a deployment's.
"""

import base64
import hmac
import os
from dataclasses import dataclass, field
from typing import Self

from crypto import aead
from crypto.constants import ARGON_SALT_LEN, DEPLOYMENT_LEN, KEY_LEN
from crypto.domain import domain, exactly, hkdf, lp
from crypto.errors import DecryptionFailed, WrongPassphrase
from crypto.passphrase import passphrase_key
from crypto.types import DeploymentId
from crypto.wire import Reader

MAGIC = b"AMV1"
_SEALED_LEN = KEY_LEN + aead.OVERHEAD
_BY_PASSPHRASE = b"passphrase"
_BY_RECOVERY = b"recovery"
_RECOVERY_LEN = 20  # 160 bits: 32 letters and digits of base32
_RECOVERY_LETTERS = 32
_RECOVERY_GROUP = 4
# Read aloud or copied by hand, these are taken for letters of the alphabet.
_LOOKALIKES = str.maketrans("018", "OIB")


@dataclass(frozen=True, slots=True)
class _SealedMaster:
    salt: bytes
    sealed: bytes

    def open(self, secret: str, use: bytes, vault_id: DeploymentId) -> bytes:
        try:
            return aead.unseal(passphrase_key(secret, self.salt), self.sealed, _aad(use, vault_id))
        except DecryptionFailed as error:
            raise WrongPassphrase("this passphrase or recovery code does not open the vault") from error

    @classmethod
    def seal(cls, master: bytes, secret: str, use: bytes, vault_id: DeploymentId) -> Self:
        salt = os.urandom(ARGON_SALT_LEN)
        return cls(salt, aead.seal(passphrase_key(secret, salt), master, _aad(use, vault_id)))


@dataclass(frozen=True, slots=True)
class _Header:
    vault_id: DeploymentId
    by_passphrase: _SealedMaster
    by_recovery: _SealedMaster

    def encode(self) -> bytes:
        first, second = self.by_passphrase, self.by_recovery
        return b"".join((MAGIC, self.vault_id, first.salt, first.sealed, second.salt, second.sealed))

    @classmethod
    def parse(cls, data: bytes) -> Self:
        reader = Reader(data)
        reader.expect(MAGIC, "vault of version 1")
        vault_id = DeploymentId(reader.take(DEPLOYMENT_LEN))
        first, second = (
            _SealedMaster(reader.take(ARGON_SALT_LEN), reader.take(_SEALED_LEN)) for _ in range(2)
        )
        reader.end()
        return cls(vault_id, first, second)


@dataclass(frozen=True)
class VaultKeys:
    """The keys of an unlocked vault, all derived from its master key."""

    record_key: bytes = field(repr=False)
    index_key: bytes = field(repr=False)
    intake_key: bytes = field(repr=False)

    def seal(self, table: str, record_id: bytes, version: int, plaintext: bytes) -> bytes:
        """A record sealed in its place: it does not open as another record, table or version."""
        return aead.seal(self.record_key, plaintext, _place(table, record_id, version))

    def open(self, table: str, record_id: bytes, version: int, sealed: bytes) -> bytes:
        """The record. Raises `BadLength`, `DecryptionFailed` (altered, moved, or an older version)."""
        return aead.unseal(self.record_key, sealed, _place(table, record_id, version))

    def index(self, key: bytes) -> bytes:
        """A keyed 32-byte hash for look-ups: the file shows no ids."""
        return hmac.digest(self.index_key, key, "sha256")

    def seal_intake(self, record_id: bytes, secret: bytes) -> bytes:
        """An intake secret for a file of its own, outside the database and outside backups."""
        return aead.seal(self.intake_key, secret, _place("intake", record_id, 0))

    def open_intake(self, record_id: bytes, sealed: bytes) -> bytes:
        """The intake secret. Raises `BadLength`, `DecryptionFailed`."""
        return aead.unseal(self.intake_key, sealed, _place("intake", record_id, 0))


def create(passphrase: str) -> tuple[bytes, VaultKeys, str]:
    """A new vault: (header bytes, keys, recovery code to print once and store nowhere)."""
    master, vault_id = os.urandom(KEY_LEN), DeploymentId(os.urandom(DEPLOYMENT_LEN))
    recovery = os.urandom(_RECOVERY_LEN)
    header = _Header(
        vault_id,
        _SealedMaster.seal(master, passphrase, _BY_PASSPHRASE, vault_id),
        _SealedMaster.seal(master, _recovery_text(recovery), _BY_RECOVERY, vault_id),
    )
    return header.encode(), _derive(master, vault_id), _grouped(_recovery_text(recovery))


def unlock(header: bytes, secret: str) -> VaultKeys:
    """The keys, opened with the passphrase or the recovery code (case, spaces and dashes do not matter).

    Raises `WrongPassphrase`, `Malformed`, `BadLength`.
    """
    parsed = _Header.parse(header)
    return _derive(_master(parsed, secret), parsed.vault_id)


def change_passphrase(header: bytes, secret: str, new_passphrase: str) -> bytes:
    """The header under a new passphrase; the recovery code stays.

    `secret`: the old passphrase or the recovery code. An old copy of the header still opens with the old
    passphrase: destroy it. Raises like `unlock`.
    """
    parsed = _Header.parse(header)
    master = _master(parsed, secret)
    fresh = _SealedMaster.seal(master, new_passphrase, _BY_PASSPHRASE, parsed.vault_id)
    return _Header(parsed.vault_id, fresh, parsed.by_recovery).encode()


def _master(header: _Header, secret: str) -> bytes:
    recovery = _folded(secret)
    if recovery is not None:
        try:
            return header.by_recovery.open(recovery, _BY_RECOVERY, header.vault_id)
        except WrongPassphrase:
            pass  # a passphrase may happen to look like a recovery code
    return header.by_passphrase.open(secret, _BY_PASSPHRASE, header.vault_id)


def _derive(master: bytes, vault_id: DeploymentId) -> VaultKeys:
    exactly("master key", master, KEY_LEN)
    labels = ("vault-record", "vault-index", "vault-intake")
    return VaultKeys(*(hkdf(master, domain(label, vault_id), KEY_LEN) for label in labels))


def _place(table: str, record_id: bytes, version: int) -> bytes:
    return lp(table.encode("utf-8")) + lp(record_id) + version.to_bytes(8, "big")


def _aad(use: bytes, vault_id: DeploymentId) -> bytes:
    return MAGIC + lp(use) + vault_id


def _recovery_text(recovery: bytes) -> str:
    return base64.b32encode(recovery).decode("ascii")


def _grouped(text: str) -> str:
    return "-".join(text[i : i + _RECOVERY_GROUP] for i in range(0, len(text), _RECOVERY_GROUP))


def _folded(typed: str) -> str | None:
    """The recovery code as it was sealed, or None where this cannot be one."""
    text = "".join(ch for ch in typed if ch.isalnum()).upper().translate(_LOOKALIKES)
    good = len(text) == _RECOVERY_LETTERS and set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    return text if good else None
