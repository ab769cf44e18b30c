from datetime import date

from crypto.errors import KeyringRolledBack
from crypto.keyring import Keyring, parse_keyring, with_suspensions
from portal.settings import Settings
from portal.store import directory as rows
from portal.store.engine import Store


def publish(settings: Settings, store: Store, container: bytes, today: date) -> Keyring:
    """Makes a signed keyring the current one. The same one again changes nothing.

    It must be signed by the pinned root and newer than every keyring published before. Raises
    `KeyringUnsigned`, `KeyringAltered`, `KeyringExpired`, `KeyringRolledBack`.
    """
    root_vk, deployment = settings.root_vk, settings.deployment_id
    keyring = parse_keyring(container, root_vk, deployment, today=today, floor_version=settings.keyring_floor)
    with store.writing() as session:
        newest = rows.newest_keyring(session)
        if newest is not None:
            current = parse_keyring(newest, root_vk, deployment, vouched=settings.vouched)
            if current.hash == keyring.hash:
                return keyring
            if keyring.version <= current.version:
                raise KeyringRolledBack(
                    f"version {current.version} is published, this is {keyring.version}: sign a new one"
                )
        rows.add_keyring(session, keyring.hash, keyring.version, with_suspensions(container, ()))
    return keyring
