"""A small organisation for protocol tests: groups, seeds, a signed keyring, intake keys."""

import datetime as dt
import hashlib

import pytest

from crypto import case_code, reporter_keys
from crypto.constants import INTAKE_WEEKS
from crypto.types import DeploymentId, MemberId, RootKey
from tests.support.organisation import Organisation

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


def member_id(name):
    return MemberId(hashlib.sha256(name.encode()).digest()[:16])


def invented(roles=ROLES):
    """The same people with the same signing seeds every time."""
    usual = {
        "issued_on": TODAY - dt.timedelta(days=10),
        "policies": {name: seed(name) for name in ("routing", "roles", "sharing")},
    }
    return Organisation.found(roles, seeds=seed, deployment=DEPLOYMENT, changes=usual)


def build_document(roles=ROLES, **changes):
    return invented(roles).document(**changes)


@pytest.fixture(scope="session")
def deployment():
    return DEPLOYMENT


@pytest.fixture(scope="session")
def organisation():
    made = invented()
    made.issue_keys(TODAY, weeks=INTAKE_WEEKS)
    return made


@pytest.fixture(scope="session")
def reporter():
    return reporter_keys.derive(RootKey(seed("reporter")), DEPLOYMENT)


@pytest.fixture(scope="session")
def code():
    return case_code.new_code(DEPLOYMENT, random=lambda n: seed("code")[:n])
