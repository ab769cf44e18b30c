"""Acts that hand keys on, kept sealed until the next synchronisation brings today's intake keys."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from investigator_console.vault.opened import Vault

TABLE = "key-order"


@dataclass(frozen=True)
class Order:
    """One thing to do. `what`: its kind and fields as JSON; `failure`: why it could not be done, or ""."""

    key: bytes
    case_id: bytes
    what: Mapping[str, Any]
    failure: str = ""


def place(vault: Vault, case_id: bytes, what: Mapping[str, Any]) -> None:
    """Keep an order. The same one a second time changes nothing: a double click is one wish."""
    if any(order.what == what and not order.failure for order in orders(vault, case_id)):
        return
    _put(vault, Order(secrets.token_bytes(16), case_id, what))


def place_again(vault: Vault, case_id: bytes, what: Mapping[str, Any], *, named: str) -> None:
    """Keep an order anew: of earlier ones with the same `named` field those that could not be done are forgotten."""
    with vault.store.transaction():
        for old in orders(vault, case_id):
            if old.what.get(named) == what[named] and old.failure:
                done(vault, old)
        place(vault, case_id, what)


def orders(vault: Vault, case_id: bytes | None = None) -> tuple[Order, ...]:
    """Orders, oldest first; of one case where `case_id` is given."""
    return tuple(_decode(record.plaintext) for record in vault.store.each(TABLE, parent=case_id))


def done(vault: Vault, order: Order) -> None:
    """Forget an order."""
    vault.store.delete(TABLE, order.key)


def failed(vault: Vault, order: Order, why: str) -> None:
    """Keep it with the reason, to be shown."""
    _put(vault, Order(order.key, order.case_id, order.what, why))


def _put(vault: Vault, order: Order) -> None:
    document = {
        "key": order.key.hex(),
        "case": order.case_id.hex(),
        "what": dict(order.what),
        "failure": order.failure,
    }
    vault.store.put(TABLE, order.key, json.dumps(document).encode("utf-8"), parent=order.case_id)


def _decode(data: bytes) -> Order:
    document = json.loads(data)
    return Order(
        bytes.fromhex(document["key"]), bytes.fromhex(document["case"]), document["what"], document["failure"]
    )
