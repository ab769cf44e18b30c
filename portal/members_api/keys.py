from datetime import date, timedelta

from crypto.constants import INTAKE_SKEW_DAYS, WRAP_PLAIN_LEN
from crypto.errors import BadLength, Malformed
from crypto.hpke import wrap
from crypto.intake import IntakeKey, parse_record, statistics_officers
from crypto.suspension import check_suspension
from portal.entries import day_text
from portal.members_api.session import Caller
from portal.services import Services
from portal.store import directory as rows
from portal.wire import decode_blob

_EPOCH = date(1970, 1, 1)
_KINDS = {"weekly": 1, "reserve": 2}
# A member signs eight weeks ahead; nobody needs to fill the table with the coming century.
_FURTHEST_DAYS = 100
# A key is deleted by its member 60 days after its end at the latest; then its record says nothing any more.
_KEPT_DAYS = 60
# Eight weeks and a reserve at a time; a vault that was lost and made anew may bring as many again, more than once.
MOST_LIVING = 40


def store_intake_keys(services: Services, caller: Caller, records: list[str]) -> int:
    """Verifies, test-seals and stores the caller's own intake keys (base64); returns how many were new.

    One bad key could otherwise stop every report. Raises `ProtocolError`, also for more keys than anybody needs;
    then nothing is stored.
    """
    today = services.day()
    checked = [_check(caller, decode_blob(record), today) for record in records]
    with services.store.writing() as session:
        stored = rows.add_intake_rows(
            session, [_row(key) for key in checked], forget_before=today - _KEPT_DAYS
        )
        if stored and rows.count_intake_rows(session, caller.id, not_after_from=today) > MOST_LIVING:
            # Every page loads this list: one member may not make it long. Raising undoes what was stored.
            raise BadLength(f"a member has at most {MOST_LIVING} intake keys that live")
    return stored


def _check(caller: Caller, record: bytes, today: int) -> IntakeKey:
    keyring = caller.directory.keyring
    key = parse_record(record, keyring, holders=(*keyring.intake_recipients, *statistics_officers(keyring)))
    if key.member_id != caller.id:
        raise Malformed("this intake key belongs to another member")
    first, last = _day(key.not_before), _day(key.not_after)
    if last < today - INTAKE_SKEW_DAYS or first > today + _FURTHEST_DAYS:
        raise Malformed("this intake key has lapsed, or begins too far ahead")
    wrap(key.kem_pk, b"amparo test seal", bytes(WRAP_PLAIN_LEN))
    return key


def _row(key: IntakeKey) -> rows.IntakeRow:
    return rows.IntakeRow(
        kem_hash=key.kem_hash,
        serial=0,
        member_id=key.member_id,
        kind=_KINDS[key.kind],
        not_before=_day(key.not_before),
        not_after=_day(key.not_after),
        record=key.record,
    )


def own_intake_keys(services: Services, caller: Caller) -> list[dict[str, str | int]]:
    """The caller's keys of today and later: which exist, so that a console knows what to make."""
    today = services.day()
    return [
        {
            "kem_hash": row.kem_hash.hex(),
            "kind": row.kind,
            "not_before": day_text(row.not_before),
            "not_after": day_text(row.not_after),
        }
        for row in caller.directory.intake
        if row.member_id == caller.id and row.not_after >= today
    ]


def store_suspension(services: Services, caller: Caller, record: bytes) -> None:
    """Stores a suspension that two entitled members signed. Raises `ProtocolError`."""
    suspension = check_suspension(record, caller.directory.keyring)
    with services.store.writing() as session:
        rows.add_suspension(session, suspension.keyring_hash, suspension.member_id, record)


def _day(value: date) -> int:
    return (value - _EPOCH) // timedelta(days=1)
