"""The public part of the directory: signed by a member, checked by the portal, shown before any report."""

import datetime as dt

import pytest

from crypto.constants import DIRECTORY_MEMBERS, DIRECTORY_PUBLIC
from crypto.directory import sign_directory
from policies import load
from policies.directory.entry import entry_of
from policies.directory.public import public_services
from policies.directory.reading import document_of
from portal.cli import main
from portal.commands import services
from portal.help.service import KEPT_SECONDS
from tests.support.directory_samples import place, service
from tests.support.portal_world import fresh_postgres, make_world

POLICY = load().referral_sop
LANGUAGES = ("en", "fr", "es", "ar")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def portal_world(request, tmp_path):
    if request.param == "sqlite":
        world = make_world(tmp_path, languages=LANGUAGES)
        yield world
        world.services.store.close()
        return
    with fresh_postgres() as url:
        world = make_world(tmp_path, url, languages=LANGUAGES)
        yield world
        world.services.store.close()


def signed(world, person, services, *, purpose=DIRECTORY_PUBLIC, made_on=None, keyring_hash=None, raw=False):
    today = made_on or world.clock.today
    shown = services if raw else public_services([entry_of(one) for one in services], today, POLICY)
    return sign_directory(
        {**document_of(list(shown), {}), "made_on": today.isoformat()},
        purpose,
        member_id=person.id,
        keyring_hash=keyring_hash or world.keyring.hash,
        seed=person.verify_seed,
        deployment=world.deployment,
    )


def fresh(world, identity="clinic", name="Women's clinic", **answers):
    return service(identity, name, **({"verified_on": world.clock.today.isoformat()} | answers))


def put(world, session, container):
    return world.client.put("/api/v1/members/directory", data=container, headers=session)


def shown(world, language="en"):
    world.clock.forward(seconds=KEPT_SECONDS)
    return world.client.get(f"/{language}/services").text


def test_before_a_directory_the_page_says_what_to_do(portal_world):
    page = shown(portal_world)
    assert 'data-testid="no-services"' in page
    assert portal_world.client.get("/api/v1/services").status_code == 404
    assert portal_world.client.get("/api/v1/services/en/urgent").json == {"services": []}
    assert portal_world.client.get("/xx/services").status_code == 404


def test_what_victim_care_publishes_stands_on_the_page_in_every_language(portal_world):
    person, session = portal_world.member("VCO")
    line = fresh(portal_world, "line", "Night line", sector="MHP", hotline_24_7="yes", cost_to_person="free")
    hidden = fresh(portal_world, "house", "Blue house", visibility="va_only")
    container = signed(portal_world, person, [fresh(portal_world), line, hidden])
    assert put(portal_world, session, container).json == {"stored": 2}
    assert portal_world.client.get("/api/v1/services").data == container
    for language in LANGUAGES:
        page = shown(portal_world, language)
        assert "Night line" in page
        assert 'href="tel:+249550102030"' in page
        assert "Blue house" not in page
    urgent = portal_world.client.get("/api/v1/services/fr/urgent").json["services"]
    assert [one["name"] for one in urgent] == ["Night line"]
    assert urgent[0]["phones"] == [["+249 55 010 20 30", "+249550102030"]]
    assert "lundi" not in " ".join(urgent[0]["lines"])
    assert "lundi" in shown(portal_world, "fr")
    assert any("gratuit" in line for line in urgent[0]["lines"])
    # A mark between two parts of a line never ends it.
    assert "Monday \N{EN DASH} Friday, from" in shown(portal_world).replace("\N{NO-BREAK SPACE}", " ")
    # Two times with a dash between them would be read from right to left, and so the wrong way round.
    spoken = shown(portal_world, "ar").replace("\N{NO-BREAK SPACE}", " ")
    assert "\N{ARABIC LETTER MEEM}\N{ARABIC LETTER NOON} 08:00 " in spoken
    assert "08:00 \N{EN DASH}" not in spoken
    # A dot between them would hang at the end of a narrow line.
    assert "\N{ARABIC COMMA} \N{ARABIC LETTER MEEM}\N{ARABIC LETTER NOON} 08:00 " in spoken


