import datetime as dt

import pytest

from policies import load
from policies.directory.entry import Hours, Phone, entry_of
from policies.directory.public import is_public, leaks_of, public_services
from policies.directory.search import Query, search
from policies.directory.terms import VISIBILITIES
from tests.support.directory_samples import place, service

POLICY = load().referral_sop
TODAY = dt.date(2026, 11, 26)
ALL = frozenset(VISIBILITIES)


def verified(days_ago):
    return service(verified_on=(TODAY - dt.timedelta(days=days_ago)).isoformat())


@pytest.mark.parametrize(
    ("days", "state"),
    [(0, "fresh"), (90, "fresh"), (91, "check-first"), (180, "check-first"), (181, "stale")],
)
def test_an_entry_ages_by_the_policys_days(days, state):
    assert entry_of(verified(days)).freshness(TODAY, POLICY) == state


def test_an_entry_that_nobody_checked_is_stale():
    assert entry_of(service(verified_on="")).freshness(TODAY, POLICY) == "stale"


def test_stale_entries_are_not_suggested_and_found_when_asked_for():
    entries = [entry_of(verified(181)), entry_of(service("b", "B"))]
    assert [one.id for one in search(entries, Query(), TODAY, POLICY, ALL)] == ["b"]
    assert len(search(entries, Query(stale=True), TODAY, POLICY, ALL)) == 2


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        (Query(sector="MED"), True),
        (Query(sector="LEG"), False),
        (Query(place="northern"), True),
        (Query(place="south"), False),
        (Query(language="AR"), True),
        (Query(language="so"), False),
        (Query(words="care network"), True),
        (Query(weekday=0, clock="08:00"), True),
        (Query(weekday=0, clock="16:30"), False),
        (Query(weekday=6, clock="10:00"), False),
        (Query(female_staff=True), True),
        (Query(child_friendly=True), False),
        (Query(window_h=72), True),
        (Query(window_h=120), False),
    ],
)
def test_a_search_asks_what_matters_to_the_person(query, fits):
    entry = entry_of(service(female_staff="yes", urgent_window_h="72"))
    assert bool(search([entry], query, TODAY, POLICY, ALL)) is fits


def test_a_line_that_always_answers_is_always_open():
    entry = entry_of(service(hotline_24_7="yes", fields={"schedules": []}))
    assert search([entry], Query(weekday=6, clock="03:00"), TODAY, POLICY, ALL)


def test_hours_over_midnight_belong_to_the_day_they_begin_on():
    night = Hours((4,), "22:00", "06:00", "")
    assert night.open_at(4, "23:00")
    assert night.open_at(5, "05:59")
    assert not night.open_at(4, "05:00")
    assert Hours((0, 1, 2, 4), "", "", "").spans == [(0, 2), (4, 4)]


def test_who_may_not_see_an_entry_does_not_find_it():
    entries = [entry_of(service(name, name, visibility=name)) for name in VISIBILITIES]
    found = search(entries, Query(), TODAY, POLICY, frozenset({"public", "staff"}))
    assert sorted(one.id for one in found) == ["public", "staff"]


def test_a_number_is_dialled_without_its_punctuation():
    assert Phone("+249 (55) 010-20", "", "", ()).dial == "+2495501020"


def test_a_snapshot_is_what_a_referral_remembers():
    snapshot = entry_of(service(contact_route="Ask the duty nurse")).snapshot("MED")
    assert snapshot == {
        "entry": "clinic",
        "organisation": "Invented Health Network",
        "service": "Women's clinic",
        "sector": "MED",
        "verified_on": "2026-11-26",
        "contact_route": "Ask the duty nurse",
    }


def test_a_shelter_shows_no_place_and_is_sealed_unless_said_otherwise():
    shelter = entry_of(service(sector="SHE", visibility="", fields={"service_at_locations": place()}))
    assert (shelter.places, shelter.visibility) == ((), "sealed")


def public(*services):
    return public_services([entry_of(one) for one in services], TODAY, POLICY)


def test_only_public_working_checked_entries_are_shown_to_everybody():
    shown = public(
        service("ok", "Ok"),
        *(service(name, name, visibility=name) for name in ("staff", "va_only", "sealed")),
        service("old", "Old", verified_on="2026-05-01"),
        service("gone", "Gone", fields={"status": "defunct"}),
        service("shelter", "Shelter", sector=("SHE", "MED")),
    )
    assert [one["id"] for one in shown] == ["ok"]


def test_an_address_is_shown_only_where_somebody_said_that_it_is_safe():
    somewhere = {"service_at_locations": place(latitude=3)}
    hidden = public(service(fields=somewhere))[0]
    assert "River road" not in str(hidden)
    shown = public(service(fields=somewhere, safe_to_publish_address="yes"))[0]
    assert "River road" in str(shown)
    assert leaks_of(service(fields=somewhere)) == ("addresses", "latitude")
    assert leaks_of(hidden) == leaks_of(shown) == ()


def test_people_and_what_only_members_may_know_are_not_shown_to_everybody():
    found = service(
        lgbti_safe="yes",
        contact_route="Ask Mary",
        fields={"contacts": [{"id": "c", "name": "Mary"}], "assurer_email": "mary@example.org"},
    )
    text = str(public(found)[0])
    assert "Mary" not in text
    assert "mary@" not in text
    assert "lgbti_safe" not in text
    assert is_public(entry_of(found))
