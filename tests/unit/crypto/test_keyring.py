import datetime as dt
import json

import pytest

from crypto import keyring, signing
from crypto.errors import (
    GroupTooSmall,
    KeyringAltered,
    KeyringExpired,
    KeyringRolledBack,
    KeyringUnsigned,
    Malformed,
    ProtocolError,
)
from crypto.keyring import parse_keyring, sign_keyring, with_suspensions
from tests.unit.crypto.conftest import DEPLOYMENT, ROLES, ROOT_SEED, TODAY, build_document, seed


def parse(organisation, container=None, **options):
    return parse_keyring(container or organisation.container, organisation.root_vk, DEPLOYMENT, **options)


def test_what_was_signed_is_read(organisation):
    ring = parse(organisation, today=TODAY, floor_version=1)
    assert (ring.version, ring.origins) == (1, ("http://127.0.0.1:8000",))
    assert ring.expires_on - ring.issued_on == dt.timedelta(days=400)
    assert ring.days_left(TODAY) == 390
    assert [len(ids) for ids in ring.groups.values()] == [len(roles) for roles in ROLES.values()]
    first = ring.member(ring.intake_recipients[0])
    assert (first.role, first.groups) == ("head-of-investigations", ("INV",))
    assert ring.member(bytes(16)) is None


def test_recipients_stand_in_the_order_of_the_groups_and_statistics_get_nothing(organisation):
    groups = organisation.keyring.groups
    expected = [one for name in ("INV", "VCO", "ETH", "ALT", "AAP", "CUST") for one in groups[name]]
    assert list(organisation.keyring.intake_recipients) == expected


def test_every_flipped_byte_of_the_signed_part_is_refused(organisation):
    container = organisation.container
    for at in range(0, len(container), 3):
        with pytest.raises(ProtocolError):
            parse(organisation, container[:at] + bytes((container[at] ^ 1,)) + container[at + 1 :])


def test_unsigned_altered_and_of_another_root(organisation):
    container = organisation.container
    with pytest.raises(KeyringUnsigned):
        parse(organisation, container[:-65] + bytes(65))
    with pytest.raises(KeyringAltered):
        parse(organisation, container[:-2] + bytes((container[-2] ^ 1,)) + b"\x00")
    with pytest.raises(KeyringAltered):
        parse_keyring(container, signing.verify_key(seed("other root")), DEPLOYMENT)


def test_rolled_back(organisation):
    with pytest.raises(KeyringRolledBack):
        parse(organisation, floor_version=2)


@pytest.mark.parametrize(
    ("days", "error"), [(-13, KeyringExpired), (-12, None), (390, None), (391, KeyringExpired)]
)
def test_dates(organisation, days, error):
    today = TODAY + dt.timedelta(days=days)
    if error is None:
        parse(organisation, today=today)
    else:
        with pytest.raises(error):
            parse(organisation, today=today)


def test_an_old_keyring_still_verifies_old_events(organisation):
    assert parse(organisation).version == 1


@pytest.mark.parametrize("group", ["INV", "VCO", "ETH", "ALT"])
@pytest.mark.parametrize("size", [0, 1])
def test_a_group_with_fewer_than_two_is_not_signed(group, size):
    with pytest.raises(GroupTooSmall):
        sign_keyring(build_document(ROLES | {group: ROLES[group][:size]}), ROOT_SEED)


@pytest.mark.parametrize("group", ["AAP", "STAT", "CUST"])
def test_a_group_that_may_be_empty_may_not_be_one(group):
    sign_keyring(build_document(ROLES | {group: ()}), ROOT_SEED)
    with pytest.raises(GroupTooSmall):
        sign_keyring(build_document(ROLES | {group: ("custodian",)}), ROOT_SEED)


def test_a_group_of_one_is_refused_by_readers_too(organisation):
    document = json.dumps(build_document(ROLES | {"VCO": ("victim-care-officer",)})).encode()
    signature = signing.sign("keyring", ROOT_SEED, document, DEPLOYMENT)
    container = b"AMK1" + len(document).to_bytes(4, "big") + document + signature + b"\x00"
    with pytest.raises(GroupTooSmall):
        parse(organisation, container)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("amparo", "keyrings"),
        ("protocol", 2),
        ("protocol", True),
        ("suite", 0),
        ("version", 0),
        ("version", 1.5),
        ("version", "1"),
        ("issued_on", "2026-2-3"),
        ("issued_on", "2026-02-30"),
        ("expires_on", "2026-01-01"),
        ("expires_on", "2028-01-01"),
        ("origins", []),
        ("origins", ["https://Report.example.org"]),
        ("origins", ["https://report.example.org/"]),
        ("origins", ["javascript:x"]),
        ("origins", ["https://a.org", "https://a.org"]),
        ("groups", {}),
        ("members", []),
        ("intake_recipients", []),
        ("policies", {"routing": "00" * 32}),
        ("previous", "0" * 63),
        ("deployment_id", "AA" * 16),
        ("surprise", 1),
    ],
)
def test_a_wrong_field_is_refused(organisation, name, value):
    with pytest.raises(Malformed):
        sign_keyring(organisation.document() | {name: value}, ROOT_SEED)


def test_a_key_that_stands_twice_is_refused(organisation):
    document = json.loads(json.dumps(organisation.document()))
    document["members"][0]["auth_vk"] = document["members"][1]["verify_vk"]
    with pytest.raises(Malformed):
        sign_keyring(document, ROOT_SEED)


def test_seventeen_recipients_are_too_many():
    with pytest.raises(Malformed):
        sign_keyring(build_document(ROLES | {"INV": ("investigator",) * 9}), ROOT_SEED)


def test_a_keyring_of_another_deployment_is_refused(organisation):
    foreign = sign_keyring(organisation.document() | {"deployment_id": "ff" * 16}, ROOT_SEED)
    with pytest.raises(ProtocolError):
        parse(organisation, foreign)


def test_suspensions_ride_outside_the_signature(organisation):
    container = with_suspensions(organisation.container, [bytes(208)])
    assert parse(organisation, container).suspensions == (bytes(208),)
    assert parse(organisation, container).hash == organisation.keyring.hash
    assert with_suspensions(container, []) == organisation.container


def test_the_fingerprint_is_ten_groups_of_four(organisation):
    text = keyring.root_fingerprint(organisation.root_vk, DEPLOYMENT)
    assert [len(part) for part in text.split(" ")] == [4] * 10
    assert text != keyring.root_fingerprint(signing.verify_key(seed("x")), DEPLOYMENT)