def test_a_later_directory_replaces_it_and_an_older_one_does_not(portal_world):
    person, session = portal_world.member("VCO")
    first = signed(portal_world, person, [fresh(portal_world)])
    put(portal_world, session, first)
    shown(portal_world)
    second = signed(portal_world, person, [fresh(portal_world, name="New name")])
    assert put(portal_world, session, second).status_code == 200
    assert "New name" in shown(portal_world)
    yesterday = portal_world.clock.today - dt.timedelta(days=1)
    old = signed(portal_world, person, [fresh(portal_world)], made_on=yesterday)
    assert put(portal_world, session, old).json["error"] == "older"
    assert "New name" in shown(portal_world)


def test_entries_grow_old_on_the_page_by_themselves(portal_world):
    person, session = portal_world.member("VCO")
    put(portal_world, session, signed(portal_world, person, [fresh(portal_world)]))
    assert "Call first" not in shown(portal_world)
    portal_world.clock.forward(days=91)
    assert "Call first" in shown(portal_world)
    portal_world.clock.forward(days=90)
    assert 'data-testid="no-services"' in shown(portal_world)


@pytest.mark.parametrize("group", ["INV", "ETH", "ALT", "AAP", "STAT"])
def test_other_roles_publish_nothing(portal_world, group):
    person, session = portal_world.member(group)
    assert put(portal_world, session, signed(portal_world, person, [fresh(portal_world)])).status_code == 403


def test_a_local_officer_keeps_the_directory_and_does_not_publish_it(portal_world):
    person, session = portal_world.member("VCO", 2)
    assert put(portal_world, session, signed(portal_world, person, [])).status_code == 403


def test_what_somebody_else_signed_or_altered_or_meant_otherwise_is_refused(portal_world):
    person, session = portal_world.member("VCO")
    other, _ = portal_world.member("VCO", 1)
    good = signed(portal_world, person, [fresh(portal_world)])
    assert put(portal_world, session, signed(portal_world, other, [])).status_code == 403
    altered = good[:-20] + bytes([good[-20] ^ 1]) + good[-19:]
    assert put(portal_world, session, altered).status_code == 403
    members = signed(portal_world, person, [fresh(portal_world)], purpose=DIRECTORY_MEMBERS)
    assert put(portal_world, session, members).status_code == 403
    stale = signed(portal_world, person, [], keyring_hash=bytes(32))
    assert put(portal_world, session, stale).json["error"] == "stale-keyring"
    for broken in (b"", b"AMD1", good[:90]):
        assert put(portal_world, session, broken).json["error"] == "malformed"
    assert portal_world.client.get("/api/v1/services").status_code == 404


@pytest.mark.parametrize(
    ("answers", "where"),
    [
        ({"visibility": "sealed"}, None),
        ({"visibility": "staff"}, None),
        ({"sector": "SHE", "visibility": "va_only"}, None),
        ({}, True),
    ],
)
def test_a_signed_document_that_shows_what_must_stay_hidden_is_refused(portal_world, answers, where):
    person, session = portal_world.member("VCO")
    fields = {"fields": {"service_at_locations": place()}} if where else {}
    container = signed(portal_world, person, [fresh(portal_world, **answers, **fields)], raw=True)
    assert put(portal_world, session, container).json["error"] == "not-public"


def test_the_operator_shows_a_signed_file_by_the_command_line(portal_world, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(services, "load_settings", lambda: portal_world.services.settings)
    person, _ = portal_world.member("VCO")
    file = tmp_path / "services.amparo"
    file.write_bytes(signed(portal_world, person, [fresh(portal_world)]))
    assert main(["directory", "publish", str(file)]) == 0
    assert "1 services" in capsys.readouterr().out
    assert "Women&#39;s clinic" in shown(portal_world)
    investigator, _ = portal_world.member("INV")
    for content in (b"no directory", signed(portal_world, investigator, [fresh(portal_world)])):
        file.write_bytes(content)
        assert main(["directory", "publish", str(file)]) == 1
        assert "Nothing was changed" in capsys.readouterr().err
    assert main(["directory", "publish", str(tmp_path / "missing")]) == 1
    assert "Women&#39;s clinic" in shown(portal_world)


def test_the_pages_ask_the_database_once_in_a_while_and_never_break_without_it(portal_world):
    person, session = portal_world.member("VCO")
    put(portal_world, session, signed(portal_world, person, [fresh(portal_world)]))
    assert "clinic" in shown(portal_world)
    newer = signed(portal_world, person, [fresh(portal_world, name="Other")])
    put(portal_world, session, newer)
    # Within the seconds that it is kept, nothing was asked again.
    assert "clinic" in portal_world.client.get("/en/services").text
    assert "Other" in shown(portal_world)
