"""What two members had removed of a case, checked as a browser checks it (`crypto/browser/removed.js`)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from crypto.destruction import SignedOrder, check_order
from crypto.errors import ProtocolError
from crypto.keyring import Keyring
from crypto.types import KeyringHash
from policies import Policies
from policies.destruction import may_order
from portal.entries import day_text
from portal.store.orders import OrderRow


@dataclass(frozen=True)
class Removed:
    """Events and lanes of orders that hold; the day of the last, or "". `sound`: every order held."""

    events: frozenset[bytes] = frozenset()
    lanes: frozenset[int] = frozenset()
    day: str = ""
    sound: bool = True


def approving_keyrings(rows: Iterable[OrderRow]) -> frozenset[KeyringHash]:
    """The keyrings that approvals name; what can't be read names none."""
    found: set[KeyringHash] = set()
    for row in rows:
        signed = _parsed(row)
        found |= {one.keyring_hash for one in signed.approvals} if signed else set()
    return frozenset(found)


def read_removed(
    rows: Iterable[OrderRow], case_id: bytes, keyrings: Mapping[KeyringHash, Keyring], rules: Policies
) -> Removed:
    """What the orders that hold removed. One that doesn't hold removes nothing."""
    events: set[bytes] = set()
    lanes: set[int] = set()
    day, sound = "", True
    for row in rows:
        signed = _parsed(row)
        if signed is None or signed.order.case_id != case_id or not _holds(signed, keyrings, rules):
            sound = False
            continue
        events |= set(signed.order.events)
        lanes |= set(signed.order.compartments)
        day = day_text(row.received_day)
    return Removed(frozenset(events), frozenset(lanes), day, sound)


def _parsed(row: OrderRow) -> SignedOrder | None:
    try:
        return SignedOrder.parse(row.record)
    except ProtocolError:
        return None


def _holds(signed: SignedOrder, keyrings: Mapping[KeyringHash, Keyring], rules: Policies) -> bool:
    try:
        check_order(signed, keyrings, lambda member, lanes: may_order(rules.roles, member.role, lanes))
    except ProtocolError:
        return False
    return True
