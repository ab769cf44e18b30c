import datetime as dt

import pytest

from crypto import hpke, intake
from crypto.errors import BadLength, BadSignature, Malformed, StaleIntake
from tests.unit.crypto.conftest import DEPLOYMENT, TODAY, member_id, seed

MONDAY = dt.date(2026, 11, 16)


@pytest.fixture(scope="module")
def issued(organisation):
    return organisation.issued[organisation.group("INV")[0]]


def test_eight_weeks_and_a_reserve(issued):
    weekly, reserve = [one.key for one in issued[:-1]], issued[-1].key
    assert [key.not_before for key in weekly] == [MONDAY + dt.timedelta(weeks=n) for n in range(8)]
    assert {key.not_after - key.not_before for key in weekly} == {dt.timedelta(days=6)}
    assert (reserve.kind, reserve.not_before) == ("reserve", TODAY)
    assert (reserve.not_after - reserve.not_before).days == 179
    assert len({one.key.kem_pk for one in issued}) == 9
    assert all(hpke.kem_public(one.seed) == one.key.kem_pk for one in issued)


def test_a_record_is_read_back(organisation, issued):
    key = issued[0].key
    assert intake.parse_record(key.record, organisation.keyring, today=TODAY) == key
    assert len(key.record) == 1308


def test_only_missing_weeks_are_issued_again(organisation):
    member = organisation.group("INV")[0]
    weeks = [MONDAY + dt.timedelta(weeks=3)]
    again = intake.issue(
        member, organisation.verify_seed(member), DEPLOYMENT, TODAY, weeks=weeks, reserve=False
    )
    assert [one.key.not_before for one in again] == weeks
    with pytest.raises(Malformed):
        intake.issue(member, organisation.verify_seed(member), DEPLOYMENT, TODAY, weeks=[TODAY])


@pytest.mark.parametrize(
    ("day", "fits"),
    [
        (MONDAY - dt.timedelta(days=3), False),
        (MONDAY - dt.timedelta(days=2), True),
        (MONDAY + dt.timedelta(days=8), True),
        (MONDAY + dt.timedelta(days=9), False),
    ],
)
def test_a_clock_may_be_two_days_off(organisation, issued, day, fits):
    record = issued[0].key.record
    assert intake.parse_record(record, organisation.keyring).is_stale(day) is (day > MONDAY and not fits)
    if fits:
        intake.parse_record(record, organisation.keyring, today=day)
    else:
        with pytest.raises(StaleIntake):
            intake.parse_record(record, organisation.keyring, today=day)


def test_a_record_of_somebody_else_is_refused(organisation):
    stranger = member_id("nobody")
    foreign = intake.issue(stranger, seed("foreign"), DEPLOYMENT, TODAY)[0].key
    with pytest.raises(BadSignature):
        intake.parse_record(foreign.record, organisation.keyring)
    forged = intake.issue(organisation.group("INV")[0], seed("foreign"), DEPLOYMENT, TODAY)[0].key
    with pytest.raises(BadSignature):
        intake.parse_record(forged.record, organisation.keyring)
    statistics = organisation.group("STAT")[0]
    useless = intake.issue(statistics, organisation.verify_seed(statistics), DEPLOYMENT, TODAY)[0].key
    with pytest.raises(BadSignature):
        intake.parse_record(useless.record, organisation.keyring)


def test_a_list_holds_one_current_key_a_recipient(organisation):
    data = intake.encode_list(organisation.intake.values())
    assert intake.parse_list(data, organisation.keyring, today=TODAY) == organisation.intake
    assert list(intake.parse_list(data, organisation.keyring)) == list(organisation.keyring.intake_recipients)


def test_one_bad_record_does_not_stop_the_others(organisation):
    keys = list(organisation.intake.values())
    data = bytearray(intake.encode_list(keys))
    data[6 + 1308 - 1] ^= 1
    found = intake.parse_list(bytes(data), organisation.keyring, today=TODAY)
    assert list(found) == list(organisation.keyring.intake_recipients)[1:]
    late = TODAY + dt.timedelta(days=30)
    assert intake.parse_list(intake.encode_list(keys), organisation.keyring, today=late) == {}


def test_a_second_record_of_one_recipient_does_not_replace_the_first(organisation, issued):
    data = intake.encode_list([issued[0].key, issued[1].key])
    assert list(intake.parse_list(data, organisation.keyring).values()) == [issued[0].key]


def test_a_list_of_another_length_is_refused(organisation):
    data = intake.encode_list(organisation.intake.values())
    for bad in (data[:-1], data + b"\x00"):
        with pytest.raises(BadLength):
            intake.parse_list(bad, organisation.keyring)
    with pytest.raises(Malformed):
        intake.parse_list(b"AMI2" + data[4:], organisation.keyring)
    with pytest.raises(Malformed):
        intake.parse_list(b"AMI1\x00\x11" + data[6:], organisation.keyring)


@pytest.mark.parametrize("day", [MONDAY, MONDAY + dt.timedelta(days=3), MONDAY + dt.timedelta(days=6)])
def test_the_week_begins_on_monday(day):
    assert intake.week_of(day) == MONDAY
