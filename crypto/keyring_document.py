"""The fields of a keyring document, each held to its rule; an unknown field is refused."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crypto.constants import (
    DEPLOYMENT_LEN,
    GROUPS,
    HASH_LEN,
    INTAKE_GROUPS,
    KEYRING_DAYS,
    MAX_ORIGIN_LEN,
    MAX_RECIPIENTS,
    MAX_SAFE_INTEGER,
    MEMBER_ID_LEN,
    MIN_RECIPIENTS,
    POLICY_NAMES,
    SUITE,
    VERIFY_KEY_LEN,
    VERSION,
)
from crypto.documents import day_field, field, from_hex, hex_field
from crypto.errors import Malformed
from crypto.types import DeploymentId, KeyringHash, MemberId

_FIELDS = frozenset(
    (
        "amparo",
        "protocol",
        "suite",
        "deployment_id",
        "version",
        "issued_on",
        "expires_on",
        "origins",
        "groups",
        "members",
        "intake_recipients",
        "policies",
        "previous",
    )
)
_MEMBER_FIELDS = frozenset(("id", "role", "region", "auth_vk", "verify_vk"))
_ORIGIN = re.compile(r"https?://[a-z0-9.\-]+(:[0-9]{1,5})?|https?://\[[0-9a-f:]+\](:[0-9]{1,5})?")
_LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,63}")


@dataclass(frozen=True, slots=True)
class Member:
    """One member: id (16 bytes), role and region (plain labels), keys to log in and to sign (32 each)."""

    id: MemberId
    role: str
    region: str
    auth_vk: bytes
    verify_vk: bytes
    groups: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        sizes = (len(self.id), len(self.auth_vk), len(self.verify_vk))
        if sizes != (MEMBER_ID_LEN, VERIFY_KEY_LEN, VERIFY_KEY_LEN):
            raise Malformed("a member has an id of 16 bytes and two keys of 32")
        if not _LABEL.fullmatch(self.role) or not _LABEL.fullmatch(self.region):
            raise Malformed("a role or region is a label of up to 64 plain letters, digits, dots and dashes")
        if not any(self.id):
            raise Malformed("a member id cannot be zero")


def parse_fields(document: Mapping[str, Any]) -> dict[str, Any]:
    """The constructor arguments of a `Keyring`. Raises `Malformed`."""
    if set(document) != _FIELDS:
        raise Malformed("a keyring has exactly the fields of protocol 1")
    if document["amparo"] != "keyring" or (_number(document, "protocol"), _number(document, "suite")) != (
        VERSION,
        SUITE,
    ):
        raise Malformed("this is no keyring of protocol 1, suite 1")
    issued, expires = day_field(document, "issued_on"), day_field(document, "expires_on")
    if not 0 < (expires - issued).days <= KEYRING_DAYS:
        raise Malformed("a keyring is valid for 1 to 400 days")
    groups = _groups(document)
    members = _members(document, groups)
    return {
        "deployment_id": DeploymentId(hex_field(document, "deployment_id", DEPLOYMENT_LEN)),
        "version": _number(document, "version"),
        "issued_on": issued,
        "expires_on": expires,
        "origins": _origins(document),
        "groups": groups,
        "members": members,
        "intake_recipients": _recipients(document, groups),
        "policies": _policies(document),
        "previous": KeyringHash(hex_field(document, "previous", HASH_LEN)),
    }


def _number(document: Mapping[str, Any], name: str) -> int:
    value = field(document, name, int)
    if not 1 <= value <= MAX_SAFE_INTEGER:
        raise Malformed(f"field {name!r} must be a positive number")
    return value


def _origins(document: Mapping[str, Any]) -> tuple[str, ...]:
    origins = field(document, "origins", list)
    good = all(isinstance(o, str) and len(o) <= MAX_ORIGIN_LEN and _ORIGIN.fullmatch(o) for o in origins)
    if not origins or not good or len(set(origins)) != len(origins):
        raise Malformed("origins are distinct addresses like https://report.example.org, without a path")
    return tuple(origins)


def _ids(values: Any) -> tuple[MemberId, ...]:  # noqa: ANN401  # straight out of the document
    if not isinstance(values, list):
        raise Malformed("member ids stand in a list")
    ids = tuple(MemberId(from_hex(value, MEMBER_ID_LEN)) for value in values)
    if len(set(ids)) != len(ids):
        raise Malformed("a member stands twice in a list")
    return ids


def _groups(document: Mapping[str, Any]) -> dict[str, tuple[MemberId, ...]]:
    groups = field(document, "groups", dict)
    if set(groups) != set(GROUPS):
        raise Malformed(f"the groups are {', '.join(GROUPS)}")
    return {name: _ids(groups[name]) for name in GROUPS}


def _members(document: Mapping[str, Any], groups: Mapping[str, tuple[MemberId, ...]]) -> tuple[Member, ...]:
    members = tuple(_member(one, groups) for one in field(document, "members", list))
    ids = [member.id for member in members]
    keys = [key for member in members for key in (member.auth_vk, member.verify_vk)]
    # A key that stands once names one member: a log-in or a signature has one author.
    if len(set(ids)) != len(ids) or len(set(keys)) != len(keys):
        raise Malformed("an id or a key stands twice among the members")
    if not {one for group in groups.values() for one in group} <= set(ids):
        raise Malformed("a group names somebody who is no member")
    return members


def _member(value: Any, groups: Mapping[str, tuple[MemberId, ...]]) -> Member:  # noqa: ANN401
    if not isinstance(value, dict) or set(value) != _MEMBER_FIELDS:
        raise Malformed("a member has id, role, region, auth_vk and verify_vk")
    member_id = MemberId(hex_field(value, "id", MEMBER_ID_LEN))
    return Member(
        id=member_id,
        role=field(value, "role", str),
        region=field(value, "region", str),
        auth_vk=hex_field(value, "auth_vk", VERIFY_KEY_LEN),
        verify_vk=hex_field(value, "verify_vk", VERIFY_KEY_LEN),
        groups=tuple(name for name, ids in groups.items() if member_id in ids),
    )


def _recipients(
    document: Mapping[str, Any], groups: Mapping[str, tuple[MemberId, ...]]
) -> tuple[MemberId, ...]:
    recipients = _ids(document["intake_recipients"])
    if not MIN_RECIPIENTS <= len(recipients) <= MAX_RECIPIENTS:
        raise Malformed("a keyring has 2 to 16 intake recipients")
    if not set(recipients) <= {one for name in INTAKE_GROUPS for one in groups[name]}:
        raise Malformed("an intake recipient stands in no group that receives reports")
    return recipients


def _policies(document: Mapping[str, Any]) -> dict[str, bytes]:
    policies = field(document, "policies", dict)
    if set(policies) != set(POLICY_NAMES):
        raise Malformed(f"the policy hashes are {', '.join(POLICY_NAMES)}")
    return {name: hex_field(policies, name, HASH_LEN) for name in POLICY_NAMES}
