"""A new root key over a deployment that stays: who announces it, and which keyrings of before it vouches for.

Container: "AMR1", u32 length, document, signature of the new root 64, signature of the former root 64 (zeros where
that key is lost). Nobody trusts a new root because the former one signed: a thief could have. Members compare
fingerprints; the former signature tells them and open pages that nothing was broken off.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

from crypto.constants import (
    DEPLOYMENT_LEN,
    HASH_LEN,
    MAGIC_ROOT_CHANGE,
    MAX_ROOT_CHANGE_DOC,
    SIGNATURE_LEN,
    SUITE,
    VERIFY_KEY_LEN,
    VERSION,
)
from crypto.documents import day_field, encode_json, from_hex, hex_field, parse_json
from crypto.documents import field as document_field
from crypto.errors import Malformed
from crypto.signing import sign, verify, verify_key
from crypto.types import DeploymentId, KeyringHash
from crypto.wire import Reader

_KIND = "root-change"
_FIELDS = frozenset(
    ("amparo", "protocol", "suite", "deployment_id", "former", "root_vk", "issued_on", "keyrings")
)
_UNSIGNED = bytes(SIGNATURE_LEN)


@dataclass(frozen=True)
class RootChange:
    """What was announced. `former` and `root_vk`: public root keys of 32 bytes, before and after.

    `keyrings`: the hashes of every keyring signed before, by whichever root: they go on holding, and no other
    of before does, whoever has the former key. `former_signed`: whether the former root signed as well.
    """

    deployment_id: DeploymentId
    former: bytes
    root_vk: bytes
    issued_on: dt.date
    keyrings: tuple[KeyringHash, ...]
    former_signed: bool = False
    container: bytes = field(default=b"", repr=False)

    def __post_init__(self) -> None:
        sizes = (len(self.deployment_id), len(self.former), len(self.root_vk))
        if sizes != (DEPLOYMENT_LEN, VERIFY_KEY_LEN, VERIFY_KEY_LEN):
            raise Malformed("a change of root has a deployment of 16 bytes and two keys of 32")
        if self.former == self.root_vk:
            raise Malformed("a change of root names two different keys")
        if len(set(self.keyrings)) != len(self.keyrings) or any(len(k) != HASH_LEN for k in self.keyrings):
            raise Malformed("a change of root names each keyring of before once, by 32 bytes")

    @property
    def vouched(self) -> frozenset[KeyringHash]:
        """What `parse_keyring` takes: hashes of keyrings that need no signature of the new root."""
        return frozenset(self.keyrings)

    @classmethod
    def parse(cls, container: bytes, deployment: DeploymentId) -> Self:
        """The change in `container`, signed by the root that it announces, for this deployment.

        Raises `BadSignature`, `Malformed`, `BadLength`. It says nothing about whether to trust that root.
        """
        reader = Reader(container)
        reader.expect(MAGIC_ROOT_CHANGE, "change of root")
        length = reader.integer(4)
        if length > MAX_ROOT_CHANGE_DOC:
            raise Malformed("a change of root has at most 256 KiB")
        data, signature, former_signature = (reader.take(n) for n in (length, SIGNATURE_LEN, SIGNATURE_LEN))
        reader.end()
        found = cls._of_document(data, former_signed=former_signature != _UNSIGNED, container=container)
        verify(_KIND, found.root_vk, data, signature, deployment)
        if found.former_signed:
            verify(_KIND, found.former, data, former_signature, deployment)
        if found.deployment_id != deployment:
            raise Malformed("this change of root belongs to another deployment")
        return found

    @classmethod
    def _of_document(cls, data: bytes, *, former_signed: bool, container: bytes) -> Self:
        document = parse_json(data)
        if set(document) != _FIELDS:
            raise Malformed("a change of root has exactly the fields of protocol 1")
        numbers = tuple(document_field(document, name, int) for name in ("protocol", "suite"))
        if document["amparo"] != _KIND or numbers != (VERSION, SUITE):
            raise Malformed("this is no change of root of protocol 1, suite 1")
        return cls(
            DeploymentId(hex_field(document, "deployment_id", DEPLOYMENT_LEN)),
            hex_field(document, "former", VERIFY_KEY_LEN),
            hex_field(document, "root_vk", VERIFY_KEY_LEN),
            day_field(document, "issued_on"),
            tuple(KeyringHash(from_hex(o, HASH_LEN)) for o in document_field(document, "keyrings", list)),
            former_signed,
            container,
        )


def announce_root(
    deployment: DeploymentId,
    *,
    seed: bytes,
    former: bytes,
    former_seed: bytes | None,
    issued_on: dt.date,
    keyrings: Sequence[KeyringHash],
) -> RootChange:
    """A signed change to the root of `seed` (32 bytes). `former_seed`: None where that key is lost."""
    document = {
        "amparo": _KIND,
        "protocol": VERSION,
        "suite": SUITE,
        "deployment_id": deployment.hex(),
        "former": former.hex(),
        "root_vk": verify_key(seed).hex(),
        "issued_on": issued_on.isoformat(),
        "keyrings": [one.hex() for one in keyrings],
    }
    data = encode_json(document)
    former_signature = _UNSIGNED if former_seed is None else sign(_KIND, former_seed, data, deployment)
    length = len(data).to_bytes(4, "big")
    signature = sign(_KIND, seed, data, deployment)
    container = b"".join((MAGIC_ROOT_CHANGE, length, data, signature, former_signature))
    return RootChange.parse(container, deployment)
