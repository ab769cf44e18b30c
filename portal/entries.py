from base64 import b64encode
from datetime import date, timedelta
from typing import Any, TypedDict

from crypto.constants import SIGNATURE_LEN
from portal.store.orders import OrderRow
from portal.store.records import StoredRecord

_EPOCH = date(1970, 1, 1)


class WrapJson(TypedDict):
    """One wrap and its place among the header's wrap entries."""

    index: int
    wrap: str


class EntryJson(TypedDict):
    """A stored record on the wire: hex for ids and signatures, base64 for blobs, the day of receipt."""

    event_id: str
    header: str
    signatures: list[str]
    bodies: list[str | None]
    wraps: list[WrapJson]
    received_on: str


def day_text(day: int) -> str:
    """Days since 1970 as YYYY-MM-DD."""
    return (_EPOCH + timedelta(days=day)).isoformat()


def entry_json(record: StoredRecord) -> EntryJson:
    """The record as the API hands it out."""
    joined = record.signatures
    return {
        "event_id": record.event_id.hex(),
        "header": b64encode(record.header).decode("ascii"),
        "signatures": [
            joined[start : start + SIGNATURE_LEN].hex() for start in range(0, len(joined), SIGNATURE_LEN)
        ],
        "bodies": [None if body is None else b64encode(body).decode("ascii") for body in record.bodies],
        "wraps": [{"index": i, "wrap": b64encode(wrap).decode("ascii")} for i, wrap in record.wraps],
        "received_on": day_text(record.received_day),
    }


def order_json(row: OrderRow) -> dict[str, Any]:
    """An order on the wire."""
    return {
        "number": row.seq,
        "record": b64encode(row.record).decode("ascii"),
        "received_on": day_text(row.received_day),
    }
