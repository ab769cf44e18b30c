"""Keyrings that lie in the vault: the current one, and every older one that some record names."""

from crypto.keyring import Keyring, parse_keyring
from crypto.types import DeploymentId
from investigator_console.keys.roots import vouched_keyrings
from investigator_console.vault.opened import Vault

TABLE = "keyring"
CURRENT = b"current"
HIGHEST = b"highest"


def current_keyring(vault: Vault) -> Keyring | None:
    """The newest keyring that this vault accepted, however old; None before the first synchronisation."""
    document = vault.document("state", CURRENT)
    return None if document is None else stored_keyring(vault, bytes.fromhex(document["keyring"]))


def highest_version(vault: Vault) -> int:
    """The highest version that this vault accepted or saw named by a record, root-signed; 0 before the first."""
    document = vault.document("state", HIGHEST) or vault.document("state", CURRENT) or {}
    return int(document.get("version", 0))


def stored_keyring(vault: Vault, digest: bytes) -> Keyring | None:
    """A keyring by the hash that records name, whatever its dates; None where it isn't here."""
    known = vault.keyrings.get(digest)
    if known is not None:
        return known
    container = vault.store.get(TABLE, digest)
    if container is None:
        return None
    card = vault.profile.card
    keyring = parse_keyring(
        container, card.root_vk, DeploymentId(card.deployment_id), vouched=vouched_keyrings(vault)
    )
    vault.keyrings[digest] = keyring
    return keyring


def keep_keyring(vault: Vault, keyring: Keyring, container: bytes, *, current: bool) -> None:
    """Store a verified keyring; suspensions that came with it replace those stored before."""
    with vault.store.transaction():
        vault.store.put(TABLE, keyring.hash, container)
        if current:
            vault.put_document("state", CURRENT, {"keyring": keyring.hash.hex(), "version": keyring.version})
        if keyring.version > highest_version(vault):
            vault.put_document("state", HIGHEST, {"version": keyring.version})
    vault.keyrings[keyring.hash] = keyring
