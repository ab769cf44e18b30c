"""What the keepers of the root key do between two parts of a test: sign the next keyring and have it published."""

import dataclasses
from collections.abc import Collection

from crypto.keyring import Keyring
from portal.keyring.publish import publish
from tests.support.console_world import Office
from tests.support.portal_world import Person


def next_keyring(office: Office, *, without: Collection[str] = (), new: Collection[Person] = ()) -> Keyring:
    """The next version, without some members (ids in hex) and with new ones; published and used from now on."""
    world = office.world
    kept = [one for one in world.organisation.people if one.id.hex() not in without]
    world.organisation = dataclasses.replace(world.organisation, people=[*kept, *new])
    before = world.keyring
    container = world.organisation.sign_keyring(before.version + 1, office.today, before.hash)
    world.keyring = publish(world.settings, world.services.store, container, office.today)
    return world.keyring
