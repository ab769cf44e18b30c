"""Noticing what a portal withholds (protocol E8).

A cursor only shows what is new, so a portal could drop old entries unseen. Therefore every synchronisation
reads one stretch of the old log again, in turn through all of it, the same for every member: which cases
somebody works on doesn't decide what is asked for.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from crypto.constants import COMPARTMENTS
from crypto.errors import ProtocolError
from crypto.events import EventSubmission
from crypto.events import event_id as id_of
from crypto.returned import reporters_wraps
from crypto.submission import Submission
from crypto.types import DeploymentId
from investigator_console.cases.entry import TABLE as ENTRIES
from investigator_console.cases.entry import StoredEntry, without_foreign_bodies
from investigator_console.sync.answers import Entry
from investigator_console.sync.client import PortalClient
from investigator_console.sync.outbox import waiting_events
from investigator_console.vault.opened import Vault

STRETCHES = "stretch"
WITHHELD = "withheld"
GIVEN_BACK = "given-back"
ORDERS = "order"
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


def look_for_withheld(vault: Vault, client: PortalClient) -> dict[bytes, list[bytes]]:
    """Read the next stretch again. What the portal no longer shows of it: event ids by case."""
    missing: dict[bytes, list[bytes]] = {}
    stretches = vault.store.count(STRETCHES)
    if not stretches:
        return missing
    turn = int((vault.document("state", NEXT) or {}).get("turn", 0)) % stretches
    stretch = vault.document(STRETCHES, _key(turn))
    if stretch is not None:
        page = client.entries(stretch["after"], limit=STRETCH).entries
        shown = {_true_id(vault, entry): entry for entry in page}
        waiting = {one.event_id for one in waiting_events(vault)}
        for event_id in (bytes.fromhex(one) for one in stretch["ids"]):
            found = vault.store.get(ENTRIES, event_id)
            # Asked for one by one before it is called withheld: pages may be cut differently by another
            # version.
            if event_id in shown:
                _complete(vault, found, shown[event_id])
            elif _true_id(vault, client.entry(event_id)) != event_id and found and event_id not in waiting:
                missing.setdefault(StoredEntry.decode(found).case_id, []).append(event_id)
    vault.put_document("state", NEXT, {"turn": turn + 1})
    return missing


def withheld_events(vault: Vault, case_id: bytes) -> tuple[tuple[bytes, str, bool], ...]:
    """(event id, day, handed back) for each entry of a case that the portal was found without."""
    documents = [json.loads(record.plaintext) for record in vault.store.each(WITHHELD, parent=case_id)]
    return tuple((bytes.fromhex(one["event"]), str(one["on"]), bool(one["returned"])) for one in documents)


def note_given_back(vault: Vault, case_id: bytes, day: str, unsure: Iterable[bytes] = ()) -> None:
    """The portal has a case again without the keys for colleagues. `day`: YYYY-MM-DD.

    `unsure`: ids of members to whom lost keys of a grant or a rotation were wrapped.
    """
    before = vault.document(GIVEN_BACK, case_id) or {}
    names = sorted({*before.get("unsure", ()), *(one.hex() for one in unsure)})
    if before.get("on") == day:
        vault.put_document(GIVEN_BACK, case_id, {**before, "unsure": names}, parent=case_id)
        return
    known = [
        StoredEntry.decode(one.plaintext).event_id.hex() for one in vault.store.each(ENTRIES, parent=case_id)
    ]
    vault.put_document(GIVEN_BACK, case_id, {"on": day, "known": known, "unsure": names}, parent=case_id)


@dataclass(frozen=True)
class GivenBack:
    """A case that the portal had lost. `on`: the day on which it got it back, or "" where it never had to.

    `known`: ids, in hex, of what was known of the case by then; `unsure`: see `note_given_back`, in hex.
    """

    on: str = ""
    known: frozenset[str] = frozenset()
    unsure: frozenset[str] = frozenset()


def given_back(vault: Vault, case_id: bytes) -> GivenBack:
    """Whether and when the portal got a case back."""
    note = vault.document(GIVEN_BACK, case_id) or {}
    return GivenBack(
        str(note.get("on", "")), frozenset(note.get("known", ())), frozenset(note.get("unsure", ()))
    )


def _true_id(vault: Vault, entry: Entry | None) -> bytes:
    """The id that an entry's header gives: an id on an empty shell would hide that the rest is gone."""
    return b"" if entry is None else id_of(entry.header, DeploymentId(vault.deployment_id))


def _complete(vault: Vault, found: bytes | None, shown: Entry) -> None:
    """Keep what an earlier version did not, so that it can be given back: bodies for others, the reporter's wraps."""
    if found is None:
        return
    entry = StoredEntry.decode(found)
    if entry.wraps or next(vault.store.each(ORDERS, parent=entry.case_id), None) is not None:
        # Nothing of a case of which something was destroyed: a portal may show that again.
        return
    try:
        if entry.is_report:
            report = Submission.assemble(entry.header, entry.signatures[0], shown.wraps, shown.bodies)
            held = frozenset(
                c for c, body in zip(COMPARTMENTS, entry.bodies, strict=True) if body is not None
            )
            whole = without_foreign_bodies(replace(entry, bodies=report.bodies), held)
            kept = replace(whole, wraps=reporters_wraps(report))
        else:
            event = EventSubmission.assemble(entry.header, entry.signatures, shown.wraps)
            kept = replace(entry, wraps=reporters_wraps(event))
    except ProtocolError:
        return
    if kept != entry:
        vault.store.put(ENTRIES, entry.event_id, kept.encode(), parent=entry.case_id)


def _key(number: int) -> bytes:
    return number.to_bytes(8, "big")
