import hashlib

from sqlalchemy import Connection, delete, insert, select

from portal.store.models import PublicDirectory


def put_public_directory(session: Connection, container: bytes, made_day: int) -> bool:
    """Replaces the public directory of services; False where one of a later day is there."""
    known = session.execute(select(PublicDirectory.made_day)).scalar_one_or_none()
    if known is not None and known > made_day:
        return False
    session.execute(delete(PublicDirectory))
    digest = hashlib.sha256(container).digest()
    session.execute(insert(PublicDirectory).values(digest=digest, made_day=made_day, container=container))
    return True


def public_directory_digest(session: Connection) -> bytes | None:
    """What tells one public directory from another; None before the first."""
    return session.execute(select(PublicDirectory.digest)).scalar_one_or_none()


def public_directory(session: Connection) -> bytes | None:
    """The signed container."""
    return session.execute(select(PublicDirectory.container)).scalar_one_or_none()
