"""A new root over a deployment that stays: the ceremony, and the portal that takes it over."""

import dataclasses
import datetime as dt

import pytest

from crypto.errors import BadSignature, KeyringAltered, KeyringRolledBack
from crypto.keyring import parse_keyring
from crypto.root_change import RootChange
from portal.app import create_app
from portal.keyring import ceremony
from portal.keyring.adopt import adopt_root
from portal.keyring.ceremony import CeremonyError
from portal.keyring.new_root import change_root
from portal.keyring.publish import publish
from portal.root import RootChangeError, read_root_change
from portal.settings import Organisation
from portal.settings_file import load_settings
from portal.setup import initialise
from portal.store.engine import Store
from tests.support.member_requests import request_of

OLD, NEW = "correct horse battery staple", "seven quiet herons at noon"
TODAY = dt.datetime.now(dt.UTC).date()
ROLES = ("investigator", "victim-care-officer", "ethics-officer", "oversight")


@pytest.fixture(scope="module")
def two_keyrings(tmp_path_factory):
    """A ceremony that has signed twice; a root key costs half a second by design."""
    folder = tmp_path_factory.mktemp("ceremony") / "root"
    ceremony.new_root(folder, OLD)
    ceremony.set_origins(folder, ["https://report.example.org"])
    card = ceremony.read(folder).card
    for role in ROLES:
        for i in range(2):
            ceremony.add_member(folder, request_of(card, f"{role} {i}", role))
    for _ in range(2):
        ceremony.sign(folder, OLD, TODAY)
    return folder


@pytest.fixture
def folder(two_keyrings, tmp_path):
    copy = tmp_path / "ceremony"
    copy.mkdir()
    for path in two_keyrings.iterdir():
        (copy / path.name).write_bytes(path.read_bytes())
    return copy


@pytest.fixture
def portal(folder, tmp_path, monkeypatch):
    """An installed portal with both keyrings published."""
    monkeypatch.setenv("AMPARO_DATA", str(tmp_path / "data"))
    path = tmp_path / "data" / "portal" / "portal.toml"
    settings = initialise(path, ceremony.read(folder).card, Organisation("Aid", "help@example.org"))
    store = Store(settings.database_url)
    for number in (1, 2):
        publish(settings, store, (folder / f"keyring-{number}.amk").read_bytes(), TODAY)
    yield path, store
    store.close()


def adopt(portal, folder, announcement, **changes):
    path, store = portal
    given = {"fingerprint": ceremony.read(folder).card.fingerprint, "former_lost": False, **changes}
    newest = ceremony.newest_keyring(folder).read_bytes()
    data = announcement.read_bytes()
    return adopt_root(load_settings(), path, store, data, newest, today=TODAY, **given)


def test_a_new_root_signs_on_and_answers_for_every_keyring_of_before(folder):
    before = ceremony.read(folder)
    path = change_root(folder, OLD, NEW, TODAY)
    after = ceremony.read(folder)
    change = RootChange.parse(path.read_bytes(), before.card.deployment_id)
    assert (change.former, change.root_vk) == (before.card.root_vk, after.card.root_vk)
    assert change.former_signed
    assert after.deployment_id == before.deployment_id
    assert after.seats == before.seats
    assert (folder / "card.json").read_bytes() == after.card.encode()
    signed = ceremony.sign(folder, NEW, TODAY)
    third = ceremony.check(signed, after.card, TODAY)
    old = [ceremony.check(folder / f"keyring-{n}.amk", before.card) for n in (1, 2)]
    assert (third.version, third.previous) == (3, old[1].hash)
    assert change.vouched == {ring.hash for ring in old}
    for ring, number in zip(old, (1, 2), strict=True):
        file = folder / f"keyring-{number}.amk"
        assert ceremony.check(file, after.card, vouched=change.vouched).hash == ring.hash
        with pytest.raises(KeyringAltered):
            ceremony.check(file, after.card)


def test_a_second_change_answers_for_the_keyrings_of_both_roots(folder):
    change_root(folder, OLD, NEW, TODAY)
    ceremony.sign(folder, NEW, TODAY)
    path = change_root(folder, NEW, OLD, TODAY)
    state = ceremony.read(folder)
    assert len(RootChange.parse(path.read_bytes(), state.card.deployment_id).keyrings) == 3
    assert ceremony.check(ceremony.sign(folder, OLD, TODAY), state.card, TODAY).version == 4
    assert len(list(folder.glob("*.former.sealed"))) == 2


