from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from portal.store.models import Case
from portal.store.quick import insert_one


@dataclass(frozen=True)
class Mailbox:
    """The keys that open and write to one case. `auth_vk`, `sign_vk`: 32 bytes each."""

    case_id: bytes
    mailbox_id: bytes
    auth_vk: bytes
    sign_vk: bytes


_CASE = (
    "case_id", "mailbox_id", "auth_vk", "sign_vk", "received_day", "received_hour", "alarm_step",
)  # fmt: skip


def add_case(session: Connection, mailbox: Mailbox, *, day: int, hour: int) -> bool:
    """Adds a case; False, and nothing done, where its case or mailbox exists already.

    Of two identical requests at once one waits here for the other's end: neither fails, and one case is made.
    """
    row = (mailbox.case_id, mailbox.mailbox_id, mailbox.auth_vk, mailbox.sign_vk, day, hour, 0)
    return insert_one(session, "cases", _CASE, row, returning="received_day") is not None


_COLUMNS = (Case.case_id, Case.mailbox_id, Case.auth_vk, Case.sign_vk)


def mailbox_by_id(session: Connection, mailbox_id: bytes) -> Mailbox | None:
    """The mailbox that a log-in key opens."""
    row = session.execute(select(*_COLUMNS).where(Case.mailbox_id == mailbox_id)).one_or_none()
    return None if row is None else Mailbox(*row)


def mailbox_of_case(session: Connection, case_id: bytes) -> Mailbox | None:
    """The mailbox of a case."""
    row = session.execute(select(*_COLUMNS).where(Case.case_id == case_id)).one_or_none()
    return None if row is None else Mailbox(*row)


def lock_mailbox(session: Connection, case_id: bytes) -> Mailbox | None:
    """The mailbox of a case, kept from changing until this transaction ends. SQLite has one writer at a time anyway."""
    row = session.execute(select(*_COLUMNS).where(Case.case_id == case_id).with_for_update()).one_or_none()
    return None if row is None else Mailbox(*row)


def swap_mailbox(session: Connection, case_id: bytes, old_sign_vk: bytes, new: Mailbox) -> bool:
    """Gives the case's mailbox to a new code. False where the old key is no longer the current one."""
    statement = (
        update(Case)
        .where(Case.case_id == case_id, Case.sign_vk == old_sign_vk)
        .values(mailbox_id=new.mailbox_id, auth_vk=new.auth_vk, sign_vk=new.sign_vk)
    )
    return session.execute(statement).rowcount == 1


def mark_acknowledged(session: Connection, case_id: bytes) -> None:
    """A member has answered: from now on only the day of receipt is known."""
    session.execute(
        update(Case)
        .where(Case.case_id == case_id, Case.received_hour.is_not(None))
        .values(received_hour=None, alarm_step=0)
    )


@dataclass(frozen=True)
class Waiting:
    """A case that nobody has acknowledged: when it came (hours since 1970), how many mails it has caused."""

    case_id: bytes
    received_hour: int
    alarm_step: int


def waiting_cases(session: Connection, received_before_hour: int) -> list[Waiting]:
    """Cases without a signed answer, received before the given hour."""
    statement = select(Case.case_id, Case.received_hour, Case.alarm_step).where(
        Case.received_hour.is_not(None), Case.received_hour <= received_before_hour
    )
    return [Waiting(case_id, hour or 0, step) for case_id, hour, step in session.execute(statement)]


def set_alarm_step(session: Connection, case_ids: list[bytes], step: int) -> None:
    """Remembers that the duty roster was called for these cases as often as `step` says."""
    for start in range(0, len(case_ids), 500):
        session.execute(
            update(Case).where(Case.case_id.in_(case_ids[start : start + 500])).values(alarm_step=step)
        )
