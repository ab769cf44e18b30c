"""Published vectors, so that a fault of a library shows here and not in a report that nobody can open.

RFC 9180, HPKE-PQ, ML-KEM, Ed25519 (the reference signatures of RFC 8032), HKDF (RFC 5869), all as
`cryptography_vectors` ships them.
"""

import json
from pathlib import Path

import cryptography_vectors
import pytest
from cryptography.hazmat.bindings._rust import openssl
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PrivateKey, Suite
from nacl.signing import SigningKey, VerifyKey

from crypto import domain, hpke

FOLDER = Path(cryptography_vectors.__file__).parent
MODE_BASE, KEM_X25519, KEM_XWING, HKDF_SHA256 = 0, 0x20, 0x647A, 1
AEADS = {1: AEAD.AES_128_GCM, 2: AEAD.AES_256_GCM, 3: AEAD.CHACHA20_POLY1305}
KDFS = {1: KDF.HKDF_SHA256, 17: KDF.SHAKE256}


def hpke_cases(file, kem):
    cases = json.loads((FOLDER / "HPKE" / file).read_text())
    return [case for case in cases if case["mode"] == MODE_BASE and case["kem_id"] == kem]


def open_first(suite, private, case):
    first = case["encryptions"][0]
    sealed = bytes.fromhex(case["enc"] + first["ct"])
    info, aad = bytes.fromhex(case["info"]), bytes.fromhex(first["aad"])
    return openssl.hpke._decrypt_with_aad(suite, sealed, private, info=info, aad=aad), bytes.fromhex(
        first["pt"]
    )


@pytest.mark.parametrize(
    "case", hpke_cases("test-vectors.json", KEM_X25519), ids=lambda c: f"aead {c['aead_id']}"
)
def test_rfc_9180_base_mode(case):
    if case["kdf_id"] != HKDF_SHA256 or case["aead_id"] not in AEADS:
        assert case["kdf_id"] != HKDF_SHA256 or case["aead_id"] == 0xFFFF  # export only: nothing to open
        return
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEADS[case["aead_id"]])
    opened, expected = open_first(
        suite, X25519PrivateKey.from_private_bytes(bytes.fromhex(case["skRm"])), case
    )
    assert opened == expected


@pytest.mark.parametrize(
    "case", hpke_cases("hpke-pq-test-vectors.json", KEM_XWING), ids=lambda c: f"kdf {c['kdf_id']}"
)
def test_hpke_pq_x_wing_from_the_32_byte_seed(case):
    seed = bytes.fromhex(case["skRm"])
    assert hpke.kem_public(seed) == bytes.fromhex(case["pkRm"])
    suite = Suite(KEM.MLKEM768_X25519, KDFS[case["kdf_id"]], AEADS[case["aead_id"]])
    opened, expected = open_first(suite, MLKEM768X25519PrivateKey(*hpke._halves(seed)), case)
    assert opened == expected


def records(path):
    record = {}
    for line in path.read_text().splitlines():
        name, equals, value = (part.strip() for part in line.partition("="))
        if equals:
            if name in record:
                yield record
                record = {}
            record[name] = value
    yield record


def test_ml_kem_768():
    known = list(records(FOLDER / "asymmetric" / "MLKEM" / "kat_MLKEM_768.rsp"))[:50]
    for case in known:
        private = MLKEM768PrivateKey.from_seed_bytes(bytes.fromhex(case["d"] + case["z"]))
        assert private.public_key().public_bytes_raw() == bytes.fromhex(case["pk"])
        assert private.decapsulate(bytes.fromhex(case["ct"])) == bytes.fromhex(case["ss"])
    assert known


def test_ed25519_reference_signatures():
    lines = (FOLDER / "asymmetric" / "Ed25519" / "sign.input").read_text().splitlines()
    for line in lines[:200]:
        secret, public, message, signed = line.split(":")[:4]
        key = SigningKey(bytes.fromhex(secret[:64]))
        assert bytes(key.verify_key).hex() == public
        assert bytes(key.sign(bytes.fromhex(message))).hex() == signed
        VerifyKey(bytes.fromhex(public)).verify(bytes.fromhex(signed))
    assert len(lines) > 1000


def test_hkdf_sha256():
    for case in records(FOLDER / "KDF" / "rfc-5869-HKDF-SHA256.txt"):
        ikm, info, salt = (bytes.fromhex(case.get(name, "")) for name in ("IKM", "info", "salt"))
        assert domain.hkdf(ikm, info, int(case["L"]), salt).hex() == case["OKM"]
