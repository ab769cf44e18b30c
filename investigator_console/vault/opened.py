"""An unlocked vault: the keys in memory, the records on disk, and the member whose vault it is."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from crypto.constants import DEPLOYMENT_LEN, VERIFY_KEY_LEN
from crypto.keyring import Keyring
from crypto.vault import VaultKeys
from investigator_console.vault.errors import VaultError
from investigator_console.vault.folder import VaultFolder
from investigator_console.vault.intake_files import IntakeFiles
from investigator_console.vault.store import RecordStore

LOG_SECRET = b"log-secret"


@dataclass(frozen=True)
class Card:
    """What a member trusts from the first day: the deployment, the root key, and the portal's addresses."""

    deployment_id: bytes
    root_vk: bytes
    origins: tuple[str, ...]

    def __post_init__(self) -> None:
        if (
            len(self.deployment_id) != DEPLOYMENT_LEN
            or len(self.root_vk) != VERIFY_KEY_LEN
            or not self.origins
        ):
            raise VaultError("The site card is incomplete. Ask for a new one: amparo-portal keyring card")

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Read a site card's JSON object. Raises `VaultError` where it is none."""
        try:
            if document.get("amparo", "card") != "card":
                raise VaultError("This file is no site card.")
            return cls(
                bytes.fromhex(document["deployment_id"]),
                bytes.fromhex(document["root_vk"]),
                tuple(str(origin) for origin in document["origins"]),
            )
        except (KeyError, ValueError, TypeError, AttributeError):
            raise VaultError("The site card can't be read. Ask for a new one.") from None

    def to_document(self) -> dict[str, Any]:
        """The same as a JSON object."""
        return {
            "amparo": "card",
            "deployment_id": self.deployment_id.hex(),
            "root_vk": self.root_vk.hex(),
            "origins": list(self.origins),
        }


@dataclass(frozen=True)
class Profile:
    """Whose vault this is. The seeds never leave it; all but the name stands in the keyring as well."""

    member_id: bytes
    name: str
    role: str
    region: str
    auth_seed: bytes
    sign_seed: bytes
    card: Card

    def encode(self) -> bytes:
        """JSON bytes for the sealed record."""
        return json.dumps(
            {
                "member_id": self.member_id.hex(),
                "name": self.name,
                "role": self.role,
                "region": self.region,
                "auth_seed": self.auth_seed.hex(),
                "sign_seed": self.sign_seed.hex(),
                "card": self.card.to_document(),
            }
        ).encode("utf-8")

    @classmethod
    def decode(cls, data: bytes) -> Self:
        """The reverse of `encode`."""
        document = json.loads(data)
        return cls(
            member_id=bytes.fromhex(document["member_id"]),
            name=document["name"],
            role=document["role"],
            region=document["region"],
            auth_seed=bytes.fromhex(document["auth_seed"]),
            sign_seed=bytes.fromhex(document["sign_seed"]),
            card=Card.from_document(document["card"]),
        )


class Vault:
    """One unlocked vault. Close it to lock: every later call raises `VaultLockedError`."""

    def __init__(self, folder: VaultFolder, keys: VaultKeys) -> None:
        self.folder = folder
        self.store = RecordStore(folder.database, keys)
        self.intake = IntakeFiles(folder.intake, keys)
        self._profile: Profile | None = None
        # Parsed once: every record names one, and checking a root signature ten thousand times takes seconds.
        self.keyrings: dict[bytes, Keyring] = {}

    @property
    def profile(self) -> Profile:
        """The member. Raises `TamperedRecordError` where the record was changed on disk."""
        if self._profile is None:
            found = self.store.get("profile", b"")
            if found is None:
                raise VaultError(
                    "This vault was never finished: make a new one with amparo-console member new"
                )
            self._profile = Profile.decode(found)
        return self._profile

    def replace_profile(self, profile: Profile) -> None:
        """Seal a changed profile. Call it inside a transaction; keyrings are parsed anew from then on."""
        self.store.put("profile", b"", profile.encode())
        self._profile = None
        self.keyrings.clear()

    @property
    def deployment_id(self) -> bytes:
        """16 bytes."""
        return self.profile.card.deployment_id

    @property
    def log_secret(self) -> bytes:
        """The 32-byte secret behind this vault's log ids: new at creation and at restore (protocol E2)."""
        found = self.store.get("state", LOG_SECRET)
        if found is None:
            raise VaultError("This vault was never finished: make a new one with amparo-console member new")
        return found

    def renew_log_secret(self) -> None:
        """Begin new logs: two copies of one vault that write one log would look like a member who lies."""
        self.store.put("state", LOG_SECRET, secrets.token_bytes(32))

    def document(self, table: str, key: bytes = b"") -> dict[str, Any] | None:
        """A JSON object out of the store, or None."""
        found = self.store.get(table, key)
        if found is None:
            return None
        document = json.loads(found)
        if not isinstance(document, dict):
            raise TypeError("only objects are stored")
        return document

    def put_document(
        self, table: str, key: bytes, document: Mapping[str, Any], *, parent: bytes | None = None
    ) -> None:
        """Seal a JSON object into the store."""
        self.store.put(table, key, json.dumps(document).encode("utf-8"), parent=parent)

    def close(self) -> None:
        """Lock."""
        self.store.close()
        self._profile = None
        self.keyrings.clear()