def test_a_lost_key_is_said_and_signs_nothing(folder):
    path = change_root(folder, None, NEW, TODAY)
    assert not RootChange.parse(path.read_bytes(), ceremony.read(folder).card.deployment_id).former_signed


def test_a_missing_keyring_or_a_wrong_passphrase_changes_nothing(folder):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(Exception, match="passphrase"):
        change_root(folder, NEW, NEW, TODAY)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    (folder / "keyring-1.amk").unlink()
    with pytest.raises(CeremonyError, match="keyring-1"):
        change_root(folder, OLD, NEW, TODAY)
    assert ceremony.read(folder).root_vk in (folder / "ceremony.json").read_text()


def test_a_change_that_broke_off_signs_nothing(folder):
    state = (folder / "ceremony.json").read_bytes()
    change_root(folder, OLD, NEW, TODAY)
    (folder / "ceremony.json").write_bytes(state)
    with pytest.raises(CeremonyError, match="broke off"):
        ceremony.sign(folder, NEW, TODAY)


def test_the_portal_takes_the_new_root_over_and_old_keyrings_stay(portal, folder):
    before = load_settings()
    announcement = change_root(folder, OLD, NEW, TODAY)
    ceremony.sign(folder, NEW, TODAY)
    adopt(portal, folder, announcement)
    after = load_settings()
    assert after.root_vk == ceremony.read(folder).card.root_vk != before.root_vk
    assert dataclasses.replace(after, root_vk=before.root_vk, root_change=None) == before
    assert adopt(portal, folder, announcement).version == 3
    client = create_app(after).test_client()
    assert client.get("/api/v1/root").data == announcement.read_bytes()
    current = parse_keyring(
        client.get("/api/v1/keyring").data, after.root_vk, after.deployment_id, today=TODAY
    )
    assert current.version == 3
    old = client.get(f"/api/v1/keyring/{current.previous.hex()}").data
    assert parse_keyring(old, after.root_vk, after.deployment_id, vouched=after.vouched).version == 2
    assert ceremony.read(folder).card.root_vk.hex() in client.get("/en/report").text


def test_without_a_change_there_is_none_to_fetch(portal):
    assert create_app(load_settings()).test_client().get("/api/v1/root").status_code == 404


def test_the_portal_takes_no_root_over_that_the_paper_does_not_name(portal, folder):
    text = portal[0].read_text()
    announcement = change_root(folder, OLD, NEW, TODAY)
    ceremony.sign(folder, NEW, TODAY)
    with pytest.raises(CeremonyError, match="paper"):
        adopt(portal, folder, announcement, fingerprint="0000 " * 10)
    changed = announcement.with_suffix(".changed")
    signed = announcement.read_bytes()
    changed.write_bytes(signed[:-1] + bytes([signed[-1] ^ 1]))
    with pytest.raises(BadSignature):
        adopt(portal, folder, changed)
    assert portal[0].read_text() == text
    assert not (portal[0].parent / "root.amr").exists()


def test_the_portal_asks_before_it_takes_a_root_that_the_former_did_not_sign(portal, folder):
    announcement = change_root(folder, None, NEW, TODAY)
    ceremony.sign(folder, NEW, TODAY)
    with pytest.raises(CeremonyError, match="--former-lost"):
        adopt(portal, folder, announcement)
    assert adopt(portal, folder, announcement, former_lost=True).version == 3


def test_a_new_root_with_an_old_keyring_is_refused_whole(portal, folder):
    text = portal[0].read_text()
    announcement = change_root(folder, OLD, NEW, TODAY)
    with pytest.raises((KeyringAltered, KeyringRolledBack)):
        adopt(portal, folder, announcement)
    assert portal[0].read_text() == text


def test_an_announcement_beside_the_settings_fits_them_or_stops_the_start(portal, folder):
    settings = load_settings()
    announcement = change_root(folder, OLD, NEW, TODAY)
    (portal[0].parent / "root.amr").write_bytes(announcement.read_bytes())
    assert load_settings().root_change is None  # the command broke off before it changed the settings
    for root, problem in ((bytes(32), "neither"), (ceremony.read(folder).card.root_vk, "")):
        if problem:
            with pytest.raises(RootChangeError, match=problem):
                read_root_change(portal[0].parent, settings.deployment_id, root)
        else:
            assert read_root_change(portal[0].parent, settings.deployment_id, root) is not None
    (portal[0].parent / "root.amr").write_bytes(b"AMR1")
    with pytest.raises(RootChangeError, match="fits no"):
        read_root_change(portal[0].parent, settings.deployment_id, settings.root_vk)
