"""Fetching entries page by page: store, advance the cursor in the same transaction, then acknowledge."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from crypto.constants import COMPARTMENTS
from crypto.submission import HeldKeys
from investigator_console.cases.entry import TABLE as ENTRIES
from investigator_console.cases.entry import StoredEntry, without_foreign_bodies
from investigator_console.cases.keys import CaseKeys, read_keys, write_keys
from investigator_console.cases.refolding import summarise_case
from investigator_console.cases.shelf import Shelf
from investigator_console.referrals.service import follow_change, follow_dates
from investigator_console.sync.audit import note_places
from investigator_console.sync.client import PortalClient
from investigator_console.sync.ingest import Ingested, Ingester
from investigator_console.sync.keyrings import KeyringShelf
from investigator_console.sync.missing import (
    ask_again_for,
    give_up_or_say,
    mark_found,
    note_parents,
    still_missing,
)
from investigator_console.sync.orders import note_shown_destroyed
from investigator_console.sync.progress import Progress
from investigator_console.sync.report import SyncReport
from investigator_console.sync.returning import note_epoch, note_shown_again
from investigator_console.vault.opened import Vault
from policies import Policies

CURSOR = b"cursor"
TOUCHED = "touched"
# Folded, and still to be looked at for what follows from the change.
TO_FOLLOW = "to-follow"
STORED = "stored-wraps"
ACKNOWLEDGED_AT_ONCE = 500
FOLDED_AT_ONCE = 50


def pull_entries(
    vault: Vault,
    client: PortalClient,
    ingester: Ingester,
    keyrings: KeyringShelf,
    shelf: Shelf,
    policies: Policies,
    progress: Progress,
    today: date,
) -> None:
    """Fetch everything after the stored cursor. Whoever stops in between goes on there next time."""
    progress.enter("pull")
    for cursor, page in client.pages(read_cursor(vault)):
        read = [ingester.read(entry) for entry in page.entries]
        ingested = [one for one in read if one is not None]
        keyrings.fetch_for(one.entry for one in ingested)
        with vault.store.transaction():
            note_epoch(vault, page.epoch)
            for one in ingested:
                if vault.store.has(ENTRIES, one.entry.event_id):
                    note_shown_again(vault, one.entry, today)
                    note_shown_destroyed(vault, one.entry)
            _store_ingested(vault, ingested, ingester.report)
            note_places(vault, cursor, page.entries)
            refused = [entry.event_id for entry, one in zip(page.entries, read, strict=True) if one is None]
            ask_again_for(vault, refused)
            vault.put_document("state", CURSOR, {"cursor": page.next})
        _complete_reports(vault, client, ingested)
        refold_touched(vault, shelf, policies)
        acknowledge_stored(vault, client, ingester.report)
        ingester.report.entries += len(page.entries)
        progress.advance(len(page.entries), page.remaining)


def read_cursor(vault: Vault) -> str:
    """Where the last fetch ended; "" before the first."""
    document = vault.document("state", CURSOR)
    return "" if document is None else str(document["cursor"])


def refold_touched(vault: Vault, shelf: Shelf, policies: Policies) -> None:
    """Fold every case that changed since its summary was made; survives a break in between."""
    touched = [record.plaintext for record in vault.store.each(TOUCHED)]
    # In small transactions: the pages wait for the store while one lasts, and each costs one durable commit.
    for start in range(0, len(touched), FOLDED_AT_ONCE):
        with vault.store.transaction():
            for case_id in touched[start : start + FOLDED_AT_ONCE]:
                shelf.put(summarise_case(vault, policies, case_id, shelf.get(case_id)))
                vault.store.delete(TOUCHED, case_id)
                vault.store.put(TO_FOLLOW, case_id, case_id)


def follow_touched(vault: Vault, shelf: Shelf, policies: Policies, today: date) -> None:
    """Write what follows by itself from what came, and from the day; survives a break in between."""
    for case_id in [record.plaintext for record in vault.store.each(TO_FOLLOW)]:
        with vault.store.transaction():
            follow_change(vault, shelf, policies, case_id, today)
            vault.store.delete(TO_FOLLOW, case_id)
    follow_dates(vault, shelf, policies, today)


def touch(vault: Vault, case_id: bytes) -> None:
    """Have a case folded again."""
    vault.store.put(TOUCHED, case_id, case_id)


def acknowledge_stored(vault: Vault, client: PortalClient, report: SyncReport) -> None:
    """Tell the portal which wraps it may drop. Only what an earlier transaction made durable is told."""
    for record in list(vault.store.each(STORED)):
        document = json.loads(record.plaintext)
        ids = [bytes.fromhex(event_id) for event_id in document["ids"]]
        for start in range(0, len(ids), ACKNOWLEDGED_AT_ONCE):
            client.acknowledge(ids[start : start + ACKNOWLEDGED_AT_ONCE])
        vault.store.delete(STORED, bytes.fromhex(document["key"]))
        report.acknowledged += len(ids)


def fetch_missing(vault: Vault, client: PortalClient, ingester: Ingester, keyrings: KeyringShelf) -> None:
    """Ask by id for what no page showed whole: what others refer to, and what was refused before."""
    for event_id in still_missing(vault):
        entry = client.entry(event_id)
        read = None if entry is None or entry.event_id != event_id else ingester.read(entry)
        if read is None:
            give_up_or_say(vault, event_id, ingester.report, gone=entry is None)
            continue
        keyrings.fetch_for([read.entry])
        with vault.store.transaction():
            _store_ingested(vault, [read], ingester.report)
            mark_found(vault, event_id)
        _complete_reports(vault, client, [read])


def _store_ingested(vault: Vault, ingested: Sequence[Ingested], report: SyncReport) -> None:
    touched: set[bytes] = set()
    for one in ingested:
        keys, new_keys = _store_keys(vault, one, report)
        if _store_entry(vault, one.entry, keys) or new_keys:
            touched.add(one.entry.case_id)
    for case_id in touched:
        touch(vault, case_id)
    note_parents(vault, [one.entry for one in ingested])
    ids = [one.entry.event_id.hex() for one in ingested if one.acknowledge]
    if ids:
        key = secrets.token_bytes(16)
        vault.put_document(STORED, key, {"key": key.hex(), "ids": ids})


def _store_keys(vault: Vault, one: Ingested, report: SyncReport) -> tuple[CaseKeys, bool]:
    """The keys of its case, and whether there are new ones."""
    before = read_keys(vault, one.entry.case_id)
    keys = before
    for held in one.keys:
        keys = _adding(keys, held)
    if keys != before:
        write_keys(vault, one.entry.case_id, keys)
        report.opened += before.empty
    return keys, keys != before


def _adding(keys: CaseKeys, held: HeldKeys) -> CaseKeys:
    return keys.adding(held.records, held.share, held.threads)


def _store_entry(vault: Vault, entry: StoredEntry, keys: CaseKeys) -> bool:
    """Whether it is new here."""
    if vault.store.has(ENTRIES, entry.event_id):
        return False
    kept = without_foreign_bodies(entry, keys.held)
    vault.store.put(ENTRIES, entry.event_id, kept.encode(), parent=entry.case_id)
    return True


def _complete_reports(vault: Vault, client: PortalClient, ingested: Sequence[Ingested]) -> None:
    """After a grant: fetch the bodies of a report that were of no use here before."""
    for case_id in {one.entry.case_id for one in ingested if one.keys and not one.is_report}:
        held = read_keys(vault, case_id).held
        for record in list(vault.store.each(ENTRIES, parent=case_id)):
            entry = StoredEntry.decode(record.plaintext)
            lacking = entry.is_report and any(
                body is None and c in held for c, body in zip(COMPARTMENTS, entry.bodies, strict=True)
            )
            fetched = client.entry(entry.event_id) if lacking else None
            if fetched is not None and fetched.header == entry.header:
                whole = replace(entry, bodies=fetched.bodies)
                kept = without_foreign_bodies(whole, held)
                with vault.store.transaction():
                    vault.store.put(ENTRIES, entry.event_id, kept.encode(), parent=case_id)
                    touch(vault, case_id)
