"""Own events that the portal hasn't taken yet, sealed, in the order in which they were written."""

import json
from dataclasses import dataclass

from investigator_console.vault.opened import Vault

TABLE = "outbox"


@dataclass(frozen=True)
class Waiting:
    """`refusal`: why the portal didn't take it, or "" where it was never asked.

    `acknowledges`: it tells the reporter that a person has read the report (rule E11).
    """

    event_id: bytes
    case_id: bytes
    submission: bytes
    refusal: str = ""
    acknowledges: bool = False


def enqueue(vault: Vault, waiting: Waiting) -> None:
    """Keep an event until the portal has it. Call it inside the transaction that stores the event."""
    facts = {
        "event": waiting.event_id.hex(),
        "case": waiting.case_id.hex(),
        "refusal": waiting.refusal,
        "acknowledges": waiting.acknowledges,
    }
    note = json.dumps(facts).encode("utf-8")
    record = len(note).to_bytes(4, "big") + note + waiting.submission
    vault.store.put(TABLE, waiting.event_id, record, parent=waiting.case_id)


def dequeue(vault: Vault, event_id: bytes) -> None:
    """The portal has it."""
    vault.store.delete(TABLE, event_id)


def waiting_events(vault: Vault, case_id: bytes | None = None) -> tuple[Waiting, ...]:
    """What waits, oldest first, of one case where `case_id` is given."""
    return tuple(_decode(record.plaintext) for record in vault.store.each(TABLE, parent=case_id))


def count_waiting(vault: Vault) -> int:
    """How many events wait."""
    return vault.store.count(TABLE)


def _decode(data: bytes) -> Waiting:
    end = 4 + int.from_bytes(data[:4], "big")
    note = json.loads(data[4:end])
    return Waiting(
        bytes.fromhex(note["event"]),
        bytes.fromhex(note["case"]),
        data[end:],
        note["refusal"],
        note["acknowledges"],
    )
