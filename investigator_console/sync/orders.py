"""Orders to destroy: handed in, fetched, checked, and carried out on this computer too (protocol E9).

Nothing here believes the portal: an order counts where two entitled members signed it, and where this vault knows
of no hold. A hold that the two did not know of keeps what is here, and says so.
"""

import contextlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace

from crypto.constants import ASSISTANCE, COMPARTMENTS, IDENTITY, THREAD_OFFSET
from crypto.destruction import SignedOrder, check_order
from crypto.domain import sha256
from crypto.errors import ProtocolError
from crypto.event_header import EventHeader
from crypto.types import CaseId, KeyringHash
from investigator_console.cases.entry import TABLE as ENTRIES
from investigator_console.cases.entry import StoredEntry
from investigator_console.cases.keys import TABLE as KEYS
from investigator_console.cases.keys import CaseKeys, read_keys, write_keys
from investigator_console.cases.record import load_case
from investigator_console.cases.shelf import label
from investigator_console.language import gettext
from investigator_console.packets.places import plan_closing
from investigator_console.retention.naming import left_over
from investigator_console.sync.audit import ORDERS
from investigator_console.sync.client import PortalClient
from investigator_console.sync.errors import PortalRefusedError
from investigator_console.sync.keyrings import KeyringShelf
from investigator_console.sync.outbox import TABLE as OUTBOX
from investigator_console.sync.report import SyncReport
from investigator_console.vault.opened import Vault
from policies import Policies
from policies.destruction import may_order

WAITING = "order-outbox"
NUMBER = b"orders"
TURN = b"orders-turn"
AGAIN = "destroy-again"
# What stays of a case when something of it is destroyed; all else that hangs on the case is made again, or goes.
_LASTING = frozenset(
    {
        ENTRIES,
        KEYS,
        OUTBOX,
        ORDERS,
        WAITING,
        AGAIN,
        "withheld",
        "to-return",
        "reading",
        "summary",
        "touched",
        "last-opening",
    }
)


@dataclass(frozen=True)
class KnownOrder:
    """An order that this vault knows. `refusal`: why it was not carried out here, or ""."""

    order_hash: bytes
    signed: SignedOrder
    received_on: str
    refusal: str


def enqueue_order(vault: Vault, order_hash: bytes, case_id: bytes, record: bytes) -> None:
    """Keep a signed order until the portal has it. Call it inside the transaction that writes the act."""
    vault.put_document(WAITING, order_hash, {"record": record.hex()}, parent=case_id)


def known_orders(vault: Vault, case_id: bytes | None = None) -> tuple[KnownOrder, ...]:
    """Orders that were carried out or refused here, oldest first."""
    return tuple(_known(record.plaintext) for record in vault.store.each(ORDERS, parent=case_id))


def push_orders(vault: Vault, client: PortalClient, report: SyncReport) -> None:
    """Hand in what was completed here, and one known order each time: a portal restored from a copy needs them.

    Also all of a case of which the portal shows again what was destroyed.
    """
    for record in list(vault.store.each(WAITING)):
        data = bytes.fromhex(json.loads(record.plaintext)["record"])
        try:
            client.send_order(data)
        except PortalRefusedError as refusal:
            report.problems.append(
                gettext(
                    "The portal refused an order to destroy: %(why)s Ask for destruction once more.",
                    why=str(refusal),
                )
            )
        vault.store.delete(WAITING, sha256(data))
    for order in _in_turn(vault, report):
        # Refused where an approver left since; then the portal carried it out when they were here.
        with contextlib.suppress(PortalRefusedError):
            client.send_order(order.signed.encode())


def note_shown_destroyed(vault: Vault, entry: StoredEntry) -> None:
    """An entry that is known here came again, with a body: if that was destroyed, the order is handed in again."""
    if any(entry.bodies) and any(
        entry.event_id in order.signed.order.events and not order.refusal
        for order in known_orders(vault, entry.case_id)
    ):
        vault.store.put(AGAIN, entry.case_id, entry.case_id, parent=entry.case_id)


def _in_turn(vault: Vault, report: SyncReport) -> list[KnownOrder]:
    known = known_orders(vault)
    if not known:
        return []
    turn = int((vault.document("state", TURN) or {}).get("turn", 0)) % len(known)
    vault.put_document("state", TURN, {"turn": turn + 1})
    return [known[turn], *_asked_again(vault, report)]


def _asked_again(vault: Vault, report: SyncReport) -> list[KnownOrder]:
    found: list[KnownOrder] = []
    for case_id in [record.plaintext for record in vault.store.each(AGAIN)]:
        found += known_orders(vault, case_id)
        report.problems.append(
            gettext(
                "The portal shows something of case %(case)s again that two members had destroyed. It was handed the "
                "order once more. Tell whoever runs the portal.",
                case=label(case_id),
            )
        )
        vault.store.delete(AGAIN, case_id)
    return found


