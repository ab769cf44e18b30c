from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from portal.store.models import Model, SurveyAck, SurveyRow


@dataclass(frozen=True)
class StoredSurvey:
    """One sealed row as it is handed out."""

    row_id: bytes
    record: bytes


def add_survey(session: Connection, row_id: bytes, record: bytes, day: int) -> None:
    """Stores a row; the same number again changes nothing."""
    _insert_new(session, SurveyRow, [{"row_id": row_id, "received_day": day, "record": record}])


def surveys_for(session: Connection, member_id: bytes, limit: int) -> list[StoredSurvey]:
    """Rows that this officer has not acknowledged, by their random number: never in the order in which they came."""
    had = select(SurveyAck.row_id).where(SurveyAck.member_id == member_id)
    statement = (
        select(SurveyRow.row_id, SurveyRow.record)
        .where(SurveyRow.row_id.not_in(had))
        .order_by(SurveyRow.row_id)
        .limit(limit)
    )
    return [StoredSurvey(*row) for row in session.execute(statement)]


def acknowledge_surveys(
    session: Connection, member_id: bytes, row_ids: Sequence[bytes], officers: Collection[bytes]
) -> None:
    """Notes that an officer has these rows, and deletes those that all of today's `officers` have."""
    known = session.execute(select(SurveyRow.row_id).where(SurveyRow.row_id.in_(list(row_ids)))).scalars()
    _insert_new(session, SurveyAck, [{"row_id": one, "member_id": member_id} for one in known])
    acknowledged = (
        select(SurveyAck.row_id)
        .where(SurveyAck.row_id.in_(list(row_ids)), SurveyAck.member_id.in_(list(officers)))
        .group_by(SurveyAck.row_id)
        .having(func.count() == len(officers))
    )
    _delete(session, list(session.execute(acknowledged).scalars()))


def forget_surveys(session: Connection, before_day: int) -> None:
    """Deletes rows older than that: no key that opens them is left anywhere."""
    _delete(
        session,
        list(session.execute(select(SurveyRow.row_id).where(SurveyRow.received_day < before_day)).scalars()),
    )


def _delete(session: Connection, row_ids: list[bytes]) -> None:
    if row_ids:
        session.execute(delete(SurveyAck).where(SurveyAck.row_id.in_(row_ids)))
        session.execute(delete(SurveyRow).where(SurveyRow.row_id.in_(row_ids)))


def _insert_new(session: Connection, table: type[Model], rows: list[dict[str, object]]) -> None:
    if rows:
        dialect = postgresql.insert if session.dialect.name == "postgresql" else sqlite.insert
        session.execute(dialect(table).on_conflict_do_nothing(), rows)
