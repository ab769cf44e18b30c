"""Opening bodies with the keys at hand. What does not open is sealed to others, or is a lie and named."""

from collections.abc import Mapping, Sequence
from typing import Any

from crypto.constants import COMPARTMENTS, HASH_LEN, LANE_NAMES, POLICY_NAMES, THREAD_OFFSET
from crypto.errors import BadCommitment, ProtocolError
from crypto.event_header import EventHeader
from crypto.keyring import Keyring
from crypto.log_keys import KeyHistory, Slot
from crypto.log_records import Problem
from crypto.reporter_keys import key_binding
from crypto.submission import Submission, genesis_context, open_body
from crypto.types import DeploymentId, EventId, KeyringHash

Body = Mapping[str, Any]


def open_genesis(
    report: Submission,
    name: EventId,
    bodies: Sequence[bytes | None],
    held: Mapping[int, bytes],
    deployment: DeploymentId,
    keyrings: Mapping[KeyringHash, Keyring],
    problems: set[Problem],
) -> dict[int, Body]:
    """The bodies of a report or supplement that open with `held` (lane to K), each bound to her own keys and lane."""
    header = report.header
    binding = key_binding(header.auth_vk, header.sign_vk, header.kem_pk).hex()
    keyring = keyrings.get(header.keyring_hash)
    opened: dict[int, Body] = {}
    for c, sealed in zip(COMPARTMENTS, bodies, strict=True):
        key = held.get(c)
        if key is None or sealed is None:
            continue
        try:
            body = open_body(sealed, key, genesis_context(header, c, deployment), deployment)
        except ProtocolError as error:
            text = f"The {LANE_NAMES[c]} part of the report does not open ({error.code})."
            problems.add(Problem(name.hex(), "body-unopened", text))
            continue
        if body.get("binds") != binding or body.get("lane") != LANE_NAMES[c]:
            text = f"The {LANE_NAMES[c]} part was written for another mailbox or lane; it is left out."
            problems.add(Problem(name.hex(), "body-unbound", text))
            continue
        if keyring is not None and _stale(body, keyring):
            text = "The reporter's page used other rules than the keyring names: check who could read this."
            problems.add(Problem(name.hex(), "stale-policies", text))
        opened[c] = body
    return opened


def _stale(body: Body, keyring: Keyring) -> bool:
    pinned = {policy: keyring.policies[policy].hex() for policy in POLICY_NAMES if policy in keyring.policies}
    return body.get("policies") != pinned


def open_member_body(
    header: EventHeader, sealed: bytes | None, key: bytes, deployment: DeploymentId
) -> Body | ProtocolError:
    """The body of a member's event under the key that its header names, or why it does not open."""
    if sealed is None:
        return {}
    try:
        return open_body(sealed, key, header.context, deployment)
    except ProtocolError as error:
        return error


def open_reporter_body(
    header: EventHeader, sealed: bytes | None, keys: KeyHistory, ancestors: int
) -> tuple[Slot, Body | ProtocolError] | None:
    """Rule E13: try every thread key of the causal past; the commitment decides. None: sealed to others."""
    if sealed is None or len(sealed) < HASH_LEN:
        return None
    for slot, key in keys.threads(ancestors):
        try:
            return slot, open_body(sealed, key, header.context, keys.deployment)
        except BadCommitment:
            continue
        except ProtocolError as error:
            return slot, error
    return None


def lane_of(c: int) -> int:
    """The lane (1..5) of a compartment or of its thread."""
    return c - THREAD_OFFSET if c > THREAD_OFFSET else c
