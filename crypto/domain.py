"""Domain separation: every hash, key and signature says what it is for, and in which deployment."""

import hashlib
from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

from crypto.constants import DEPLOYMENT_LEN, SUITE
from crypto.errors import BadLength
from crypto.types import DeploymentId

_LABEL_PREFIX = "amparo/1/"
_MAX_LP = 0xFFFF


def exactly(name: str, value: bytes, length: int) -> bytes:
    """`value` itself where it has `length` bytes. Raises `BadLength`: only fixed widths are concatenated."""
    if len(value) != length:
        raise BadLength(f"{name} must have {length} bytes, it has {len(value)}")
    return value


def lp(value: bytes) -> bytes:
    """LP(x): a u16 length, then x. Raises `BadLength` beyond 65,535 bytes."""
    if len(value) > _MAX_LP:
        raise BadLength("a length-prefixed value has at most 65,535 bytes")
    return len(value).to_bytes(2, "big") + value


@lru_cache(maxsize=256)
def domain(label: str, deployment: DeploymentId) -> bytes:
    """D(label): LP("amparo/1/" + label), the suite byte, the deployment's 16 bytes."""
    exactly("deployment id", deployment, DEPLOYMENT_LEN)
    return lp((_LABEL_PREFIX + label).encode("ascii")) + bytes((SUITE,)) + deployment


def hkdf(ikm: bytes, info: bytes, length: int, salt: bytes = b"") -> bytes:
    """HKDF-SHA-256 (RFC 5869), `length` bytes, empty salt unless given."""
    return HKDF(SHA256(), length, salt or None, info).derive(ikm)


def hkdf_expand(secret: bytes, info: bytes, length: int) -> bytes:
    """The second half of HKDF-SHA-256 (RFC 5869 §2.3): `length` bytes from an extracted key."""
    return HKDFExpand(SHA256(), length, info).derive(secret)


def sha256(*parts: bytes) -> bytes:
    """SHA-256 of the parts, one after the other: 32 bytes."""
    return hashlib.sha256(b"".join(parts)).digest()
