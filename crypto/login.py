"""Log-in signatures: bound to an origin, a single-use challenge and the key that signs."""

from crypto.constants import LOGIN_KINDS, MAX_ORIGIN_LEN, NONCE_LEN, VERIFY_KEY_LEN
from crypto.domain import exactly, lp
from crypto.errors import BadLength, Malformed
from crypto.signing import sign, verify, verify_key
from crypto.types import DeploymentId


def login_bytes(origin: str, nonce: bytes, vk: bytes) -> bytes:
    """LP(origin), nonce (32), key (32). `origin` as `location.origin`. Raises `Malformed`, `BadLength`."""
    if not origin.isascii() or not origin:
        raise Malformed("an origin is written in ASCII, as the browser shows it")
    if len(origin) > MAX_ORIGIN_LEN:
        raise BadLength("an origin has at most 255 letters")
    exactly("challenge", nonce, NONCE_LEN)
    return lp(origin.encode("ascii")) + nonce + exactly("log-in key", vk, VERIFY_KEY_LEN)


def sign_login(kind: str, seed: bytes, origin: str, nonce: bytes, deployment: DeploymentId) -> bytes:
    """Signature of `kind` "rep-login" or "member-login" with the log-in seed: 64 bytes."""
    message = login_bytes(origin, nonce, verify_key(seed))
    return sign(_login_kind(kind), seed, message, deployment)


def verify_login(
    kind: str, vk: bytes, origin: str, nonce: bytes, signature: bytes, deployment: DeploymentId
) -> None:
    """Return where the log-in holds. Raises `BadSignature`, or `Malformed`/`BadLength` for impossible fields.

    The caller has checked that the origin stands in the keyring and that the challenge is fresh.
    """
    verify(_login_kind(kind), vk, login_bytes(origin, nonce, vk), signature, deployment)


def _login_kind(kind: str) -> str:
    if kind not in LOGIN_KINDS:
        raise Malformed(f"{kind!r} is no kind of log-in")
    return kind
