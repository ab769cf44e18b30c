from sqlalchemy import Connection, Integer, cast, func, update

from portal.store.models import Fact
from portal.store.quick import read_fact


def next_number(session: Connection) -> int:
    """The next number of this store, for rows that are handed out by number.

    The row's lock lasts until the transaction ends, so numbers become visible in order: nothing appears behind
    the number that a reader has come to.
    """
    moved = cast(Fact.value, Integer) + 1
    session.execute(
        update(Fact).where(Fact.name == "numbers").values(value=func.cast(moved, Fact.value.type))
    )
    return int(read_fact(session, "numbers"))
