"""Noticing what a portal withholds (protocol E8).

A cursor only shows what is new, so a portal could drop old entries unseen. Therefore every synchronisation
reads one stretch of the old log again, in turn through all of it, the same for every member: which cases
somebody works on doesn't decide what is asked for.
"""

import json
from collections.abc import Sequence
from datetime import date

from crypto.errors import ProtocolError
from crypto.events import EventSubmission
from crypto.events import event_id as id_of
from crypto.types import DeploymentId
from investigator_console.cases.entry import TABLE as ENTRIES
from investigator_console.cases.entry import StoredEntry
from investigator_console.cases.shelf import label
from investigator_console.language import gettext
from investigator_console.sync.client import Entry, PortalClient
from investigator_console.sync.errors import PortalRefusedError
from investigator_console.sync.outbox import waiting_events
from investigator_console.sync.report import SyncReport
from investigator_console.vault.opened import Vault

STRETCHES = "stretch"
WITHHELD = "withheld"
NEXT = b"audit"
STRETCH = 40


def note_places(vault: Vault, cursor: str, entries: Sequence[Entry]) -> None:
    """Remember which entries stand between which cursors. Call it in the transaction that stores the page."""
    start, number = cursor, vault.store.count(STRETCHES)
    if number:
        last = vault.document(STRETCHES, _key(number - 1)) or {}
        if last["next"] == cursor and len(last["ids"]) + len(entries) <= STRETCH:
            ids = [*last["ids"], *(entry.event_id.hex() for entry in entries)]
            if entries:
                vault.put_document(
                    STRETCHES, _key(number - 1), {**last, "ids": ids, "next": entries[-1].cursor}
                )
            return
    for at in range(0, len(entries), STRETCH):
        some = entries[at : at + STRETCH]
        document = {"after": start, "next": some[-1].cursor, "ids": [entry.event_id.hex() for entry in some]}
        vault.put_document(STRETCHES, _key(number), document)
        start, number = some[-1].cursor, number + 1


def look_for_withheld(vault: Vault, client: PortalClient, report: SyncReport, today: date) -> None:
    """Read the next stretch again; hand back what the portal no longer shows, and say so."""
    stretches = vault.store.count(STRETCHES)
    if not stretches:
        return
    turn = int((vault.document("state", NEXT) or {}).get("turn", 0)) % stretches
    stretch = vault.document(STRETCHES, _key(turn))
    if stretch is not None:
        page = client.entries(stretch["after"], limit=STRETCH).entries
        shown = {_true_id(vault, entry) for entry in page}
        for event_id in (bytes.fromhex(one) for one in stretch["ids"]):
            # Asked for one by one before it is called withheld: pages may be cut differently by another
            # version.
            if event_id not in shown and _true_id(vault, client.entry(event_id)) != event_id:
                _hand_back(vault, client, event_id, report, today)
    vault.put_document("state", NEXT, {"turn": turn + 1})


def withheld_events(vault: Vault, case_id: bytes) -> tuple[tuple[bytes, str, bool], ...]:
    """(event id, day, handed back) for each entry of a case that the portal was found without."""
    documents = [json.loads(record.plaintext) for record in vault.store.each(WITHHELD, parent=case_id)]
    return tuple((bytes.fromhex(one["event"]), str(one["on"]), bool(one["returned"])) for one in documents)


def _true_id(vault: Vault, entry: Entry | None) -> bytes:
    """The id that an entry's header gives: an id on an empty shell would hide that the rest is gone."""
    return b"" if entry is None else id_of(entry.header, DeploymentId(vault.deployment_id))


def _hand_back(vault: Vault, client: PortalClient, event_id: bytes, report: SyncReport, today: date) -> None:
    found = vault.store.get(ENTRIES, event_id)
    if found is None or any(one.event_id == event_id for one in waiting_events(vault)):
        return
    entry = StoredEntry.decode(found)
    returned = _upload(client, entry)
    report.returned += returned
    report.problems.append(
        gettext(
            "The portal no longer shows an entry of case %(case)s that it had before. ",
            case=label(entry.case_id),
        )
        + (
            gettext("It was handed back to it. Tell whoever runs the portal.")
            if returned
            else gettext(
                "It could not be handed back from here. Tell whoever runs the portal, and your co-holders."
            )
        )
    )
    note = {"event": event_id.hex(), "on": today.isoformat(), "returned": returned}
    with vault.store.transaction():
        vault.put_document(WITHHELD, event_id, note, parent=entry.case_id)
        vault.store.put("touched", entry.case_id, entry.case_id)


def _upload(client: PortalClient, entry: StoredEntry) -> bool:
    if entry.is_report:
        return False  # a report needs everybody's wraps, and nobody holds those
    try:
        event = EventSubmission.assemble(entry.header, entry.signatures, {}, entry.bodies[0])
        client.send_event(event.encode())
    except (ProtocolError, PortalRefusedError, IndexError):
        return False
    return True


def _key(number: int) -> bytes:
    return number.to_bytes(8, "big")
