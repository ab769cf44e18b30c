"""A small organisation for protocol tests: groups, seeds, a signed keyring, intake keys."""

import datetime as dt
import hashlib
from dataclasses import dataclass

import pytest

from crypto import case_code, intake, keyring, reporter_keys, signing
from crypto.types import DeploymentId, KeyringHash, MemberId, RootKey

DEPLOYMENT = DeploymentId(bytes(range(16)))
TODAY = dt.date(2026, 11, 18)
ROOT_SEED = hashlib.sha256(b"root").digest()
ROLES = {
    "INV": ("head-of-investigations", "investigator"),
    "VCO": ("victim-care-officer", "psea-officer"),
    "ETH": ("ethics-officer", "ethics-officer"),
    "ALT": ("oversight", "oversight"),
    "AAP": ("feedback-officer", "feedback-officer"),
    "STAT": ("statistics-officer", "statistics-officer"),
    "CUST": (),
}


def seed(label):
    return hashlib.sha256(label.encode()).digest()


@dataclass(frozen=True)
class Organisation:
    deployment: DeploymentId
    root_vk: bytes
    document: dict
    container: bytes
    keyring: keyring.Keyring
    issued: dict
    intake: dict

    def group(self, name):
        return self.keyring.groups[name]

    def kem_seed(self, member_id):
        return self.issued[member_id][0].seed

    def verify_seed(self, member_id):
        return seed(f"verify {member_id.hex()}")

    def auth_seed(self, member_id):
        return seed(f"auth {member_id.hex()}")


def member_id(name):
    return MemberId(hashlib.sha256(name.encode()).digest()[:16])


def build_document(roles=None, **changes):
    roles = roles or ROLES
    members, groups = [], {}
    for group, titles in roles.items():
        ids = []
        for number, role in enumerate(titles):
            one = member_id(f"{group} {number}")
            ids.append(one)
            auth, verify = (signing.verify_key(seed(f"{kind} {one.hex()}")) for kind in ("auth", "verify"))
            members.append(keyring.Member(one, role, "HQ", auth, verify))
        groups[group] = tuple(ids)
    fields = {
        "version": 1,
        "issued_on": TODAY - dt.timedelta(days=10),
        "origins": ["http://127.0.0.1:8000"],
        "groups": groups,
        "members": members,
        "policies": {name: seed(name) for name in ("routing", "roles", "sharing")},
        "previous": KeyringHash(bytes(32)),
    }
    return keyring.new_keyring_document(DEPLOYMENT, **(fields | changes))


@pytest.fixture(scope="session")
def deployment():
    return DEPLOYMENT


@pytest.fixture(scope="session")
def organisation():
    document = build_document()
    container = keyring.sign_keyring(document, ROOT_SEED)
    root_vk = signing.verify_key(ROOT_SEED)
    ring = keyring.parse_keyring(container, root_vk, DEPLOYMENT, today=TODAY)
    issued = {
        one: intake.issue(one, seed(f"verify {one.hex()}"), DEPLOYMENT, TODAY)
        for one in ring.intake_recipients
    }
    current = {one: keys[0].key for one, keys in issued.items()}
    return Organisation(DEPLOYMENT, root_vk, document, container, ring, issued, current)


@pytest.fixture(scope="session")
def reporter():
    return reporter_keys.derive(RootKey(seed("reporter")), DEPLOYMENT)


@pytest.fixture(scope="session")
def code():
    return case_code.new_code(DEPLOYMENT, random=lambda n: seed("code")[:n])
