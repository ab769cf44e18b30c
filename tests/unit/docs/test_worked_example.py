"""A third, minimal implementation, written from docs/PROTOCOL.md alone: it opens the report of the vectors.

It imports nothing of ours. Where it fails, either the page or the code is wrong.
"""

import base64
import hashlib
import hmac
import json
import struct
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PrivateKey, Suite

VECTORS = Path(__file__).parents[2] / "vectors"
CODE, KEYS, GENESIS, EVENT = (
    json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))
    for name in ("code", "keys", "genesis", "event")
)
DEPLOYMENT = bytes.fromhex(GENESIS["deployment"])


def sha(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def dom(label: str) -> bytes:
    text = b"amparo/1/" + label.encode()
    return struct.pack(">H", len(text)) + text + b"\x01" + DEPLOYMENT


def hkdf(key: bytes, info: bytes, length: int, salt: bytes = b"") -> bytes:
    prk, out, block = hmac.digest(salt or bytes(32), key, "sha256"), b"", b""
    for counter in range(1, -(-length // 32) + 1):
        block = hmac.digest(prk, block + info + bytes([counter]), "sha256")
        out += block
    return out[:length]


def case(vectors: dict, name: str) -> dict:
    return next(one for one in vectors["cases"] if one["name"] == name)


def unhex(value: str | None) -> bytes | None:
    return None if value is None else bytes.fromhex(value)


def open_hpke(seed: bytes, info: bytes, wrap: bytes) -> list[bytes]:
    expanded = hashlib.shake_256(seed).digest(96)
    private = MLKEM768X25519PrivateKey(
        MLKEM768PrivateKey.from_seed_bytes(expanded[:64]), X25519PrivateKey.from_private_bytes(expanded[64:])
    )
    plain = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM).decrypt(wrap, private, info=info)
    return [plain[i : i + 32] for i in range(0, 160, 32)]


def open_body(body: bytes, key: bytes, salt: bytes, place: bytes) -> dict:
    """`place`: case_id, c, key_id, author_id, log_id, log_seq, as in section 5."""
    both = hkdf(key, dom("event") + place, 64, salt)
    assert body[:32] == both[32:]
    chunk = AESGCM(both[:32]).decrypt(bytes(11) + b"\x01", body[32:], None)
    length = struct.unpack(">I", chunk[:4])[0]
    assert chunk[4 + length :] == bytes(len(chunk) - 4 - length)
    return json.loads(chunk[4 : 4 + length])


class Report:
    """Section 8.1 and 8.3, by offsets."""

    def __init__(self, blob: bytes) -> None:
        assert blob[:4] == b"AMP1"
        length = struct.unpack(">I", blob[4:8])[0]
        head = self.header = blob[8 : 8 + length]
        self.count = head[3] + 1
        assert head[:3] == bytes([1, 1, 1])
        assert length == 1896 + 80 * self.count
        self.case_id, self.sign_vk, self.auth_vk = head[4:36], head[36:68], head[68:100]
        self.wrap_set, self.salt = head[1348:1364], head[1364:1396]
        self.key_ids = [head[i : i + 32] for i in range(1396, 1716, 32)]
        at = 8 + length
        self.signature = blob[at : at + 64]
        at += 64
        self.wraps = [blob[at + 1296 * i : at + 1296 * (i + 1)] for i in range(self.count)]
        at += 1296 * self.count
        self.bodies = []
        for c in range(5):
            size = struct.unpack(">I", head[1716 + 36 * c : 1720 + 36 * c])[0]
            self.bodies.append(blob[at : at + size])
            assert sha(self.bodies[-1]) == head[1720 + 36 * c : 1752 + 36 * c]
            at += size
        assert at == len(blob)

    def open_wrap(self, index: int, seed: bytes, kind: int) -> list[bytes]:
        entry = self.header[1896 + 80 * index : 1976 + 80 * index]
        assert sha(self.wraps[index]) == entry[48:]
        info = dom("wrap") + self.case_id + bytes([kind]) + self.wrap_set
        info += sha(b"".join(self.key_ids)) + self.sign_vk + entry[:16] + entry[16:48]
        return open_hpke(seed, info, self.wraps[index])


def the_report() -> Report:
    return Report(base64.b64decode(GENESIS["blobs"]["report"]))


def test_the_code_of_the_example() -> None:
    value = int.from_bytes(bytes.fromhex(case(CODE, "new 0")["in"]["random"]), "big") >> 4
    check = sha(dom("code-check"), (16 * value).to_bytes(11, "big"))[0] >> 4
    code = (16 * value + check).to_bytes(11, "big")
    assert code.hex() == case(CODE, "new 0")["out"]["code"]
    assert f"{value:026d}{98 - 100 * value % 97:02d}" == case(CODE, "digits 0")["out"]["digits"]
    root = hashlib.pbkdf2_hmac("sha256", code, b"amparo/1/code\x00" + DEPLOYMENT, 300_000, 32)
    assert root.hex() == case(CODE, "stretch")["out"]["root_key"]


def test_the_keys_of_the_example() -> None:
    known = case(KEYS, "reporter")
    root = bytes.fromhex(known["in"]["root_key"])
    seeds = {name: hkdf(root, dom(f"rep-{name}"), 32) for name in ("auth", "sign", "kem")}
    assert {f"{name}_seed": seed.hex() for name, seed in seeds.items()}.items() <= known["out"].items()
    auth_vk, sign_vk = (
        Ed25519PrivateKey.from_private_bytes(seeds[name]).public_key().public_bytes_raw()
        for name in ("auth", "sign")
    )
    assert sha(dom("mailbox-id"), auth_vk).hex() == known["out"]["mailbox_id"]
    assert sha(dom("case-id"), sign_vk).hex() == known["out"]["own_case_id"]
    assert sha(dom("author-id"), sign_vk)[:16].hex() == known["out"]["author_id"]


def test_the_report_of_the_example() -> None:
    report = the_report()
    Ed25519PublicKey.from_public_bytes(report.sign_vk).verify(
        report.signature, dom("sig-genesis") + report.header
    )
    assert report.case_id == sha(dom("case-id"), report.sign_vk)
    assert sha(dom("event-id"), report.header).hex() == case(GENESIS, "verify")["out"]["event_id"]
    known = case(GENESIS, "wrap of an investigator")
    slots = report.open_wrap(known["in"]["index"], bytes.fromhex(known["in"]["seed"]), 1)
    assert [slot if any(slot) else None for slot in slots] == [unhex(one) for one in known["out"]["slots"]]
    assert hkdf(slots[0], dom("key-id") + report.case_id + b"\x01", 32) == report.key_ids[0]
    author = sha(dom("author-id"), report.sign_vk)[:16]
    place = report.case_id + b"\x01" + report.key_ids[0] + author + bytes(16) + bytes(8)
    assert open_body(report.bodies[0], slots[0], report.salt, place) == case(GENESIS, "body 1")["out"]["body"]


def test_the_reporter_of_the_example_holds_thread_keys_only() -> None:
    report = the_report()
    known = case(GENESIS, "wrap of the reporter")
    slots = report.open_wrap(known["in"]["index"], bytes.fromhex(known["in"]["seed"]), 4)
    investigator = case(GENESIS, "wrap of an investigator")["out"]["slots"]
    thread = hkdf(bytes.fromhex(investigator[0]), dom("thread") + report.case_id + b"\x01", 32)
    assert slots[0] == thread
    assert hkdf(thread, dom("key-id") + report.case_id + b"\x11", 32) == report.key_ids[7]
    assert slots[4][0] == 0b001


def test_a_message_of_the_example() -> None:
    blob = base64.b64decode(EVENT["blobs"]["message of the reporter"])
    length = struct.unpack(">I", blob[4:8])[0]
    head, body = blob[8 : 8 + length], blob[8 + length + 64 :]
    parents, keys, wraps, zero = head[240:244]
    assert (head[2:4], parents, keys, wraps, zero, length) == (b"\x02\x10", 1, 0, 0, 0, 244 + 32)
    known = case(EVENT, "open with T")
    place = head[4:36] + head[3:4] + head[36:68] + head[68:84] + head[84:100] + head[100:108]
    assert open_body(body, bytes.fromhex(known["in"]["key"]), head[172:204], place) == known["out"]["body"]
