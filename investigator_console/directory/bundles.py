"""A signed directory: for colleagues as a file, for everybody through the portal."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from crypto.constants import DIRECTORY_MEMBERS, DIRECTORY_PUBLIC
from crypto.directory import parse_directory, sign_directory, verify_directory
from crypto.errors import ProtocolError
from crypto.keyring import Keyring
from crypto.passphrase import open_with_passphrase, seal_with_passphrase
from crypto.suspension import honoured
from crypto.types import DeploymentId, MemberId
from investigator_console.directory.service import (
    Taken,
    all_entries,
    other_rows,
    sectors_of,
    take_in,
)
from investigator_console.keys.keyrings import current_keyring, stored_keyring
from investigator_console.vault.errors import VaultError
from investigator_console.vault.opened import Vault
from policies import Policies
from policies.directory.entry import Entry
from policies.directory.public import public_services
from policies.directory.reading import document_of, read_document

PURPOSE: Final = "directory"
OPEN: Final = frozenset({"public", "staff"})
SEALED_MAGIC: Final = b"AMS1"


class BundleRefusedError(VaultError):
    """Why a bundle wasn't made or taken in; a sentence for the member."""


def make_bundle(vault: Vault, passphrase: str = "") -> bytes:
    """The directory for colleagues, signed. Entries for victim care alone travel only under a passphrase."""
    wanted = [entry for entry in all_entries(vault) if passphrase or entry.visibility in OPEN]
    services = [dict(entry.document) for entry in wanted]
    bundle = _sign(vault, document_of(services, other_rows(vault) if passphrase else {}), DIRECTORY_MEMBERS)
    return seal_with_passphrase(bundle, passphrase, PURPOSE) if passphrase else bundle


def make_public(vault: Vault, policies: Policies, entries: Iterable[Entry], today: date) -> bytes:
    """What everybody may see, signed for the portal."""
    services = public_services(entries, today, policies.referral_sop)
    return _sign(vault, {**document_of(services, {}), "made_on": today.isoformat()}, DIRECTORY_PUBLIC)


def _sign(vault: Vault, document: dict[str, Any], purpose: int) -> bytes:
    keyring = current_keyring(vault)
    if keyring is None or keyring.member(MemberId(vault.profile.member_id)) is None:
        raise BundleRefusedError("You don't stand in a keyring of this vault. Synchronise once, then sign.")
    return sign_directory(
        document,
        purpose,
        member_id=MemberId(vault.profile.member_id),
        keyring_hash=keyring.hash,
        seed=vault.profile.sign_seed,
        deployment=DeploymentId(vault.deployment_id),
    )


def take_bundle(vault: Vault, policies: Policies, data: bytes, passphrase: str = "") -> Taken:
    """Take a colleague's bundle in. The later change of an entry wins. Raises `BundleRefusedError`."""
    if data.startswith(SEALED_MAGIC):
        try:
            data = open_with_passphrase(data, passphrase, PURPOSE)
        except ProtocolError:
            raise BundleRefusedError(
                "This passphrase does not open the bundle. Nothing was changed."
            ) from None
    try:
        signed = parse_directory(data)
        keyring = stored_keyring(vault, signed.keyring_hash)
        if keyring is None:
            raise BundleRefusedError(
                "The bundle was signed under a keyring that this vault has not seen. Synchronise, then try again."
            )
        verify_directory(signed, DIRECTORY_MEMBERS, keyring, DeploymentId(vault.deployment_id))
        document = signed.document
    except ProtocolError as fault:
        raise BundleRefusedError(
            f"Nobody of ours signed this bundle as it is ({fault}). Nothing was changed."
        ) from None
    _check_signer(vault, policies, keyring, signed.member_id)
    reading = read_document(document, sectors_of(policies))
    if reading.faults:
        raise BundleRefusedError(f"The bundle holds an entry that can't be kept: {reading.faults[0]}")
    return take_in(vault, reading, newer_wins=True)


def _check_signer(vault: Vault, policies: Policies, keyring: Keyring, member_id: MemberId) -> None:
    """By role in the keyring that the bundle names, and still one of us in the newest one here."""
    member = keyring.member(member_id)
    newest = current_keyring(vault)
    if member is None or not policies.roles.has_duty(member.role, "directory"):
        raise BundleRefusedError("Who signed this bundle does not keep the directory. Nothing was changed.")
    if newest is not None and (newest.member(member_id) is None or member_id in honoured(newest)):
        raise BundleRefusedError("Who signed this bundle is no member any more. Nothing was changed.")
