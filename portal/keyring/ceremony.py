"""The offline key ceremony: a folder on a machine without a network, and plain functions over it.

`root.sealed` is the root key under its passphrase, `ceremony.json` the deployment, origins and members with
their names, `card.json` what members are handed, `keyring-N.amk` every keyring that was signed.
"""

import json
import os
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import policies
from crypto.constants import DEPLOYMENT_LEN, GROUPS, ZERO_HASH
from crypto.keyring import Keyring, Member, new_keyring_document, parse_keyring, sign_keyring
from crypto.passphrase import open_with_passphrase, seal_with_passphrase
from crypto.signing import new_signing_seed, verify_key
from crypto.types import DeploymentId, KeyringHash, MemberId
from portal.keyring.card import Card
from portal.keyring.request import MemberRequest, read_request

ROOT_FILE = "root.sealed"
_STATE_FILE = "ceremony.json"
_CARD_FILE = "card.json"
ROOT_PURPOSE = "root"


class CeremonyError(Exception):
    """The ceremony cannot go on; the message says what to do."""


@dataclass(frozen=True)
class Seat:
    """One member of the next keyring, with the name that stays in this folder. Keys and id in hex."""

    id: str
    name: str
    role: str
    region: str
    auth_vk: str
    verify_vk: str
    groups: tuple[str, ...]


@dataclass(frozen=True)
class Ceremony:
    """What the folder knows: the deployment, the next keyring's members, the `version` signed last.

    `vouched`: hashes of keyrings that a former root signed, `former`: the public key of the last one; in hex.
    """

    deployment_id: str
    root_vk: str
    origins: tuple[str, ...] = ()
    seats: tuple[Seat, ...] = ()
    version: int = 0
    removed: tuple[str, ...] = field(default=())
    vouched: tuple[str, ...] = field(default=())
    former: str = ""

    @property
    def card(self) -> Card:
        """The public card of this deployment."""
        return Card(
            DeploymentId(bytes.fromhex(self.deployment_id)), bytes.fromhex(self.root_vk), self.origins
        )

    @property
    def vouched_hashes(self) -> frozenset[bytes]:
        """The same as bytes, 32 each."""
        return frozenset(bytes.fromhex(one) for one in self.vouched)


def new_root(folder: Path, passphrase: str) -> Ceremony:
    """Makes a root key and a deployment id in an empty folder. Raises `CeremonyError` where one exists."""
    if (folder / ROOT_FILE).exists():
        raise CeremonyError(
            f"{folder / ROOT_FILE} exists: a second root key would orphan the first. Take another folder."
        )
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    seed = new_signing_seed()
    write_whole(folder / ROOT_FILE, seal_with_passphrase(seed, passphrase, ROOT_PURPOSE))
    ceremony = Ceremony(os.urandom(DEPLOYMENT_LEN).hex(), verify_key(seed).hex())
    save(folder, ceremony)
    return ceremony


def set_origins(folder: Path, origins: Sequence[str]) -> Ceremony:
    """Sets the addresses under which the portal is reached. They stand in the next keyring."""
    if not origins:
        raise CeremonyError("Name at least one address, e.g. https://report.example.org.")
    ceremony = replace(read(folder), origins=tuple(origins))
    save(folder, ceremony)
    return ceremony


def write_card(folder: Path) -> bytes:
    """Writes `card.json`, which members and the portal are handed, and returns it."""
    ceremony = read(folder)
    if not ceremony.origins:
        raise CeremonyError("The portal's address is not set: run `amparo-portal keyring init` first.")
    card = ceremony.card.encode()
    write_whole(folder / _CARD_FILE, card)
    return card


def add_member(folder: Path, request: bytes, groups: Iterable[str] = ()) -> Seat:
    """Takes a member's signed request in. `groups`: none means the group of the member's role.

    Raises `CeremonyError`, or `ProtocolError` for a request that its own key did not sign.
    """
    ceremony = read(folder)
    wanted = read_request(request, ceremony.card.deployment_id)
    chosen = tuple(groups) or _groups_of_role(wanted)
    unknown = sorted(set(chosen) - set(GROUPS))
    if unknown:
        raise CeremonyError(f"There is no group {unknown[0]}. Groups are {', '.join(GROUPS)}.")
    _refuse_clash(ceremony, wanted)
    seat = Seat(
        wanted.id.hex(),
        wanted.name,
        wanted.role,
        wanted.region,
        wanted.auth_vk.hex(),
        wanted.verify_vk.hex(),
        chosen,
    )
    save(folder, replace(ceremony, seats=(*ceremony.seats, seat)))
    return seat


def _groups_of_role(wanted: MemberRequest) -> tuple[str, ...]:
    roles = {role.id: role.group for role in policies.load().roles.roles}
    if wanted.role not in roles:
        raise CeremonyError(f"There is no role {wanted.role}. Roles are {', '.join(sorted(roles))}.")
    return (roles[wanted.role],)


def _refuse_clash(ceremony: Ceremony, wanted: MemberRequest) -> None:
    if wanted.id.hex() in ceremony.removed:
        raise CeremonyError("This id was removed before and never comes back: the member makes a new one.")
    keys = {key for seat in ceremony.seats for key in (seat.auth_vk, seat.verify_vk)}
    for seat in ceremony.seats:
        if seat.id == wanted.id.hex() or seat.name == wanted.name:
            raise CeremonyError(f"{seat.name} is a member already: remove them first.")
    if wanted.auth_vk.hex() in keys or wanted.verify_vk.hex() in keys:
        raise CeremonyError("Another member has the same key: each member makes keys of their own.")


