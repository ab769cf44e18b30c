"""Which cases were looked at and when: a log of openings, sealed in the vault."""

import json
from datetime import UTC, datetime

from investigator_console.cases.record import CaseRecord
from investigator_console.cases.shelf import Shelf
from investigator_console.vault.opened import Vault

TABLE = "opening"
# Going back and forth within a case is one reading, not twenty.
SAME_READING_SECONDS = 600


def note_opening(
    vault: Vault, shelf: Shelf, case_id: bytes, record: CaseRecord, *, read: bool = True
) -> None:
    """Seal one line of the log; with `read`, remember that this member has seen what the case holds now."""
    now = datetime.now(UTC)
    with vault.store.transaction():
        last = vault.document("last-opening", case_id)
        if last is None or now.timestamp() - float(last["at"]) > SAME_READING_SECONDS:
            number = vault.store.count(TABLE)
            line = {
                "case": case_id.hex(),
                "at": now.isoformat(timespec="seconds"),
                "events": len(record.entries),
            }
            vault.store.put(TABLE, number.to_bytes(8, "big"), json.dumps(line).encode("utf-8"))
        vault.put_document("last-opening", case_id, {"at": now.timestamp()})
        summary = shelf.get(case_id)
        if read and summary is not None and (not summary.opened or summary.seen != summary.messages):
            shelf.change(case_id, opened=True, seen=summary.messages)


def count_openings(vault: Vault) -> int:
    """How many lines the log holds."""
    return vault.store.count(TABLE)
