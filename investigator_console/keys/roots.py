"""A new root key: what the portal announces, and what this member accepts after comparing fingerprints.

Nothing is fetched or sent under a root that no person compared: the portal could have made both the key and the
announcement, and a thief of the former key could have signed them.
"""

import dataclasses
from dataclasses import dataclass

from crypto.errors import ProtocolError
from crypto.keyring import root_fingerprint
from crypto.root_change import RootChange
from crypto.types import DeploymentId, KeyringHash
from investigator_console.language import gettext
from investigator_console.sync.client import PortalClient
from investigator_console.vault.opened import Vault

_ANNOUNCED = b"root-announced"
_IN_FORCE = b"root-change"


@dataclass(frozen=True)
class AnnouncedRoot:
    """A root that waits for this member's comparison. `former_signed`: by the root that this vault trusts."""

    issued_on: str
    former_signed: bool


@dataclass(frozen=True)
class NotTheSame:
    """Why an announced root is not trusted, as a sentence."""

    reason: str


def vouched_keyrings(vault: Vault) -> frozenset[KeyringHash]:
    """Hashes of keyrings that a former root signed, and for which the present one answers."""
    change = _read(vault, _IN_FORCE)
    return frozenset() if change is None else change.vouched


def announcement_in_force(vault: Vault) -> bytes | None:
    """The container that announced the present root, for evidence bundles; None where it is the first one."""
    change = _read(vault, _IN_FORCE)
    return None if change is None else change.container


def look_for_announcement(vault: Vault, client: PortalClient) -> RootChange | None:
    """Ask the portal once more what it announces; keep it where it concerns this vault. None: nothing of use.

    Of the root that is trusted already, as for a member who came after the change, it is in force at once: that
    root signed it.
    """
    container = client.root_change()
    if container is None:
        return None
    card = vault.profile.card
    try:
        change = RootChange.parse(container, DeploymentId(card.deployment_id))
    except ProtocolError:
        return None
    vault.put_document(
        "state", _IN_FORCE if change.root_vk == card.root_vk else _ANNOUNCED, {"container": container.hex()}
    )
    return change


def announced_root(vault: Vault) -> AnnouncedRoot | None:
    """What waits to be compared."""
    change = _read(vault, _ANNOUNCED)
    if change is None or change.root_vk == vault.profile.card.root_vk:
        return None
    own = change.former_signed and change.former == vault.profile.card.root_vk
    return AnnouncedRoot(change.issued_on.isoformat(), own)


def accept_root(vault: Vault, fingerprint: str) -> NotTheSame | None:
    """Trust the announced root from now on. `fingerprint`: as this member has it from paper or from a voice."""
    change, card = _read(vault, _ANNOUNCED), vault.profile.card
    if change is None:
        return NotTheSame(gettext("No new root key is announced. Synchronise first."))
    announced = root_fingerprint(change.root_vk, change.deployment_id)
    if _plain(announced) != _plain(fingerprint):
        return NotTheSame(
            gettext(
                "This is not the fingerprint of the root key that the portal announces. Nothing was changed. Look "
                "for a slip; if there is none, tell the keepers of the root key, and don't synchronise."
            )
        )
    with vault.store.transaction():
        vault.put_document("state", _IN_FORCE, {"container": change.container.hex()})
        vault.store.delete("state", _ANNOUNCED)
        trusted = dataclasses.replace(card, root_vk=change.root_vk)
        vault.replace_profile(dataclasses.replace(vault.profile, card=trusted))
    return None


def _read(vault: Vault, name: bytes) -> RootChange | None:
    document = vault.document("state", name)
    if document is None:
        return None
    return RootChange.parse(bytes.fromhex(document["container"]), DeploymentId(vault.deployment_id))


def _plain(fingerprint: str) -> str:
    return "".join(fingerprint.split()).lower()
