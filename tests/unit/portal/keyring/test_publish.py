import dataclasses
import datetime as dt

import pytest

from crypto.errors import KeyringAltered, KeyringExpired, KeyringRolledBack, KeyringUnsigned
from crypto.keyring import parse_keyring
from portal.keyring.publish import publish
from tests.support.organisation import Organisation


def served(world):
    data = world.client.get("/api/v1/keyring").data
    return parse_keyring(data, world.organisation.root_vk, world.deployment)


def test_a_newer_keyring_becomes_current_and_the_old_one_stays_by_hash(either_world):
    world = either_world
    old = world.client.get("/api/v1/keyring").data
    container = world.organisation.sign_keyring(2, world.clock.today, world.keyring.hash)
    ring = publish(world.settings, world.services.store, container, world.clock.today)
    assert served(world).hash == ring.hash != world.keyring.hash
    assert world.client.get(f"/api/v1/keyring/{world.keyring.hash.hex()}").data == old
    assert publish(world.settings, world.services.store, container, world.clock.today) == ring


def test_an_unsigned_altered_older_or_expired_keyring_is_refused(world):
    today, store, organisation = world.clock.today, world.services.store, world.organisation
    second = organisation.sign_keyring(2, today, world.keyring.hash)
    publish(world.settings, store, second, today)
    third = organisation.sign_keyring(3, today)
    end = 8 + int.from_bytes(third[4:8], "big")
    faults = {
        KeyringUnsigned: third[:end] + bytes(64) + b"\0",
        KeyringAltered: third.replace(b"HQ", b"XX"),
        KeyringRolledBack: organisation.sign_keyring(1, today),
        KeyringExpired: organisation.sign_keyring(3, today - dt.timedelta(days=401)),
    }
    for error, container in faults.items():
        with pytest.raises(error):
            publish(world.settings, store, container, today)
    with pytest.raises(KeyringAltered):
        publish(world.settings, store, Organisation.found().sign_keyring(3, today), today)
    assert served(world).version == 2


def test_another_document_of_the_same_version_is_a_rollback(world):
    other = world.organisation.sign_keyring(1, world.clock.today - dt.timedelta(days=1))
    with pytest.raises(KeyringRolledBack):
        publish(world.settings, world.services.store, other, world.clock.today)


def test_the_floor_of_the_settings_holds_on_an_empty_database(world):
    settings = dataclasses.replace(world.settings, keyring_floor=5)
    with world.services.store.writing() as session:
        session.exec_driver_sql("DELETE FROM keyrings")
    with pytest.raises(KeyringRolledBack):
        publish(
            settings,
            world.services.store,
            world.organisation.sign_keyring(4, world.clock.today),
            world.clock.today,
        )


@pytest.mark.parametrize("name", ["00" * 32, "zz" * 32, "00", "x"])
def test_an_unknown_keyring_is_not_here(shared_world, name):
    assert shared_world.client.get(f"/api/v1/keyring/{name}").status_code == 404


def test_a_keyring_of_another_root_in_the_database_is_not_served(world):
    stranger = Organisation.found().sign_keyring(9, world.clock.today)
    with world.services.store.writing() as session:
        session.exec_driver_sql("INSERT INTO keyrings VALUES (?, 9, ?)", (bytes(32), stranger))
        session.exec_driver_sql("UPDATE facts SET value = '900' WHERE name = 'directory'")
    answer = world.client.get("/api/v1/keyring")
    assert (answer.status_code, answer.json["error"]) == (503, "not-ready")
    assert world.client.get("/api/v1/intake").status_code == 503
