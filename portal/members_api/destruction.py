from collections.abc import Sequence
from typing import Any, Literal

from sqlalchemy import Connection

from crypto.constants import (
    COMPARTMENTS,
    KIND_CODE_REPLACED,
    KIND_EVENT,
    KIND_KEYS,
    LANES,
    THREAD_OFFSET,
)
from crypto.destruction import SignedOrder, check_order
from crypto.domain import sha256
from crypto.errors import BadSignature, Malformed
from crypto.keyring import Member
from policies.destruction import may_order
from portal.directory import Directory
from portal.entries import order_json
from portal.services import Services
from portal.store.cases import mailbox_of_case
from portal.store.orders import (
    NamedRecord,
    add_order,
    destroy_bodies,
    destroy_wraps,
    known_order,
    named_records,
    orders_after,
)

PAGE = 50
Outcome = Literal["stored", "known", "not-accepted", "not-found"]
_EVENT_KINDS = frozenset({KIND_EVENT, KIND_KEYS, KIND_CODE_REPLACED})


def carry_out(services: Services, directory: Directory, record: bytes) -> Outcome:
    """Deletes what two members ordered, and keeps the order. The same bytes again change nothing.

    The portal reads no case, so it can't know of holds or of time that ran out: the two signatures are what
    authorises it, of people whose roles may destroy in just these lanes and who are members today. Raises
    `ProtocolError` for bytes that are no order, or one that names entries of other cases or lanes.
    """
    signed = SignedOrder.parse(record)
    digest = sha256(record)
    with services.store.writing() as session:
        if known_order(session, digest):
            return "known"
        if mailbox_of_case(session, signed.order.case_id) is None:
            return "not-found"
        if not _authorised(services, session, directory, signed):
            return "not-accepted"
        add_order(session, digest, signed.order.case_id, record, services.day())
        _destroy(session, signed)
    services.store.scrub()
    return "stored"


def page(services: Services, after: int) -> dict[str, Any]:
    """The next orders of all cases: every console deletes its own copies."""
    with services.store.reading() as session:
        rows = orders_after(session, after, PAGE)
    return {"orders": [order_json(row) for row in rows], "more": len(rows) == PAGE}


def _authorised(services: Services, session: Connection, directory: Directory, signed: SignedOrder) -> bool:
    def entitled(member: Member, compartments: Sequence[int]) -> bool:
        today = directory.member(member.id)
        return (
            today is not None
            and today.verify_vk == member.verify_vk
            and may_order(services.policies.roles, today.role, compartments)
        )

    rings = {
        one.keyring_hash: services.directory.keyring(session, one.keyring_hash) for one in signed.approvals
    }
    try:
        check_order(signed, {key: ring for key, ring in rings.items() if ring is not None}, entitled)
    except BadSignature:
        return False
    return True


def _destroy(session: Connection, signed: SignedOrder) -> None:
    order = signed.order
    places: list[tuple[int, int]] = []
    found = named_records(session, order.events)
    for one in found:
        if one.case_id != order.case_id:
            raise Malformed("an order names entries of one case")
        places += [(one.seq, position) for position in _positions(one, order.compartments)]
    destroy_bodies(session, places)
    destroy_wraps(session, [one.seq for one in found])


def _positions(one: NamedRecord, compartments: tuple[int, ...]) -> list[int]:
    """Which bodies of a record lie in these compartments. Raises `Malformed` where none can."""
    if one.kind not in _EVENT_KINDS:
        return [COMPARTMENTS.index(c) for c in compartments]
    if one.compartment == THREAD_OFFSET:
        # A reporter's event doesn't show its lane; who read it names it.
        fits = bool(set(compartments) & set(LANES))
    else:
        fits = one.compartment % THREAD_OFFSET in compartments
    if not fits:
        raise Malformed("an order names entries of the compartments that it names")
    return [0]
