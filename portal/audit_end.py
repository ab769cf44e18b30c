"""The end of the audit period (rule E9): what was destroyed long ago leaves no header either.

A blind portal can't read which lanes a report used. So a case counts as over where the two who signed destroyed
its coordination, which they do where no other team works on it, and where nobody has an entry left in a lane that
was not destroyed. Consoles check that again, with keys: one that can still read something of such a case keeps
it, and says that the portal no longer shows it.
"""

from sqlalchemy import Connection

from crypto.constants import COMPARTMENTS, COORDINATION, KIND_GENESIS, KIND_SUPPLEMENT, THREAD_OFFSET
from crypto.destruction import SignedOrder
from portal.store.ended import bodies_left, forget_case, long_destroyed
from portal.store.orders import orders_of_case

_OF_FIVE = (KIND_GENESIS, KIND_SUPPLEMENT)
# Consoles forget first: a clock that is off by a day would else show it to them as withheld.
_LATER_DAYS = 2


def forget_ended_cases(session: Connection, today: int, audit_days: int) -> int:
    """Deletes the cases whose audit period is over; how many. `today`: days since 1970."""
    ended = [
        case_id
        for case_id in long_destroyed(session, today - audit_days - _LATER_DAYS)
        if _is_over(session, case_id)
    ]
    for case_id in ended:
        forget_case(session, case_id)
    return len(ended)


def _is_over(session: Connection, case_id: bytes) -> bool:
    destroyed = {
        c
        for row in orders_of_case(session, case_id)
        for c in SignedOrder.parse(row.record).order.compartments
    }
    return COORDINATION in destroyed and not any(
        _is_alive(kind, compartment, position, destroyed)
        for kind, compartment, position in bodies_left(session, case_id)
    )


def _is_alive(kind: int, compartment: int, position: int, destroyed: set[int]) -> bool:
    """Whether a body that was left is somebody's: in a lane that lives, or of a lane that nobody can see."""
    if kind in _OF_FIVE:
        # A lane of the report that no order named, and in which nobody ever wrote, was not used.
        return COMPARTMENTS[position] in destroyed
    return compartment == THREAD_OFFSET or compartment % THREAD_OFFSET not in destroyed
