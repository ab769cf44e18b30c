import hashlib

from sqlalchemy import Connection, CursorResult, delete, insert, select

from portal.store.models import Challenge, MemberSession

CHALLENGE_SECONDS = 60


def add_challenge(session: Connection, nonce: bytes, now: int) -> None:
    """Keeps a challenge for a minute, and forgets those that lapsed."""
    session.execute(delete(Challenge).where(Challenge.expires_at < now))
    session.execute(insert(Challenge).values(nonce=nonce, expires_at=now + CHALLENGE_SECONDS))


def use_challenge(session: Connection, nonce: bytes, now: int) -> bool:
    """Consumes a challenge: True once, for the first who asks within the minute."""
    statement = delete(Challenge).where(Challenge.nonce == nonce).returning(Challenge.expires_at)
    expires_at = session.execute(statement).scalar_one_or_none()
    return expires_at is not None and expires_at >= now


def _hash(token: bytes) -> bytes:
    # The token is 32 random bytes: one hash is enough, there is nothing to guess.
    return hashlib.sha256(token).digest()


def add_member_session(
    session: Connection, token: bytes, member_id: bytes, *, now: int, seconds: int
) -> None:
    """Begins a member's session; keeps only the token's hash."""
    session.execute(delete(MemberSession).where(MemberSession.expires_at < now))
    session.execute(
        insert(MemberSession).values(token_hash=_hash(token), member_id=member_id, expires_at=now + seconds)
    )


def member_of_session(session: Connection, token: bytes, now: int) -> bytes | None:
    """The member id behind a token; None where it is unknown or has lapsed."""
    statement = select(MemberSession.member_id).where(
        MemberSession.token_hash == _hash(token), MemberSession.expires_at >= now
    )
    return session.execute(statement).scalar_one_or_none()


def end_member_session(session: Connection, token: bytes) -> None:
    """Forgets a session."""
    session.execute(delete(MemberSession).where(MemberSession.token_hash == _hash(token)))


def sweep(session: Connection, now: int) -> int:
    """Forgets lapsed challenges and sessions; returns how many."""
    swept = 0
    for model in (Challenge, MemberSession):
        result = session.execute(delete(model).where(model.expires_at < now))
        swept += result.rowcount if isinstance(result, CursorResult) else 0
    return swept
