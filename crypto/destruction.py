"""Orders to destroy: which bodies go, signed by two members, so that a blind portal knows what it may delete.

Order: version 1, suite 1, a zero, u8 bitmap (compartment c is bit c - 1), case_id 32, u16 n, n event ids of 32,
ascending and distinct. Record: "AMX1", u32 length, order, twice (member id 16, keyring hash 32, u32 day since
1970, signature 64 over D("sig-destroy"), order, member id, keyring hash, day), by member id.

The sealed `destroy` acts in a case say why; the order says what, and is all that the portal and members without
the keys of that lane are shown. It names no reason and no role.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from crypto.constants import (
    APPROVAL_LEN,
    COMPARTMENTS,
    HASH_LEN,
    MAGIC_DESTRUCTION,
    MAX_ORDER_EVENTS,
    MEMBER_ID_LEN,
    ORDER_APPROVERS,
    SIGNATURE_LEN,
    SUITE,
    VERSION,
)
from crypto.domain import domain, exactly, sha256
from crypto.errors import BadSignature, Malformed
from crypto.keyring import Keyring
from crypto.keyring_document import Member
from crypto.signing import sign, verify
from crypto.types import CaseId, DeploymentId, EventId, KeyringHash, MemberId
from crypto.wire import Reader

_FIXED = 4 + HASH_LEN + 2


@dataclass(frozen=True)
class Order:
    """What is to go: of the named entries of one case, the bodies in these compartments (1 to 5)."""

    case_id: CaseId
    compartments: tuple[int, ...]
    events: tuple[EventId, ...]

    def __post_init__(self) -> None:
        exactly("case_id", self.case_id, HASH_LEN)
        if not self.compartments or not set(self.compartments) <= set(COMPARTMENTS):
            raise Malformed("an order names compartments 1 to 5")
        if tuple(sorted(set(self.compartments))) != self.compartments:
            raise Malformed("compartments are ascending and distinct")
        if not 1 <= len(self.events) <= MAX_ORDER_EVENTS:
            raise Malformed(f"an order names 1 to {MAX_ORDER_EVENTS} entries")
        if tuple(sorted(set(self.events))) != self.events:
            raise Malformed("entries are ascending and distinct")

    @classmethod
    def of(cls, case_id: CaseId, compartments: Iterable[int], events: Iterable[EventId]) -> Self:
        """The order for these, sorted. Raises `Malformed`."""
        return cls(case_id, tuple(sorted(set(compartments))), tuple(sorted(set(events))))

    def encode(self) -> bytes:
        """The bytes that both sign."""
        bitmap = sum(1 << (c - 1) for c in self.compartments)
        head = bytes((VERSION, SUITE, 0, bitmap)) + self.case_id + len(self.events).to_bytes(2, "big")
        return b"".join((head, *self.events))

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """The reverse of `encode`. Raises `Malformed`, `BadLength`."""
        reader = Reader(data)
        version, suite, zero, bitmap = reader.take(4)
        if (version, suite, zero) != (VERSION, SUITE, 0) or bitmap >> len(COMPARTMENTS):
            raise Malformed("another version of an order, or no order")
        case_id = CaseId(reader.take(HASH_LEN))
        events = tuple(EventId(reader.take(HASH_LEN)) for _ in range(reader.integer(2)))
        reader.end()
        return cls(case_id, tuple(c for c in COMPARTMENTS if bitmap >> (c - 1) & 1), events)


@dataclass(frozen=True)
class Approval:
    """One signature under an order. `day`: days since 1970, a claim of its signer."""

    member_id: MemberId
    keyring_hash: KeyringHash
    day: int
    signature: bytes

    def encode(self) -> bytes:
        """116 bytes."""
        return self.member_id + self.keyring_hash + self.day.to_bytes(4, "big") + self.signature

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """The reverse of `encode`. Raises `BadLength`."""
        reader = Reader(exactly("approval", data, APPROVAL_LEN))
        return cls(
            MemberId(reader.take(MEMBER_ID_LEN)),
            KeyringHash(reader.take(HASH_LEN)),
            reader.integer(4),
            reader.take(SIGNATURE_LEN),
        )


@dataclass(frozen=True)
class SignedOrder:
    """An order with two approvals, not yet judged."""

    order: Order
    approvals: tuple[Approval, ...]

    def __post_init__(self) -> None:
        members = [one.member_id for one in self.approvals]
        if len(members) != ORDER_APPROVERS or members != sorted(set(members)):
            raise Malformed("two different members approve an order, in the order of their ids")

    def encode(self) -> bytes:
        """The record's bytes."""
        order = self.order.encode()
        parts = (MAGIC_DESTRUCTION, len(order).to_bytes(4, "big"), order)
        return b"".join((*parts, *(one.encode() for one in self.approvals)))

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """The reverse of `encode`. Raises `Malformed`, `BadLength`."""
        reader = Reader(data)
        reader.expect(MAGIC_DESTRUCTION, "order to destroy")
        length = reader.integer(4)
        if length > _FIXED + MAX_ORDER_EVENTS * HASH_LEN:
            raise Malformed(f"an order names at most {MAX_ORDER_EVENTS} entries")
        order = Order.parse(reader.take(length))
        approvals = tuple(Approval.parse(reader.take(APPROVAL_LEN)) for _ in range(ORDER_APPROVERS))
        reader.end()
        return cls(order, approvals)


def approve(
    order: Order,
    member_id: MemberId,
    keyring_hash: KeyringHash,
    day: int,
    seed: bytes,
    deployment: DeploymentId,
) -> Approval:
    """One member's approval. `seed`: 32 bytes, their signing key."""
    unsigned = Approval(member_id, keyring_hash, day, bytes(SIGNATURE_LEN))
    return Approval(
        member_id, keyring_hash, day, sign("destroy", seed, _message(order, unsigned), deployment)
    )


def check_approval(order: Order, approval: Approval, keyring: Keyring) -> Member:
    """The member who approved. `keyring`: the one that the approval names. Raises `BadSignature`, `Malformed`."""
    if keyring.hash != approval.keyring_hash:
        raise Malformed("this approval names another keyring")
    member = keyring.member(approval.member_id)
    if member is None:
        raise BadSignature("nobody in the keyring gave this approval")
    verify("destroy", member.verify_vk, _message(order, approval), approval.signature, keyring.deployment_id)
    return member


def check_order(
    signed: SignedOrder,
    keyrings: Mapping[KeyringHash, Keyring],
    entitled: Callable[[Member, Sequence[int]], bool],
) -> tuple[Member, ...]:
    """The two members who approved, each entitled to. Raises `BadSignature`, `Malformed`.

    `keyrings`: those that the approvals name; `entitled(member, compartments)`: the roles' table.
    """
    members = []
    for approval in signed.approvals:
        keyring = keyrings.get(approval.keyring_hash)
        if keyring is None:
            raise BadSignature("an approval names a keyring that is not at hand")
        member = check_approval(signed.order, approval, keyring)
        if not entitled(member, signed.order.compartments):
            raise BadSignature("the role of an approver may not destroy this")
        members.append(member)
    return tuple(members)


def case_reference(case_id: CaseId, deployment: DeploymentId) -> bytes:
    """The 32 bytes by which a certificate names a case: it can be checked, and not turned back into the id."""
    return sha256(domain("case-ref", deployment), exactly("case_id", case_id, HASH_LEN))


def _message(order: Order, approval: Approval) -> bytes:
    return order.encode() + approval.encode()[:-SIGNATURE_LEN]
