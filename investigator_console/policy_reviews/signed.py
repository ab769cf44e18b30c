"""One signed review of one policy: its bytes, its signature, and whom the keyring says that it is from."""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from crypto.errors import ProtocolError
from crypto.keyring import Keyring
from crypto.signing import sign, verify
from crypto.types import DeploymentId, MemberId
from investigator_console.language import gettext
from investigator_console.vault.errors import VaultError
from investigator_console.vault.opened import Vault
from policies import Policies

KIND = "policy"
FILE_MARK = "policy-review"
MAX_FILE_BYTES = 16_384


class ReviewError(VaultError):
    """A file that is no valid review; the sentence says what is wrong."""


@dataclass(frozen=True)
class PolicyReview:
    """`digest`: of the policy as it was when it was signed, hex. `signed_on`: the signer's own date, a claim."""

    policy: str
    version: int
    digest: str
    member: str
    role: str
    signed_on: str
    document: bytes
    signature: bytes

    def encode(self) -> bytes:
        """The file that is handed to colleagues."""
        content = {
            "amparo": FILE_MARK,
            "document": base64.b64encode(self.document).decode("ascii"),
            "signature": self.signature.hex(),
        }
        return json.dumps(content, indent=1).encode("ascii")

    @classmethod
    def decode(cls, data: bytes) -> Self:
        """The reverse; nothing is verified yet. Raises `ReviewError`."""
        if len(data) > MAX_FILE_BYTES:
            raise ReviewError(gettext("This file is too large to be the review of a policy."))
        try:
            content = json.loads(data)
            if content.get("amparo") != FILE_MARK:
                raise ReviewError(gettext("This file is no review of a policy."))
            document = base64.b64decode(content["document"], validate=True)
            told = json.loads(document)
            return cls(
                policy=str(told["policy"]),
                version=int(told["version"]),
                digest=str(told["hash"]),
                member=str(told["member"]),
                role=str(told["role"]),
                signed_on=date.fromisoformat(told["signed_on"]).isoformat(),
                document=document,
                signature=bytes.fromhex(content["signature"]),
            )
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError, binascii.Error):
            raise ReviewError(gettext("This file is no review of a policy.")) from None


def sign_review(vault: Vault, policy: str, version: int, digest: str, today: date) -> PolicyReview:
    """Sign a policy as it stands on this computer. `digest`: hex; `today`: UTC."""
    profile = vault.profile
    told: Mapping[str, Any] = {
        "v": 1,
        "policy": policy,
        "version": version,
        "hash": digest,
        "member": profile.member_id.hex(),
        "role": profile.role,
        "signed_on": today.isoformat(),
    }
    document = json.dumps(told, sort_keys=True, separators=(",", ":")).encode("ascii")
    signature = sign(KIND, profile.sign_seed, document, DeploymentId(vault.deployment_id))
    return PolicyReview(
        policy,
        version,
        digest,
        profile.member_id.hex(),
        profile.role,
        today.isoformat(),
        document,
        signature,
    )


def may_review(policies: Policies, policy: str, role: str) -> bool:
    """Whoever owns the policy, and whoever watches the others."""
    found = policies.roles.role(role)
    headers = {header.id: header for header in policies.headers()}
    return found is not None and policy in headers and (found.oversees or headers[policy].owner_role == role)


def check_review(
    review: PolicyReview, keyring: Keyring, policies: Policies, deployment: DeploymentId
) -> None:
    """Raise `ReviewError` unless an entitled member of the keyring signed it."""
    try:
        member = keyring.member(MemberId(bytes.fromhex(review.member)))
    except ValueError:
        member = None
    if member is None or member.role != review.role:
        raise ReviewError(gettext("Whoever signed this review doesn't stand in the keyring with this role."))
    if not may_review(policies, review.policy, review.role):
        raise ReviewError(gettext("This role may not confirm this policy: its owner or oversight does."))
    try:
        verify(KIND, member.verify_vk, review.document, review.signature, deployment)
    except ProtocolError:
        raise ReviewError(
            gettext("The signature of this review doesn't hold. Ask for the file once more.")
        ) from None
