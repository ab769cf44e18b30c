import hashlib

import pytest

from crypto import login, signing
from crypto.constants import SIGNATURE_KINDS
from crypto.domain import domain
from crypto.errors import BadLength, BadSignature, Malformed, ProtocolError
from crypto.types import DeploymentId
from tests.unit.crypto.conftest import DEPLOYMENT, seed

ORDER = 2**252 + 27742317777372353535851937790883648493
SEED = seed("signer")
NONCE = seed("nonce")
ORIGIN = "http://127.0.0.1:8000"


def test_a_signature_holds_for_its_kind_deployment_key_and_message_only():
    vk = signing.verify_key(SEED)
    signature = signing.sign("event", SEED, b"message", DEPLOYMENT)
    signing.verify("event", vk, b"message", signature, DEPLOYMENT)
    other = DeploymentId(bytes(16))
    for args in (
        ("genesis", vk, b"message", signature, DEPLOYMENT),
        ("event", signing.verify_key(NONCE), b"message", signature, DEPLOYMENT),
        ("event", vk, b"messagE", signature, DEPLOYMENT),
        ("event", vk, b"message", signature, other),
    ):
        with pytest.raises(BadSignature):
            signing.verify(*args)


def test_every_kind_has_a_domain_of_its_own():
    signatures = {signing.sign(kind, SEED, b"", DEPLOYMENT) for kind in SIGNATURE_KINDS}
    assert len(signatures) == len(SIGNATURE_KINDS) == 16
    with pytest.raises(Malformed):
        signing.sign("anything", SEED, b"", DEPLOYMENT)


@pytest.mark.parametrize("bit", range(0, 512, 5))
def test_every_flipped_bit_is_refused(bit):
    signature = bytearray(signing.sign("event", SEED, b"m", DEPLOYMENT))
    signature[bit // 8] ^= 1 << bit % 8
    with pytest.raises(BadSignature):
        signing.verify("event", signing.verify_key(SEED), b"m", bytes(signature), DEPLOYMENT)


def test_a_scalar_beyond_the_order_is_refused():
    signature = signing.sign("event", SEED, b"m", DEPLOYMENT)
    scalar = int.from_bytes(signature[32:], "little") + ORDER
    with pytest.raises(BadSignature):
        signing.verify(
            "event",
            signing.verify_key(SEED),
            b"m",
            signature[:32] + scalar.to_bytes(32, "little"),
            DEPLOYMENT,
        )


SMALL_ORDER = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",  # the identity, not canonical
]


@pytest.mark.parametrize("point", SMALL_ORDER)
def test_points_of_small_order_are_refused(point):
    encoded = bytes.fromhex(point)
    digest = hashlib.sha512(SEED).digest()[:32]
    secret = int.from_bytes(digest, "little") & ((1 << 254) - 8) | 1 << 254
    vk = signing.verify_key(SEED)
    message = domain("sig-event", DEPLOYMENT) + b"m"
    challenge = int.from_bytes(hashlib.sha512(encoded + vk + message).digest(), "little")
    # Sound for a verifier that multiplies by the cofactor: R of small order, S = challenge * secret.
    crafted = encoded + (challenge * secret % ORDER).to_bytes(32, "little")
    with pytest.raises(BadSignature):
        signing.verify("event", vk, b"m", crafted, DEPLOYMENT)
    with pytest.raises(BadSignature):
        signing.verify("event", encoded, b"m", encoded + bytes(32), DEPLOYMENT)


def test_log_in_is_bound_to_origin_challenge_and_kind():
    vk = signing.verify_key(SEED)
    signature = login.sign_login("rep-login", SEED, ORIGIN, NONCE, DEPLOYMENT)
    login.verify_login("rep-login", vk, ORIGIN, NONCE, signature, DEPLOYMENT)
    for kind, origin, nonce in (
        ("member-login", ORIGIN, NONCE),
        ("rep-login", "http://127.0.0.1:8001", NONCE),
        ("rep-login", ORIGIN, seed("another")),
    ):
        with pytest.raises(BadSignature):
            login.verify_login(kind, vk, origin, nonce, signature, DEPLOYMENT)


def test_a_log_in_can_never_be_an_event():
    with pytest.raises(Malformed):
        login.sign_login("event", SEED, ORIGIN, NONCE, DEPLOYMENT)
    signature = login.sign_login("member-login", SEED, ORIGIN, NONCE, DEPLOYMENT)
    message = login.login_bytes(ORIGIN, NONCE, signing.verify_key(SEED))
    with pytest.raises(BadSignature):
        signing.verify("event", signing.verify_key(SEED), message, signature, DEPLOYMENT)


@pytest.mark.parametrize("origin", ["", "http://exämple.org", "h" * 256])
def test_an_impossible_origin_is_refused(origin):
    with pytest.raises(ProtocolError):
        login.login_bytes(origin, NONCE, signing.verify_key(SEED))


def test_a_challenge_has_32_bytes():
    with pytest.raises(BadLength):
        login.sign_login("rep-login", SEED, ORIGIN, NONCE[:31], DEPLOYMENT)
