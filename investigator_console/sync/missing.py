"""What no page showed whole: entries that others refer to, and entries that were refused as altered.

They are asked for by id, in every case alike: which cases a member can open must not show in what is asked
for. So this looks at headers alone, never at keys.
"""

import json
from collections.abc import Iterable, Iterator
from itertools import islice

from crypto.event_header import EventHeader
from investigator_console.cases.entry import TABLE as ENTRIES
from investigator_console.cases.entry import StoredEntry
from investigator_console.cases.shelf import label
from investigator_console.language import gettext
from investigator_console.sync.report import SyncReport
from investigator_console.vault.opened import Vault

TABLE = "missing"
# A hostile portal can invent references without end; it gets this many questions a synchronisation.
ASKED_AT_MOST = 100


def note_parents(vault: Vault, entries: Iterable[StoredEntry]) -> None:
    """Remember which parents aren't here. Call it in the transaction that stores the entries."""
    for entry in entries:
        parents = () if entry.is_report else EventHeader.parse(entry.header).parents
        for parent in parents:
            if not vault.store.has(ENTRIES, parent) and not vault.store.has(TABLE, parent):
                _put(vault, parent, entry.case_id)


def ask_again_for(vault: Vault, event_ids: Iterable[bytes]) -> None:
    """Remember entries that were refused: a portal that was mended may have them whole."""
    for event_id in event_ids:
        if not vault.store.has(ENTRIES, event_id) and not vault.store.has(TABLE, event_id):
            _put(vault, event_id, b"")


def still_missing(vault: Vault) -> Iterator[bytes]:
    """The ids to ask for now, oldest first; what came by another way meanwhile is forgotten."""
    for event_id in islice(_ids(vault), ASKED_AT_MOST):
        if vault.store.has(ENTRIES, event_id):
            mark_found(vault, event_id)
        else:
            yield event_id


def mark_found(vault: Vault, event_id: bytes) -> None:
    """It is here."""
    vault.store.delete(TABLE, event_id)


def give_up_or_say(vault: Vault, event_id: bytes, report: SyncReport, *, gone: bool) -> None:
    """The portal didn't give it. Said once where something refers to it; forgotten where nothing does."""
    note = vault.document(TABLE, event_id) or {}
    if not note["case"]:
        if gone:
            mark_found(vault, event_id)
        return
    if not note["said"]:
        report.problems.append(
            gettext(
                "In case %(case)s something refers to an entry that the portal doesn't show (%(id)s). It may be "
                "withheld from you. Ask your co-holders for it, and tell whoever runs the portal.",
                case=label(bytes.fromhex(note["case"])),
                id=event_id.hex()[:12],
            )
        )
        _put(vault, event_id, bytes.fromhex(note["case"]), said=True)


def _ids(vault: Vault) -> Iterator[bytes]:
    for record in vault.store.each(TABLE):
        yield bytes.fromhex(json.loads(record.plaintext)["id"])


def _put(vault: Vault, event_id: bytes, case_id: bytes, *, said: bool = False) -> None:
    vault.put_document(TABLE, event_id, {"id": event_id.hex(), "case": case_id.hex(), "said": said})
