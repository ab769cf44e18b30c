import json
from dataclasses import dataclass

from crypto.constants import VERIFY_KEY_LEN
from crypto.reporter_keys import mailbox_id
from portal.alarm.cover import cover_json
from portal.alarm.roster import Cover, on_duty
from portal.entries import entry_json, order_json
from portal.services import Services
from portal.store.cases import mailbox_by_id
from portal.store.orders import OrderRow, orders_of_case
from portal.store.records import StoredRecord, thread_records

_KIB = 1_024
_SMALLEST_BUCKET = 16 * _KIB
_GROWTH = 2


@dataclass(frozen=True)
class OpenMailbox:
    """The thread plane of a case, oldest first: the reporter's wraps only, the report without bodies.

    `orders`: what two members had destroyed, signed; `cover`: of the duty roster, the same for every case.
    """

    case_id: bytes
    records: list[StoredRecord]
    orders: list[OrderRow]
    cover: Cover


def open_mailbox(services: Services, auth_vk: bytes) -> OpenMailbox | None:
    """The mailbox that this log-in key (32 bytes) opens; None for one that is unknown or was replaced.

    The caller has proof of the key: `check_login` for a browser, the code itself on the basic path.
    """
    if len(auth_vk) != VERIFY_KEY_LEN:
        return None
    wanted = mailbox_id(auth_vk, services.settings.deployment_id)
    with services.store.reading() as session:
        mailbox = mailbox_by_id(session, wanted)
        if mailbox is None:
            return None
        return OpenMailbox(
            mailbox.case_id,
            thread_records(session, mailbox.case_id),
            orders_of_case(session, mailbox.case_id),
            on_duty(session, services.settings, services.clock()).cover,
        )


def padded_answer(opened: OpenMailbox) -> bytes:
    """The JSON answer, padded to 16, 32, 64, 128 KiB, and on by doubling: no thread is too long."""
    entries = [entry_json(record) for record in opened.records]
    bare = json.dumps(
        {
            "case_id": opened.case_id.hex(),
            "entries": entries,
            "orders": [order_json(row) for row in opened.orders],
            "cover": cover_json(opened.cover),
            "pad": "",
        },
        separators=(",", ":"),
    )
    bucket = _SMALLEST_BUCKET
    while bucket < len(bare):
        bucket *= _GROWTH
    closing = '"}'
    return b"".join(
        (bare[: -len(closing)].encode("ascii"), b"=" * (bucket - len(bare)), closing.encode("ascii"))
    )
