import secrets

from sqlalchemy import Connection, delete, text, update

from portal.store.models import Challenge, Fact, MemberSession
from portal.store.numbers import skip_numbers


def begin_new_epoch(session: Connection) -> None:
    """After a restored backup: cursors given out before mean nothing, and all transaction ids are past.

    On PostgreSQL a fresh cluster counts transactions anew, and rows with ids of its future would stay hidden.
    """
    session.execute(update(Fact).where(Fact.name == "epoch").values(value=secrets.token_hex(4)))
    session.execute(text("UPDATE records SET xid = 0"))
    # Numbers given out after the copy was made are known to consoles: no other row may get them.
    skip_numbers(session)
    # A backup carries log-ins that ended since: a consumed challenge or a token must not come back to life.
    session.execute(delete(Challenge))
    session.execute(delete(MemberSession))
