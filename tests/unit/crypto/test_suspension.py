import json

import pytest

from crypto import keyring
from crypto.errors import BadSignature, Malformed, ProtocolError
from crypto.suspension import Suspension, check_suspension, honoured, sign_suspension


@pytest.fixture
def suspend(organisation):
    def record(member_id, *signers, ring=organisation.keyring):
        signatures = tuple(
            (
                one,
                sign_suspension(member_id, ring.hash, organisation.verify_seed(one), organisation.deployment),
            )
            for one in signers
        )
        return Suspension(member_id, ring.hash, signatures).encode()

    return record


@pytest.fixture
def wide(organisation):
    """The same keyring with a third investigator: oversight's second member works there too."""
    groups = {**organisation.keyring.groups}
    groups["INV"] += (groups["AAP"][0],)
    document = organisation.document() | {"groups": {n: [i.hex() for i in ids] for n, ids in groups.items()}}
    return keyring.parse_document(json.dumps(document).encode())


def test_two_entitled_members_suspend_a_third(organisation, suspend, wide):
    ethics, oversight = organisation.group("ETH")[0], organisation.group("ALT")[0]
    investigator = organisation.group("INV")[1]
    record = suspend(investigator, ethics, oversight, ring=wide)
    assert honoured(wide, [record]) == {investigator}
    assert honoured(wide) == frozenset()


def test_a_group_never_falls_below_two(organisation, suspend):
    ethics, oversight = organisation.group("ETH")[0], organisation.group("ALT")[0]
    record = suspend(organisation.group("INV")[1], ethics, oversight)
    check_suspension(record, organisation.keyring)
    assert honoured(organisation.keyring, [record]) == frozenset()


def test_one_of_two_suspensions_holds_where_both_would_leave_one(organisation, suspend, wide):
    signers = organisation.group("ETH")[0], organisation.group("ALT")[0]
    first, second = organisation.group("INV")
    records = [suspend(one, *signers, ring=wide) for one in (second, first)]
    assert honoured(wide, records) == {second}


def test_who_may_not_suspend(organisation, suspend):
    ethics, oversight = organisation.group("ETH")
    victim_care, investigator = organisation.group("VCO")[0], organisation.group("INV")[1]
    with pytest.raises(BadSignature):
        check_suspension(suspend(investigator, ethics, victim_care), organisation.keyring)
    with pytest.raises(BadSignature):
        check_suspension(suspend(victim_care, ethics, investigator), organisation.keyring)
    with pytest.raises(Malformed):
        check_suspension(suspend(ethics, ethics, oversight), organisation.keyring)
    with pytest.raises(Malformed):
        check_suspension(suspend(victim_care, ethics, ethics), organisation.keyring)
    check_suspension(suspend(victim_care, ethics, organisation.group("INV")[0]), organisation.keyring)


def test_a_suspension_holds_for_one_keyring_only(organisation, suspend, wide):
    ethics, oversight = organisation.group("ETH")
    record = suspend(organisation.group("VCO")[0], ethics, oversight, ring=wide)
    with pytest.raises(Malformed):
        check_suspension(record, organisation.keyring)


def test_every_flipped_byte_is_refused(organisation, suspend):
    record = suspend(organisation.group("VCO")[0], *organisation.group("ETH"))
    check_suspension(record, organisation.keyring)
    for at in range(len(record)):
        bad = record[:at] + bytes((record[at] ^ 4,)) + record[at + 1 :]
        with pytest.raises(ProtocolError):
            check_suspension(bad, organisation.keyring)
