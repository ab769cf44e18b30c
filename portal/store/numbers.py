from sqlalchemy import Connection, Integer, cast, func, update

from portal.store.models import Fact
from portal.store.quick import read_fact

_LEAP = 1_000_000


def next_number(session: Connection) -> int:
    """The next number of this store, for rows that are handed out by number.

    The row's lock lasts until the transaction ends, so numbers become visible in order: nothing appears behind
    the number that a reader has come to.
    """
    return _move(session, 1)


def skip_numbers(session: Connection) -> None:
    """Leaps over numbers that may have been given out and then lost with a database."""
    _move(session, _LEAP)


def _move(session: Connection, by: int) -> int:
    moved = func.cast(cast(Fact.value, Integer) + by, Fact.value.type)
    session.execute(update(Fact).where(Fact.name == "numbers").values(value=moved))
    return int(read_fact(session, "numbers"))