def fetch_orders(
    vault: Vault, client: PortalClient, keyrings: KeyringShelf, policies: Policies, report: SyncReport
) -> None:
    """Carry out every order that is new here. Each is one transaction."""
    number = int((vault.document("state", NUMBER) or {}).get("number", 0))
    more = True
    while more:
        page = client.orders(number)
        more = page.more and bool(page.records)
        for order in page.records:
            _take(vault, order.record, order.received_on, keyrings, policies, report)
            number = max(number, order.number)
            vault.put_document("state", NUMBER, {"number": number})


def _take(
    vault: Vault,
    data: bytes,
    received_on: str,
    keyrings: KeyringShelf,
    policies: Policies,
    report: SyncReport,
) -> None:
    order_hash = sha256(data)
    if vault.store.has(ORDERS, order_hash):
        return
    try:
        signed = SignedOrder.parse(data)
        found = {one.keyring_hash: keyrings.get(one.keyring_hash) for one in signed.approvals}
        rings = {KeyringHash(key): ring for key, ring in found.items() if ring is not None}
        check_order(signed, rings, lambda member, lanes: may_order(policies.roles, member.role, lanes))
    except ProtocolError as fault:
        report.problems.append(
            gettext(
                "The portal showed an order to destroy that nobody entitled signed (%(code)s). "
                "Nothing was destroyed here. Tell whoever runs the portal, and oversight.",
                code=fault.code,
            )
        )
        return
    refusal = carry_out(vault, signed, policies, report)
    document = {"record": data.hex(), "received_on": received_on[:10], "refusal": refusal}
    with vault.store.transaction():
        vault.put_document(ORDERS, order_hash, document, parent=signed.order.case_id)
        vault.store.put("touched", signed.order.case_id, signed.order.case_id)
    vault.store.scrub()


def carry_out(vault: Vault, signed: SignedOrder, policies: Policies, report: SyncReport) -> str:
    """Delete bodies and keys here. Returns why that was not done, or ""."""
    order, case_id = signed.order, signed.order.case_id
    with vault.store.transaction():
        record = load_case(vault, policies, case_id)
        if record.case is not None and record.case.destruction.live:
            sentence = gettext(
                "Case %(case)s was ordered to be destroyed while a hold was in force. What this computer holds "
                "of it is kept. Talk to the two who signed, and to oversight.",
                case=label(case_id),
            )
            report.problems.append(sentence)
            return sentence
        named = frozenset(bytes(one) for one in order.events)
        over = {c: left_over(record, c, named) for c in order.compartments}
        for event_id in order.events:
            _empty(vault, event_id, case_id, order.compartments)
        gone = tuple(c for c in order.compartments if not over[c])
        keys = without_keys(read_keys(vault, case_id), gone)
        if keys.empty:
            vault.store.delete(KEYS, case_id)
        else:
            write_keys(vault, case_id, keys)
        if ASSISTANCE in gone:
            plan_closing(vault, case_id)
        # A draft may be meant for a lane that is still there.
        vault.store.delete_about(case_id, keep=_LASTING if keys.empty else _LASTING | {"draft"})
    if any(over.values()):
        report.problems.append(
            gettext(
                "In case %(case)s something was written while its destruction was under way. It is still here: "
                "read it, then ask for destruction once more.",
                case=label(case_id),
            )
        )
    return ""


def without_keys(keys: CaseKeys, compartments: Iterable[int]) -> CaseKeys:
    """The keys that are left when those of some compartments (1 to 5) are destroyed, threads included."""
    gone = frozenset(compartments)
    return CaseKeys(
        {c: held for c, held in keys.records.items() if c not in gone},
        {lane: held for lane, held in keys.threads.items() if lane not in gone},
        {} if IDENTITY in gone else dict(keys.shares),
    )


def _empty(vault: Vault, event_id: bytes, case_id: CaseId, compartments: tuple[int, ...]) -> None:
    found = vault.store.get(ENTRIES, event_id)
    entry = None if found is None else StoredEntry.decode(found)
    if entry is None or entry.case_id != case_id:
        return
    foreign: tuple[tuple[int, bytes], ...] = ()
    if entry.is_report:
        bodies = tuple(
            None if c in compartments else body for c, body in zip(COMPARTMENTS, entry.bodies, strict=True)
        )
        foreign = tuple((i, body) for i, body in entry.foreign if COMPARTMENTS[i] not in compartments)
    else:
        c = EventHeader.parse(entry.header).c
        fits = c == THREAD_OFFSET or c % THREAD_OFFSET in compartments
        bodies = (None,) * len(entry.bodies) if fits else entry.bodies
    emptied = replace(entry, bodies=bodies, foreign=foreign, wraps=())
    vault.store.put(ENTRIES, event_id, emptied.encode(), parent=case_id)


def _known(plaintext: bytes) -> KnownOrder:
    document = json.loads(plaintext)
    data = bytes.fromhex(document["record"])
    return KnownOrder(
        sha256(data), SignedOrder.parse(data), str(document["received_on"]), str(document["refusal"])
    )
