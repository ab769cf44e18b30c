"""A new root key for a deployment that stays: the keepers' part, offline, in the folder of the ceremony."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from crypto.passphrase import seal_with_passphrase
from crypto.root_change import announce_root
from crypto.signing import new_signing_seed
from crypto.types import KeyringHash
from portal.keyring import ceremony
from portal.keyring.ceremony import ROOT_FILE, ROOT_PURPOSE, Ceremony, CeremonyError


def change_root(folder: Path, former_passphrase: str | None, passphrase: str, today: date) -> Path:
    """Makes a new root key, announces it, and returns the announcement's file.

    `former_passphrase`: None where the former key is lost; then it signs nothing. The former key stays in the folder
    under another name until somebody destroys it: nothing needs it any more. Raises `WrongPassphrase`,
    `CeremonyError`.
    """
    before = ceremony.read(folder)
    former_seed = None if former_passphrase is None else ceremony.open_root(folder, former_passphrase)
    seed = new_signing_seed()
    former = bytes.fromhex(before.root_vk)
    change = announce_root(
        before.card.deployment_id,
        seed=seed,
        former=former,
        former_seed=former_seed,
        issued_on=today,
        keyrings=_signed_before(folder, before),
    )
    path = folder / f"root-{_mark(change.root_vk)}.amr"
    kept = folder / f"root-{_mark(former)}.former.sealed"
    if (folder / ROOT_FILE).exists():
        ceremony.write_whole(kept, (folder / ROOT_FILE).read_bytes())
    ceremony.write_whole(path, change.container)
    ceremony.write_whole(folder / ROOT_FILE, seal_with_passphrase(seed, passphrase, ROOT_PURPOSE))
    after = replace(
        before,
        root_vk=change.root_vk.hex(),
        former=before.root_vk,
        vouched=tuple(one.hex() for one in change.keyrings),
    )
    ceremony.save(folder, after)
    if after.origins:
        ceremony.write_card(folder)
    return path


def _signed_before(folder: Path, state: Ceremony) -> tuple[KeyringHash, ...]:
    """Hashes of all keyrings so far, each looked at again: a hash that slips in here holds for ever."""
    found = []
    for version in range(1, state.version + 1):
        path = folder / f"keyring-{version}.amk"
        if not path.exists():
            raise CeremonyError(
                f"{path} is missing, and records name it: fetch it from the portal, at /api/v1/keyring/ and its hash."
            )
        found.append(ceremony.check(path, state.card, vouched=state.vouched_hashes).hash)
    return tuple(found)


def _mark(root_vk: bytes) -> str:
    return root_vk.hex()[:8]
