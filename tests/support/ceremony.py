"""What the keepers of the root key do between two parts of a test: sign the next keyring, or make a new root."""

import dataclasses
from collections.abc import Collection

import httpx

from crypto.keyring import Keyring, root_fingerprint
from crypto.root_change import announce_root
from crypto.signing import new_signing_seed
from crypto.types import KeyringHash
from portal.app import create_app
from portal.keyring.publish import publish
from portal.services import services_of
from tests.support.console_world import Office
from tests.support.organisation import Person


def next_keyring(office: Office, *, without: Collection[str] = (), new: Collection[Person] = ()) -> Keyring:
    """The next version, without some members (ids in hex) and with new ones; published and used from now on."""
    world = office.world
    kept = [one for one in world.organisation.people if one.id.hex() not in without]
    world.organisation = dataclasses.replace(world.organisation, people=[*kept, *new])
    before = world.keyring
    container = world.organisation.sign_keyring(before.version + 1, office.today, before.hash)
    world.keyring = publish(world.settings, world.services.store, container, office.today)
    return world.keyring


def new_root(office: Office, before: Collection[KeyringHash], *, former_lost: bool = False) -> str:
    """A new root key and its first keyring, taken over by the portal, which starts again. Its fingerprint.

    `before`: hashes of all keyrings so far.
    """
    world, old = office.world, office.world.organisation
    seed = new_signing_seed()
    change = announce_root(
        old.deployment,
        seed=seed,
        former=old.root_vk,
        former_seed=None if former_lost else old.root_seed,
        issued_on=office.today,
        keyrings=list(before),
    )
    world.organisation = dataclasses.replace(old, root_seed=seed)
    world.settings = dataclasses.replace(world.settings, root_vk=change.root_vk, root_change=change)
    next_keyring(office)
    world.services.store.close()
    app = create_app(world.settings, world.clock)
    world.client, world.services = app.test_client(), services_of(app)
    office.line.reconnect(httpx.WSGITransport(app=app))
    return root_fingerprint(change.root_vk, old.deployment)
