"""The keyring: who can read what, signed by the offline root key. It names nobody: it is public.

Container: "AMK1", u32 length, document, root signature 64, u8 count, suspensions of 208 bytes. The document
is signed over its bytes and never re-serialised.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crypto.constants import (
    GROUPS,
    GROUPS_OF_TWO,
    INTAKE_GROUPS,
    KEYRING_DAYS,
    KEYRING_SKEW_DAYS,
    MAGIC_KEYRING,
    MAX_KEYRING_DOC,
    MAX_SUSPENSIONS,
    SIGNATURE_LEN,
    SUITE,
    SUSPENSION_LEN,
    VERSION,
)
from crypto.documents import encode_json, parse_json
from crypto.domain import domain, sha256
from crypto.errors import (
    BadLength,
    BadSignature,
    GroupTooSmall,
    KeyringAltered,
    KeyringExpired,
    KeyringRolledBack,
    KeyringUnsigned,
    Malformed,
)
from crypto.keyring_document import Member, parse_fields
from crypto.signing import sign, verify
from crypto.types import DeploymentId, KeyringHash, MemberId
from crypto.wire import Reader

__all__ = [
    "Keyring",
    "Member",
    "new_keyring_document",
    "parse_document",
    "parse_keyring",
    "root_fingerprint",
    "sign_keyring",
    "with_suspensions",
]
_HOLDERS = 2
_FINGERPRINT_LEN = 20
_FINGERPRINT_GROUP = 4


@dataclass(frozen=True)
class Keyring:
    """A checked keyring. `hash` names it in every signed header; `suspensions` are raw and not yet judged."""

    deployment_id: DeploymentId
    version: int
    issued_on: dt.date
    expires_on: dt.date
    origins: tuple[str, ...]
    groups: Mapping[str, tuple[MemberId, ...]]
    members: tuple[Member, ...]
    intake_recipients: tuple[MemberId, ...]
    policies: Mapping[str, bytes]
    previous: KeyringHash
    document: bytes = field(repr=False)
    suspensions: tuple[bytes, ...] = field(default=(), repr=False)

    @property
    def hash(self) -> KeyringHash:
        """SHA-256 of the document: 32 bytes."""
        return KeyringHash(sha256(self.document))

    def member(self, member_id: bytes) -> Member | None:
        """The member with this id, or None."""
        return next((member for member in self.members if member.id == member_id), None)

    def days_left(self, today: dt.date) -> int:
        """Days until it expires; negative afterwards."""
        return (self.expires_on - today).days


def parse_keyring(
    container: bytes,
    root_vk: bytes,
    deployment: DeploymentId,
    *,
    today: dt.date | None = None,
    floor_version: int = 0,
    vouched: Collection[bytes] = (),
) -> Keyring:
    """The keyring in `container`, signed by `root_vk`, for this deployment.

    `today`: also hold it to its dates; `floor_version`: the highest version seen so far; `vouched`: hashes of older
    keyrings for which this root answers though another signed them (`RootChange`), never for the current one. Raises
    `KeyringUnsigned`, `KeyringAltered`, `KeyringRolledBack`, `KeyringExpired` (also when not valid for more
    than two days yet), `GroupTooSmall`, `Malformed`, `BadLength`.
    """
    document, signature, suspensions = _split(container)
    # The hash names one document, so a root that answers for the hash has answered for every byte.
    if sha256(document) not in vouched:
        _check_signature(document, signature, root_vk, deployment)
    keyring = parse_document(document, suspensions)
    if keyring.deployment_id != deployment:
        raise Malformed("this keyring belongs to another deployment")
    if keyring.version < floor_version:
        raise KeyringRolledBack(f"version {keyring.version} is older than {floor_version}, seen before")
    if today is not None:
        _check_dates(keyring, today)
    _check_groups(keyring)
    return keyring


def parse_document(document: bytes, suspensions: Sequence[bytes] = ()) -> Keyring:
    """The keyring in unsigned document bytes, for the ceremony. Raises `Malformed`."""
    if len(document) > MAX_KEYRING_DOC:
        raise Malformed("a keyring document has at most 256 KiB")
    return Keyring(**parse_fields(parse_json(document)), document=document, suspensions=tuple(suspensions))


def sign_keyring(document: Mapping[str, Any], root_seed: bytes) -> bytes:
    """The container of a new keyring. Raises `GroupTooSmall`, `Malformed`."""
    data = encode_json(document)
    keyring = parse_document(data)
    _check_groups(keyring)
    signature = sign("keyring", root_seed, data, keyring.deployment_id)
    return _container(data, signature, ())


def with_suspensions(container: bytes, suspensions: Sequence[bytes]) -> bytes:
    """The same signed keyring with these suspensions attached. Raises `BadLength`, `Malformed`."""
    document, signature, _ = _split(container)
    return _container(document, signature, suspensions)


def new_keyring_document(
    deployment_id: DeploymentId,
    *,
    version: int,
    issued_on: dt.date,
    origins: Sequence[str],
    groups: Mapping[str, Sequence[MemberId]],
    members: Sequence[Member],
    policies: Mapping[str, bytes],
    previous: KeyringHash,
) -> dict[str, Any]:
    """The document to sign, valid for 400 days. Recipients: INV VCO ETH ALT AAP CUST, nobody twice."""
    full = {name: tuple(groups.get(name, ())) for name in GROUPS}
    recipients = dict.fromkeys(one for name in INTAKE_GROUPS for one in full[name])
    return {
        "amparo": "keyring",
        "protocol": VERSION,
        "suite": SUITE,
        "deployment_id": deployment_id.hex(),
        "version": version,
        "issued_on": issued_on.isoformat(),
        "expires_on": (issued_on + dt.timedelta(days=KEYRING_DAYS)).isoformat(),
        "origins": list(origins),
        "groups": {name: [one.hex() for one in ids] for name, ids in full.items()},
        "members": [_member_document(member) for member in members],
        "intake_recipients": [one.hex() for one in recipients],
        "policies": {name: digest.hex() for name, digest in policies.items()},
        "previous": previous.hex(),
    }


def root_fingerprint(root_vk: bytes, deployment: DeploymentId) -> str:
    """Ten groups of four hex digits to compare: 20 bytes of SHA-256(D("root-fingerprint"), root_vk)."""
    text = sha256(domain("root-fingerprint", deployment), root_vk)[:_FINGERPRINT_LEN].hex()
    return " ".join(text[i : i + _FINGERPRINT_GROUP] for i in range(0, len(text), _FINGERPRINT_GROUP))


def _member_document(member: Member) -> dict[str, str]:
    return {
        "id": member.id.hex(),
        "role": member.role,
        "region": member.region,
        "auth_vk": member.auth_vk.hex(),
        "verify_vk": member.verify_vk.hex(),
    }


def _split(container: bytes) -> tuple[bytes, bytes, tuple[bytes, ...]]:
    reader = Reader(container)
    reader.expect(MAGIC_KEYRING, "Amparo keyring")
    length = reader.integer(4)
    if length > MAX_KEYRING_DOC:
        raise Malformed("a keyring document has at most 256 KiB")
    document, signature = reader.take(length), reader.take(SIGNATURE_LEN)
    suspensions = tuple(reader.take(SUSPENSION_LEN) for _ in range(reader.integer(1)))
    reader.end()
    return document, signature, suspensions


def _container(document: bytes, signature: bytes, suspensions: Sequence[bytes]) -> bytes:
    if len(suspensions) > MAX_SUSPENSIONS or any(len(one) != SUSPENSION_LEN for one in suspensions):
        raise BadLength("at most 255 suspensions of 208 bytes go with a keyring")
    length, count = len(document).to_bytes(4, "big"), bytes((len(suspensions),))
    return b"".join((MAGIC_KEYRING, length, document, signature, count, *suspensions))


def _check_signature(document: bytes, signature: bytes, root_vk: bytes, deployment: DeploymentId) -> None:
    if not any(signature):
        raise KeyringUnsigned("this keyring bears no signature: get one from the organisation's key ceremony")
    try:
        verify("keyring", root_vk, document, signature, deployment)
    except BadSignature as error:
        raise KeyringAltered("this keyring was altered, or belongs to another root key") from error


def _check_dates(keyring: Keyring, today: dt.date) -> None:
    if today > keyring.expires_on:
        raise KeyringExpired(f"this keyring expired on {keyring.expires_on}: a new one must be signed")
    if (keyring.issued_on - today).days > KEYRING_SKEW_DAYS:
        raise KeyringExpired(f"this keyring is valid from {keyring.issued_on}: check this device's date")


def _check_groups(keyring: Keyring) -> None:
    """A group of one would let a single person hold what two must; AAP, STAT and CUST may be empty."""
    for name, members in keyring.groups.items():
        if len(members) < _HOLDERS and (members or name in GROUPS_OF_TWO):
            raise GroupTooSmall(f"group {name} has {len(members)}: add members until there are two")