def remove_member(folder: Path, who: str) -> Seat:
    """Removes a member by name or by id (hex). Their id never comes back."""
    ceremony = read(folder)
    found = [seat for seat in ceremony.seats if who in {seat.id, seat.name}]
    if len(found) != 1:
        raise CeremonyError(f"No member is called {who}: `amparo-portal keyring show` lists them.")
    kept = tuple(seat for seat in ceremony.seats if seat is not found[0])
    save(folder, replace(ceremony, seats=kept, removed=(*ceremony.removed, found[0].id)))
    return found[0]


def sign(folder: Path, passphrase: str, today: date) -> Path:
    """Signs the next keyring with the root key and returns its file.

    Raises `GroupTooSmall` where a group has fewer than two members, `WrongPassphrase`, `CeremonyError`.
    """
    ceremony = read(folder)
    if not ceremony.origins:
        raise CeremonyError("The portal's address is not set: run `amparo-portal keyring init` first.")
    seed = open_root(folder, passphrase)
    version = ceremony.version + 1
    document = new_keyring_document(
        DeploymentId(bytes.fromhex(ceremony.deployment_id)),
        version=version,
        issued_on=today,
        origins=ceremony.origins,
        groups=_groups(ceremony),
        members=[_member(seat) for seat in ceremony.seats],
        policies={name: bytes.fromhex(digest) for name, digest in policies.pins().items()},
        previous=_previous(folder, ceremony),
    )
    path = folder / f"keyring-{version}.amk"
    write_whole(path, sign_keyring(document, seed))
    save(folder, replace(ceremony, version=version))
    return path


def open_root(folder: Path, passphrase: str) -> bytes:
    """The root's signing seed, 32 bytes. Raises `WrongPassphrase`; `CeremonyError` where there is none."""
    try:
        sealed = (folder / ROOT_FILE).read_bytes()
    except FileNotFoundError:
        raise CeremonyError(f"{folder} holds no root key: use the folder of the ceremony.") from None
    seed = open_with_passphrase(sealed, passphrase, ROOT_PURPOSE)
    if verify_key(seed).hex() != read(folder).root_vk:
        raise CeremonyError(
            f"{folder / ROOT_FILE} holds another root key than the ceremony: a change of root broke off. "
            "Take your copy of the folder of before."
        )
    return seed


def _groups(ceremony: Ceremony) -> dict[str, list[MemberId]]:
    return {
        name: [MemberId(bytes.fromhex(seat.id)) for seat in ceremony.seats if name in seat.groups]
        for name in GROUPS
    }


def _member(seat: Seat) -> Member:
    return Member(
        MemberId(bytes.fromhex(seat.id)),
        seat.role,
        seat.region,
        bytes.fromhex(seat.auth_vk),
        bytes.fromhex(seat.verify_vk),
    )


def _previous(folder: Path, ceremony: Ceremony) -> KeyringHash:
    if not ceremony.version:
        return KeyringHash(ZERO_HASH)
    path = folder / f"keyring-{ceremony.version}.amk"
    return check(path, ceremony.card, vouched=ceremony.vouched_hashes).hash


def check(path: Path, card: Card, today: date | None = None, vouched: Collection[bytes] = ()) -> Keyring:
    """The keyring in a file, verified against the card. Raises `ProtocolError` that names what is wrong.

    `vouched`: hashes of keyrings of a former root that go on holding.
    """
    return parse_keyring(path.read_bytes(), card.root_vk, card.deployment_id, today=today, vouched=vouched)


def newest_keyring(folder: Path) -> Path:
    """The file of the keyring that was signed last. Raises `CeremonyError` where none was."""
    version = read(folder).version
    if not version:
        raise CeremonyError("No keyring was signed yet: run `amparo-portal keyring sign`.")
    return folder / f"keyring-{version}.amk"


def read(folder: Path) -> Ceremony:
    """The state of the ceremony. Raises `CeremonyError` where the folder holds none."""
    try:
        raw: dict[str, Any] = json.loads((folder / _STATE_FILE).read_text(encoding="utf-8"))
        seats = tuple(Seat(**{**seat, "groups": tuple(seat["groups"])}) for seat in raw.pop("seats"))
        raw |= {name: tuple(raw[name]) for name in ("origins", "removed")}
        raw["vouched"] = tuple(raw.get("vouched", ()))
        return Ceremony(**raw, seats=seats)
    except FileNotFoundError:
        raise CeremonyError(
            f"{folder} holds no ceremony: run `amparo-portal keyring root-new` first."
        ) from None
    except (ValueError, TypeError, KeyError):
        raise CeremonyError(f"{folder / _STATE_FILE} is damaged: take your copy of the folder.") from None


def save(folder: Path, ceremony: Ceremony) -> None:
    """Writes the state of the ceremony."""
    write_whole(
        folder / _STATE_FILE, json.dumps(asdict(ceremony), indent=2, ensure_ascii=False).encode("utf-8")
    )


def write_whole(path: Path, data: bytes) -> None:
    """Whole or not at all: half a root key would be the end of a deployment."""
    draft = path.with_name(path.name + ".new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
