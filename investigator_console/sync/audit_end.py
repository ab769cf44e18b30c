"""Forgetting, header and all, what was destroyed so long ago that its audit period is over (protocol E9).

The portal forgets it too, and can't read what it forgets. So what this computer can still read of a case stays
here, and the portal's silence about it is then said as for any entry that it withholds.
"""

from datetime import date, timedelta

from crypto.constants import COORDINATION
from investigator_console.cases.record import load_case
from investigator_console.sync.orders import known_orders
from investigator_console.vault.opened import Vault
from policies import Policies


def forget_ended_cases(vault: Vault, policies: Policies, today: date) -> int:
    """Delete cases whose coordination was destroyed, of which nothing opens, and whose period is over; how many."""
    before = (today - timedelta(days=policies.retention.audit_chain_days)).isoformat()
    orders: dict[bytes, set[int]] = {}
    kept = set()
    for order in known_orders(vault):
        case_id = bytes(order.signed.order.case_id)
        orders.setdefault(case_id, set()).update(order.signed.order.compartments)
        if order.refusal or order.received_on >= before:
            kept.add(case_id)
    ended = [case_id for case_id, gone in orders.items() if COORDINATION in gone and case_id not in kept]
    return sum(_forget(vault, policies, case_id, before) for case_id in ended)


def _forget(vault: Vault, policies: Policies, case_id: bytes, before: str) -> bool:
    with vault.store.transaction():
        record = load_case(vault, policies, case_id)
        if record.listed or any(entry.received_on >= before for entry in record.entries.values()):
            return False
        vault.store.delete_about(case_id, keep=frozenset())
    return True
