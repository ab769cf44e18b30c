"""Lists of pages: what cannot be built, what cannot be read, and who signed."""

import dataclasses
import datetime as dt
import json
import os

import pytest

from crypto.errors import BadSignature, Malformed
from crypto.keyring import root_fingerprint
from crypto.manifest import Manifest, parse_for_fingerprint, parse_manifest, sign_manifest
from crypto.signing import new_signing_seed, verify_key
from crypto.types import DeploymentId

SEED = new_signing_seed()
GOOD = Manifest(
    DeploymentId(os.urandom(16)),
    verify_key(SEED),
    3,
    dt.date(2026, 11, 20),
    ("https://report.example.org",),
    {"Content-Security-Policy": "default-src 'none'"},
    {"/en/": bytes(32)},
)


def test_what_was_signed_comes_back_with_the_hash_that_reports_name():
    found = parse_manifest(sign_manifest(GOOD, SEED), GOOD.root_vk, GOOD.deployment_id)
    assert dataclasses.replace(found, document=b"") == GOOD
    assert found.hash == GOOD.hash


def test_a_fingerprint_from_paper_is_enough():
    printed = root_fingerprint(GOOD.root_vk, GOOD.deployment_id)
    container = sign_manifest(GOOD, SEED)
    assert parse_for_fingerprint(container, printed.upper().replace(" ", "")).version == 3
    with pytest.raises(BadSignature):
        parse_for_fingerprint(container, printed[::-1])


def test_a_list_signed_by_another_root_does_not_pass_under_its_own_name():
    stranger = new_signing_seed()
    foreign = dataclasses.replace(GOOD, root_vk=verify_key(stranger))
    with pytest.raises(BadSignature):
        parse_manifest(sign_manifest(foreign, stranger), GOOD.root_vk, GOOD.deployment_id)
    with pytest.raises(Malformed):
        parse_manifest(sign_manifest(foreign, SEED), GOOD.root_vk, GOOD.deployment_id)


@pytest.mark.parametrize(
    "changes",
    [
        {"version": 0},
        {"root_vk": b"short"},
        {"deployment_id": b""},
        {"files": {}},
        {"files": {"en/": bytes(32)}},
        {"files": {"/../secret": bytes(32)}},
        {"files": {"//evil.example/": bytes(32)}},
        {"files": {"/en/": bytes(31)}},
        {"headers": {"X-A": "one\r\nX-B: two"}},
        {"headers": {"X A": "one"}},
    ],
    ids=lambda changes: json.dumps(changes, default=repr),
)
def test_what_is_no_list_of_pages_cannot_be_built(changes):
    with pytest.raises(Malformed):
        dataclasses.replace(GOOD, **changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"amparo": "keyring"},
        {"protocol": 2},
        {"suite": 2},
        {"version": "3"},
        {"issued_on": "2026-02-30"},
        {"issued_on": "20261120"},
        {"origins": [1]},
        {"origins": "https://report.example.org"},
        {"headers": {"X-A": 1}},
        {"headers": []},
        {"files": {"/en/": "AB" * 32}},
        {"root_vk": "00"},
        {"more": 1},
    ],
    ids=json.dumps,
)
def test_a_document_with_a_fault_is_refused(changes):
    document = json.loads(GOOD.encode()) | changes
    with pytest.raises(Malformed):
        Manifest.parse_document(json.dumps(document).encode())
