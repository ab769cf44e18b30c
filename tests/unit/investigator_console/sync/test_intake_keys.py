from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from investigator_console.sync.intake_keys import missing_keys
from investigator_console.vault.intake_files import IntakeSecret

DAYS = st.dates(min_value=date(2026, 1, 1), max_value=date(2030, 1, 1))


def secret(kind, start, days):
    return IntakeSecret(b"f" * 32, kind, start, start + timedelta(days=days - 1), b"s" * 32)


@given(DAYS)
def test_eight_mondays_from_this_week_on(today):
    missing = missing_keys((), today)
    assert len(missing.weeks) == 8
    assert missing.reserve
    assert all(week.weekday() == 0 for week in missing.weeks)
    assert missing.weeks[0] <= today < missing.weeks[0] + timedelta(days=7)


@given(DAYS, st.integers(0, 60))
def test_topping_up_never_repeats_and_never_leaves_a_gap(today, later):
    weeks = tuple(secret("weekly", week, 7) for week in missing_keys((), today).weeks)
    then = today + timedelta(days=later)
    more = missing_keys(weeks, then).weeks
    assert set(more).isdisjoint(one.not_before for one in weeks)
    covered = {one.not_before for one in weeks} | set(more)
    first = then - timedelta(days=then.weekday())
    assert {first + timedelta(weeks=number) for number in range(8)} <= covered


def test_the_reserve_is_renewed_at_ninety_days():
    start = date(2026, 11, 21)
    kept = (secret("reserve", start, 180),)
    assert not missing_keys(kept, start + timedelta(days=89)).reserve
    assert missing_keys(kept, start + timedelta(days=90)).reserve
