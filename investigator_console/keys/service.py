"""A member's own keys: made on the member's machine, named to the ceremony in a signed request."""

import base64
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crypto.signing import new_signing_seed, sign, verify_key
from crypto.types import DeploymentId
from investigator_console.vault.errors import VaultError
from investigator_console.vault.folder import LONGEST_NAME, VaultFolder
from investigator_console.vault.opened import Card, Profile
from investigator_console.vault.service import create_vault

MEMBER_ID_LEN = 16


@dataclass(frozen=True)
class NewMember:
    """A vault that was just made. `request`: the file for the ceremony; `recovery_code`: to print, once."""

    vault: VaultFolder
    request: bytes
    recovery_code: str = field(repr=False)


def create_member(
    folder: Path, name: str, role: str, region: str, card: Mapping[str, Any], passphrase: str
) -> NewMember:
    """Make a vault for a new member under `folder`, and the signed request for a place in the keyring.

    `card`: the site card's JSON object. Raises `VaultError` with the reason; then nothing was made.
    """
    name = " ".join(name.split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise VaultError(f"A name has 1 to {LONGEST_NAME} characters.")
    profile = Profile(
        member_id=secrets.token_bytes(MEMBER_ID_LEN),
        name=name,
        role=role,
        region=region,
        auth_seed=new_signing_seed(),
        sign_seed=new_signing_seed(),
        card=Card.from_document(card),
    )
    vault, recovery_code = create_vault(folder, profile, passphrase)
    vault.close()
    return NewMember(vault.folder, member_request(profile), recovery_code)


def new_member(
    folder: Path, name: str, role: str, region: str, card: Mapping[str, Any], passphrase: str
) -> bytes:
    """The same, for whoever needs the request file alone."""
    return create_member(folder, name, role, region, card, passphrase).request


def member_request(profile: Profile) -> bytes:
    """The request file: JSON with the signed document in base64. Nothing in it is secret."""
    document = json.dumps(
        {
            "amparo": "member-request",
            "deployment_id": profile.card.deployment_id.hex(),
            "id": profile.member_id.hex(),
            "role": profile.role,
            "region": profile.region,
            "auth_vk": verify_key(profile.auth_seed).hex(),
            "verify_vk": verify_key(profile.sign_seed).hex(),
            "name": profile.name,
        },
        ensure_ascii=False,
    ).encode("utf-8")
    signature = sign("member-request", profile.sign_seed, document, DeploymentId(profile.card.deployment_id))
    request = {"document": base64.b64encode(document).decode("ascii"), "signature": signature.hex()}
    return json.dumps(request, indent=1).encode("utf-8") + b"\n"
