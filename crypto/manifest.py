"""The signed list of the reporter's pages: what their bytes are, and the headers that go with them.

A container is "AMF1", u32 length, the JSON document, a root signature of 64 bytes. The pages cannot name the
list that names them, so a page fetches it and names SHA-256 of the document in what it seals.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from crypto.constants import (
    DEPLOYMENT_LEN,
    HASH_LEN,
    MAGIC_MANIFEST,
    MAX_MANIFEST_DOC,
    MAX_MANIFEST_FILES,
    SIGNATURE_LEN,
    SUITE,
    VERIFY_KEY_LEN,
    VERSION,
)
from crypto.documents import day_field, encode_json, field, from_hex, hex_field, parse_json
from crypto.domain import sha256
from crypto.errors import BadSignature, Malformed
from crypto.keyring import root_fingerprint
from crypto.signing import sign, verify
from crypto.types import DeploymentId
from crypto.wire import Reader

_FIELDS = frozenset(
    (
        "amparo",
        "protocol",
        "suite",
        "deployment_id",
        "root_vk",
        "version",
        "issued_on",
        "origins",
        "headers",
        "files",
    )
)
_PATH = re.compile(r"/[A-Za-z0-9._\-/]{0,254}")
_HEADER = re.compile(r"[A-Za-z][A-Za-z\-]{0,63}")


@dataclass(frozen=True)
class Manifest:
    """What was signed. `files`: path to SHA-256 (32 bytes) of its uncompressed body; `headers`: name to value.

    `version` rises with every list of a deployment. `document`: the signed bytes; `origins` as in the keyring.
    `root_vk` (32 bytes) stands in it so that whoever holds only the fingerprint on a poster can check it.
    """

    deployment_id: DeploymentId
    root_vk: bytes
    version: int
    issued_on: dt.date
    origins: tuple[str, ...]
    headers: Mapping[str, str]
    files: Mapping[str, bytes]
    document: bytes = b""

    def __post_init__(self) -> None:
        if (len(self.deployment_id), len(self.root_vk)) != (DEPLOYMENT_LEN, VERIFY_KEY_LEN):
            raise Malformed("a list of pages has a deployment of 16 bytes and a root key of 32")
        if self.version < 1:
            raise Malformed("a list of pages has a version from 1")
        if not 1 <= len(self.files) <= MAX_MANIFEST_FILES:
            raise Malformed(f"a list of pages names 1 to {MAX_MANIFEST_FILES} files")
        if not all(_PATH.fullmatch(path) and "//" not in path and ".." not in path for path in self.files):
            raise Malformed("a path starts with / and has plain letters, digits, dots and dashes")
        if not all(len(digest) == HASH_LEN for digest in self.files.values()):
            raise Malformed("a file's hash has 32 bytes")
        if not all(_HEADER.fullmatch(name) and value.isprintable() for name, value in self.headers.items()):
            raise Malformed("a header has a plain name and a printable value")

    @property
    def hash(self) -> bytes:
        """What sealed bodies name: SHA-256 of the document, 32 bytes."""
        return sha256(self.encode())

    def encode(self) -> bytes:
        """The document's bytes: those that were signed, else those to sign."""
        return self.document or encode_json(
            {
                "amparo": "manifest",
                "protocol": VERSION,
                "suite": SUITE,
                "deployment_id": self.deployment_id.hex(),
                "root_vk": self.root_vk.hex(),
                "version": self.version,
                "issued_on": self.issued_on.isoformat(),
                "origins": list(self.origins),
                "headers": dict(self.headers),
                "files": {path: digest.hex() for path, digest in self.files.items()},
            }
        )

    @classmethod
    def parse_document(cls, data: bytes) -> Self:
        """The list in unsigned document bytes. Raises `Malformed`."""
        if len(data) > MAX_MANIFEST_DOC:
            raise Malformed("a list of pages has at most 256 KiB")
        document = parse_json(data)
        if set(document) != _FIELDS:
            raise Malformed("a list of pages has exactly the fields of protocol 1")
        if (document["amparo"], document["protocol"], document["suite"]) != ("manifest", VERSION, SUITE):
            raise Malformed("this is no list of pages of protocol 1, suite 1")
        return cls(
            deployment_id=DeploymentId(hex_field(document, "deployment_id", DEPLOYMENT_LEN)),
            root_vk=hex_field(document, "root_vk", VERIFY_KEY_LEN),
            version=field(document, "version", int),
            issued_on=day_field(document, "issued_on"),
            origins=tuple(_texts(field(document, "origins", list))),
            headers=dict(zip(document["headers"], _texts(field(document, "headers", dict)), strict=True)),
            files={
                path: from_hex(digest, HASH_LEN) for path, digest in field(document, "files", dict).items()
            },
            document=data,
        )


def sign_manifest(manifest: Manifest, root_seed: bytes) -> bytes:
    """The container of a list, signed with the root key (32-byte seed)."""
    data = manifest.encode()
    signature = sign("manifest", root_seed, data, manifest.deployment_id)
    return b"".join((MAGIC_MANIFEST, len(data).to_bytes(4, "big"), data, signature))


def parse_manifest(container: bytes, root_vk: bytes, deployment: DeploymentId) -> Manifest:
    """The list in `container`, signed by `root_vk`. Raises `BadSignature`, `Malformed`, `BadLength`."""
    data, signature = _split(container)
    verify("manifest", root_vk, data, signature, deployment)
    manifest = Manifest.parse_document(data)
    if manifest.deployment_id != deployment or manifest.root_vk != root_vk:
        raise Malformed("this list of pages belongs to another deployment")
    return manifest


def parse_earlier(container: bytes, roots: Iterable[bytes], deployment: DeploymentId) -> Manifest:
    """A list of before, to go on from: signed by one of `roots`, of now or before. Raises as `parse_manifest`.

    Never for pages that are served now: those are signed by the root in force.
    """
    claimed = Manifest.parse_document(_split(container)[0]).root_vk
    return parse_manifest(container, next((one for one in roots if one == claimed), b""), deployment)


def parse_for_fingerprint(container: bytes, fingerprint: str) -> Manifest:
    """The same for somebody who knows the root's fingerprint only. Raises `BadSignature` where it differs.

    `fingerprint`: as `root_fingerprint` writes it; spaces and capitals do not matter.
    """
    claimed = Manifest.parse_document(_split(container)[0])
    expected = root_fingerprint(claimed.root_vk, claimed.deployment_id)
    if _plain(expected) != _plain(fingerprint):
        raise BadSignature(f"the list was signed by another root key: {expected}")
    return parse_manifest(container, claimed.root_vk, claimed.deployment_id)


def _plain(fingerprint: str) -> str:
    return "".join(fingerprint.split()).lower()


def _split(container: bytes) -> tuple[bytes, bytes]:
    reader = Reader(container)
    reader.expect(MAGIC_MANIFEST, "signed list of pages")
    length = reader.integer(4)
    if length > MAX_MANIFEST_DOC:
        raise Malformed("a list of pages has at most 256 KiB")
    data, signature = reader.take(length), reader.take(SIGNATURE_LEN)
    reader.end()
    return data, signature


def _texts(values: Any) -> list[str]:  # noqa: ANN401  # a list, or the values of an object
    listed = list(values.values() if isinstance(values, dict) else values)
    if not all(isinstance(value, str) for value in listed):
        raise Malformed("origins and headers are texts")
    return listed
