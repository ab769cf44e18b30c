"""Taking a signed public directory in: who signed it, and that nothing in it must stay hidden."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from crypto.constants import DIRECTORY_PUBLIC
from crypto.directory import SignedDirectory, parse_directory, verify_directory
from crypto.errors import ProtocolError
from crypto.types import MemberId
from policies import Policies
from policies.directory.entry import Entry, entry_of
from policies.directory.public import is_public, leaks_of
from policies.directory.reading import read_document
from policies.directory.terms import date_of
from portal.directory import Directory
from portal.services import Services
from portal.store import help as rows


@dataclass(frozen=True)
class Refused:
    """`reason`: malformed, not-accepted, stale-keyring, not-public, older; `message`: for the person who sent it."""

    reason: str
    message: str = ""


@dataclass(frozen=True)
class Published:
    """The entries that are shown from now on."""

    entries: int
    made_on: date


@dataclass(frozen=True)
class PublicDirectory:
    """A verified document."""

    made_on: date
    entries: tuple[Entry, ...]


def publish(services: Services, container: bytes, by: MemberId | None = None) -> Published | Refused:
    """Verify and store a container. `by`: the member who brings it, who must be its signer; None: the operator."""
    directory = services.directory.latest()
    if directory is None:
        return Refused("not-accepted", "No keyring has been published yet.")
    try:
        signed = parse_directory(container)
    except ProtocolError as error:
        return Refused("malformed", error.code)
    refused = _check_signer(services, directory, signed, by)
    if refused is not None:
        return refused
    read = read_public(signed, services.policies)
    if isinstance(read, Refused):
        return read
    with services.store.writing() as session:
        if not rows.put_public_directory(session, container, (read.made_on - date(1970, 1, 1)).days):
            return Refused("older", "A directory of a later day is shown already.")
    return Published(len(read.entries), read.made_on)


def _check_signer(
    services: Services, directory: Directory, signed: SignedDirectory, by: MemberId | None
) -> Refused | None:
    member = directory.member(signed.member_id)
    if member is None or (by is not None and signed.member_id != by):
        return Refused("not-accepted", "Who signed it is no active member.")
    if not services.policies.roles.has_duty(member.role, "publish-directory"):
        return Refused("not-accepted", f"The role {member.role} does not publish the directory.")
    if signed.keyring_hash != directory.keyring.hash:
        return Refused("stale-keyring", "It names an older keyring. Synchronise, and sign it again.")
    try:
        verify_directory(signed, DIRECTORY_PUBLIC, directory.keyring, services.settings.deployment_id)
    except ProtocolError as error:
        return Refused("not-accepted", error.code)
    return None


def read_public(signed: SignedDirectory, policies: Policies) -> PublicDirectory | Refused:
    """The entries of a document, none of which may be hidden, sealed or a shelter."""
    try:
        document: Mapping[str, Any] = signed.document
    except ProtocolError as error:
        return Refused("malformed", error.code)
    made_on = date_of(document.get("made_on"))
    reading = read_document(document, tuple(sector.code for sector in policies.referral_sop.sectors))
    if made_on is None or reading.faults:
        return Refused("malformed", str(reading.faults[0]) if reading.faults else "made_on is missing")
    entries = tuple(entry_of(service) for service in reading.services)
    for entry in entries:
        if not is_public(entry) or leaks_of(entry.document):
            return Refused("not-public", f"{entry.name} must not be shown to everybody.")
    return PublicDirectory(made_on, entries)
