"""Evidence bundles: a case's signed headers, chosen bodies with the secrets of just those, checked offline (rule E10).

Pure: a bundle is a mapping of names to bytes; whoever calls reads and writes archives. An event's secret is HKDF's
extracted key (salt: the header's event_salt), from which event key *and* commitment follow: an exporter can't open
one ciphertext to another text. It is no compartment key, and opens no other event: an exporter refuses a salt that
stands in two headers.
"""

import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crypto.constants import (
    COMPARTMENTS,
    HASH_LEN,
    KIND_GENESIS,
    KIND_SUPPLEMENT,
    MAX_SEALED_BODY,
    SIGNATURE_LEN,
)
from crypto.documents import encode_json, parse_json
from crypto.domain import sha256
from crypto.errors import BadLength, Malformed
from crypto.event_header import EventHeader
from crypto.genesis_header import GenesisHeader
from crypto.keys import EventContext, event_secret, keys_of_secret
from crypto.padding import unpad_body
from crypto.payload import open_chunks
from crypto.signing import sign
from crypto.submission import genesis_context
from crypto.types import DeploymentId
from crypto.wire import Reader

MANIFEST, SIGNATURE, KEYS = "manifest.json", "manifest.sig", "keys.json"
ROOT_CHANGE = "root.amr"
FORMS = ("bundle", "disclosure")
_REPORT_KINDS = frozenset({KIND_GENESIS, KIND_SUPPLEMENT})
_KIND_AT, _MOST_SIGNATURES, _LONGEST_HEADER = 2, 2, 16_384


@dataclass(frozen=True)
class BundleEntry:
    """One entry of the case as it goes into a bundle: header, signatures, nothing opened."""

    event_id: bytes
    header: bytes
    signatures: tuple[bytes, ...]

    @property
    def is_report(self) -> bool:
        """Whether it has five bodies."""
        return self.header[_KIND_AT] in _REPORT_KINDS

    def encode(self) -> bytes:
        """u32 length, header, u8 count, signatures of 64."""
        head = len(self.header).to_bytes(4, "big") + self.header
        return head + bytes((len(self.signatures),)) + b"".join(self.signatures)

    @classmethod
    def decode(cls, data: bytes, event_id: bytes) -> "BundleEntry":
        """The reverse of `encode`. Raises `Malformed`, `BadLength`."""
        reader = Reader(data)
        length = reader.integer(4)
        if length > _LONGEST_HEADER:
            raise Malformed("no header is so long")
        header = reader.take(length)
        count = reader.integer(1)
        if not 1 <= count <= _MOST_SIGNATURES:
            raise Malformed("an entry has one signature or two")
        signatures = tuple(reader.take(SIGNATURE_LEN) for _ in range(count))
        reader.end()
        return cls(event_id, header, signatures)

    def context(self, c: int, deployment: DeploymentId) -> EventContext:
        """What the key of its body depends on. `c`: 1 to 5 in a report; ignored else. Raises `Malformed`."""
        if self.is_report:
            return genesis_context(GenesisHeader.parse(self.header), c, deployment)
        return EventHeader.parse(self.header).context

    def position(self, c: int) -> int:
        """Which of its bodies lies in compartment `c`."""
        return COMPARTMENTS.index(c) if self.is_report else 0


@dataclass(frozen=True)
class Enclosed:
    """One body that is enclosed: the number of its entry (from 1), compartment, sealed bytes, secret, JSON."""

    number: int
    c: int
    sealed: bytes
    secret: bytes
    body: Mapping[str, Any]


def body_name(number: int, c: int) -> str:
    """The name of an enclosed body's file."""
    return f"bodies/{number:04}-{c}.bin"


def exhibit_name(number: int, c: int) -> str:
    """The name of an exhibit's file: the opened body, as JSON."""
    return f"exhibits/{number:04}-{c}.json"


def entry_name(number: int) -> str:
    """The name of an entry's file."""
    return f"entries/{number:04}.bin"


def keyring_name(keyring_hash: bytes) -> str:
    """The name of a keyring's file."""
    return f"keyrings/{keyring_hash.hex()}.amk"


def enclose(
    entry: BundleEntry, number: int, c: int, sealed: bytes, key: bytes, deployment: DeploymentId
) -> Enclosed:
    """A body with its secret, opened once to be sure. `key`: the compartment's or thread's, which stays here.

    Raises `BadCommitment` (another key), `DecryptionFailed`, `Malformed`.
    """
    context = entry.context(c, deployment)
    secret = event_secret(key, context)
    return Enclosed(number, c, sealed, secret, open_with_secret(sealed, secret, context, deployment))


def open_with_secret(
    sealed: bytes, secret: bytes, context: EventContext, deployment: DeploymentId
) -> dict[str, Any]:
    """The JSON object of one sealed body, from the secret of just this event; the commitment decides."""
    if not HASH_LEN < len(sealed) <= MAX_SEALED_BODY:
        raise BadLength("this is no sealed body")
    return parse_json(unpad_body(open_chunks(*keys_of_secret(secret, context, deployment), sealed)))


def shared_salts(headers: Iterable[bytes]) -> frozenset[bytes]:
    """Salts that stand in more than one header: the secret of one such event would open the other."""
    seen: set[bytes] = set()
    twice: set[bytes] = set()
    for header in headers:
        report = header[_KIND_AT] in _REPORT_KINDS
        salt = (GenesisHeader if report else EventHeader).parse(header).event_salt
        (twice if salt in seen else seen).add(salt)
    return frozenset(twice)


def build_files(
    manifest: Mapping[str, Any],
    entries: Sequence[BundleEntry],
    enclosed: Sequence[Enclosed],
    keyrings: Mapping[bytes, bytes],
    extra: Mapping[str, bytes],
    *,
    seed: bytes,
    deployment: DeploymentId,
) -> dict[str, bytes]:
    """All files of a bundle, signed. `manifest`: its facts, without the lists made here; `keyrings`: containers.

    `extra`: files for people. `seed`: the exporter's signing key.
    """
    files = dict(extra)
    by_number: dict[int, list[int]] = {}
    for one in enclosed:
        files[body_name(one.number, one.c)] = one.sealed
        files[exhibit_name(one.number, one.c)] = encode_json(one.body)
        by_number.setdefault(one.number, []).append(one.c)
    for number, entry in enumerate(entries, start=1):
        files[entry_name(number)] = entry.encode()
    for digest, container in keyrings.items():
        files[keyring_name(digest)] = container
    rows = [{"n": one.number, "c": one.c, "secret": one.secret.hex()} for one in enclosed]
    files[KEYS] = encode_json({"keys": rows})
    document = {
        **manifest,
        "amparo": "bundle",
        "v": 1,
        "deployment_id": deployment.hex(),
        "events": [
            {"n": number, "id": entry.event_id.hex(), "bodies": sorted(by_number.get(number, ()))}
            for number, entry in enumerate(entries, start=1)
        ],
        "files": [
            {"name": name, "size": len(data), "sha256": sha256(data).hex()}
            for name, data in sorted(files.items())
        ],
    }
    data = encode_json(document)
    return {MANIFEST: data, SIGNATURE: sign("bundle", seed, data, deployment), **files}


def same(one: bytes, other: bytes) -> bool:
    """Whether two hashes are equal, in constant time."""
    return hmac.compare_digest(one, other)
