"""Fetching keyrings: the current one, checked against the pinned root key, and older ones that are named."""

from collections.abc import Iterable
from datetime import date

from crypto.errors import KeyringAltered, KeyringExpired, ProtocolError
from crypto.keyring import Keyring, parse_keyring
from crypto.types import DeploymentId
from investigator_console.cases.entry import StoredEntry
from investigator_console.keys.keyrings import (
    current_keyring,
    highest_version,
    keep_keyring,
    stored_keyring,
)
from investigator_console.keys.roots import look_for_announcement, vouched_keyrings
from investigator_console.language import gettext
from investigator_console.sync.client import PortalClient
from investigator_console.sync.errors import PortalRefusedError, SyncError
from investigator_console.sync.report import SyncReport
from investigator_console.vault.opened import Vault

WARNING_DAYS = 60


def refresh_keyring(vault: Vault, client: PortalClient, report: SyncReport, today: date) -> Keyring:
    """Fetch, verify and keep the current keyring. Raises `SyncError` with the reason, `PortalAwayError`.

    The version may never go down: an old keyring could name somebody who was removed since.
    """
    known = current_keyring(vault)
    card = vault.profile.card
    deployment = DeploymentId(card.deployment_id)
    container = client.keyring()
    try:
        keyring = parse_keyring(
            container,
            card.root_vk,
            deployment,
            today=today,
            floor_version=highest_version(vault),
        )
    except KeyringAltered as fault:
        _name_announced_root(vault, client)
        raise _refused(fault) from None
    except KeyringExpired as fault:
        raise SyncError(gettext("The keyring has run out: %(why)s", why=str(fault))) from None
    except ProtocolError as fault:
        raise _refused(fault) from None
    if known is not None and known.version == keyring.version and known.hash != keyring.hash:
        raise SyncError(
            gettext("Two different keyrings bear the version %(version)s.", version=keyring.version)
        )
    if client.origin not in keyring.origins:
        raise SyncError(
            gettext("The keyring doesn't list %(origin)s as an address of this portal.", origin=client.origin)
        )
    left = keyring.days_left(today)
    if left <= WARNING_DAYS:
        report.problems.append(
            gettext("The keyring runs out in %(days)s days. Its keeper must sign a new one.", days=left)
        )
    keep_keyring(vault, keyring, container, current=True)
    report.keyring_version = keyring.version
    return keyring


def _refused(fault: ProtocolError) -> SyncError:
    return SyncError(
        gettext(
            "The portal's keyring was refused (%(code)s): %(why)s. Nothing was fetched or sent. "
            "Tell the keeper of the keyring.",
            code=fault.code,
            why=str(fault),
        )
    )


def _name_announced_root(vault: Vault, client: PortalClient) -> None:
    """Raises `SyncError` where the keyring may be refused because there is a new root key to compare."""
    change = look_for_announcement(vault, client)
    if change is not None and change.root_vk != vault.profile.card.root_vk:
        raise SyncError(
            gettext(
                "Your organisation may have a new root key. Nothing was fetched or sent. Open “My keys”, and compare "
                "its fingerprint with the one that the keepers gave you."
            )
        )


def fetch_named_keyring(vault: Vault, client: PortalClient, digest: bytes) -> Keyring | None:
    """The keyring that a record names, from the vault or from the portal; None where neither has it."""
    found = stored_keyring(vault, digest)
    if found is not None:
        return found
    try:
        container = client.keyring(digest)
        keyring = _of_any_root(vault, client, container)
    except (PortalRefusedError, ProtocolError):
        return None
    if keyring.hash != digest:
        return None
    keep_keyring(vault, keyring, container, current=False)
    return keyring


def _of_any_root(vault: Vault, client: PortalClient, container: bytes) -> Keyring:
    """A keyring of this root, or of a former one for which it answers; whoever came later asks for that answer."""
    card, vouched = vault.profile.card, vouched_keyrings(vault)
    deployment = DeploymentId(card.deployment_id)
    try:
        return parse_keyring(container, card.root_vk, deployment, vouched=vouched)
    except KeyringAltered:
        if look_for_announcement(vault, client) is None or vouched_keyrings(vault) == vouched:
            raise
    return parse_keyring(container, card.root_vk, deployment, vouched=vouched_keyrings(vault))


def look_for_rollback(vault: Vault, keyring: Keyring, report: SyncReport) -> None:
    """Name a portal that shows an old keyring as the current one while records name a newer."""
    newest = highest_version(vault)
    if keyring.version < newest:
        report.problems.append(
            gettext(
                "The portal shows keyring version %(shown)s, but a record names version %(newest)s. You were shown "
                "an old list of members (KeyringRolledBack). Tell the keeper of the keyring.",
                shown=keyring.version,
                newest=newest,
            )
        )


class KeyringShelf:
    """Keyrings by hash during one synchronisation: each is parsed, and asked for, once."""

    def __init__(self, vault: Vault, client: PortalClient) -> None:
        self._vault = vault
        self._client = client
        self._known: dict[bytes, Keyring | None] = {}

    def get(self, digest: bytes) -> Keyring | None:
        """The keyring that a record names; None where nobody has it."""
        if digest not in self._known:
            self._known[digest] = fetch_named_keyring(self._vault, self._client, digest)
        return self._known[digest]

    def fetch_for(self, entries: Iterable[StoredEntry]) -> None:
        """Have every keyring that these records name in the vault, so that they can be judged offline."""
        for entry in entries:
            self.get(entry.keyring_hash)
