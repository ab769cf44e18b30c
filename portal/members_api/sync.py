from typing import Any

from portal.entries import entry_json
from portal.services import Services
from portal.store.records import (
    START,
    Cursor,
    count_after,
    drop_wraps,
    one_record,
    records_after,
    store_epoch,
)

MAX_PAGE = 200
# A page of 200 plain reports is about 5 MB; where bodies are large a page simply holds fewer.
_PAGE_BYTES = 6 * 1024 * 1024
_PARTS = 3
_EPOCH_DIGITS = 8
_LARGEST = 2**63 - 1


class BadCursorError(Exception):
    """The cursor is none that this API gave out."""


def _write_cursor(epoch: str, cursor: Cursor) -> str:
    return f"{epoch}-{cursor[0]}-{cursor[1]}"


def _read_cursor(text: str, epoch: str) -> Cursor:
    if not text:
        return START
    parts = text.split("-")
    if (
        len(parts) != _PARTS
        or len(parts[0]) != _EPOCH_DIGITS
        or not all(part.isascii() and part.isdigit() for part in parts[1:])
    ):
        raise BadCursorError
    xid, seq = int(parts[1]), int(parts[2])
    if xid > _LARGEST or seq > _LARGEST:
        raise BadCursorError
    # After a restored backup numbers mean other records: whoever comes with an older cursor starts anew.
    return (xid, seq) if parts[0] == epoch else START


def page(services: Services, reader: bytes, after: str, limit: int) -> dict[str, Any]:
    """The next records of all cases with the reader's wraps and the reporters'. Raises `BadCursorError`."""
    with services.store.reading() as session:
        epoch = store_epoch(session)
        cursor = _read_cursor(after, epoch)
        records = records_after(session, cursor, limit=limit, max_bytes=_PAGE_BYTES, reader=reader)
        last = records[-1].cursor if records else cursor
        remaining = count_after(session, last) if records else 0
    entries = [{**entry_json(record), "cursor": _write_cursor(epoch, record.cursor)} for record in records]
    return {
        "epoch": epoch,
        "entries": entries,
        "next": _write_cursor(epoch, last),
        "more": remaining > 0,
        "remaining": remaining,
    }


def single(services: Services, reader: bytes, event_id: bytes) -> dict[str, Any] | None:
    """One record by its id; None where there is none."""
    with services.store.reading() as session:
        record = one_record(session, event_id, reader)
    return None if record is None else dict(entry_json(record))


def acknowledge(services: Services, reader: bytes, event_ids: list[bytes]) -> None:
    """Drops the reader's wraps of these records. Unknown ids change nothing and tell nothing."""
    with services.store.writing() as session:
        drop_wraps(session, event_ids, reader)
