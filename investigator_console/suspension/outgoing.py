"""Suspensions that wait to be handed in: signed by two, and kept until the portal has them."""

from crypto.suspension import Suspension
from investigator_console.language import gettext
from investigator_console.sync.client import PortalClient
from investigator_console.sync.errors import PortalRefusedError
from investigator_console.sync.report import SyncReport
from investigator_console.vault.opened import Vault

TABLE = "suspension"


def hand_in(vault: Vault, record: bytes) -> None:
    """Keep a whole record (208 bytes) for the next synchronisation."""
    with vault.store.transaction():
        vault.store.put(TABLE, Suspension.parse(record).member_id, record)


def push_suspensions(vault: Vault, client: PortalClient, report: SyncReport) -> int:
    """Hand in what waits; returns how many the portal took. What it refuses is named once and dropped."""
    taken = 0
    for stored in list(vault.store.each(TABLE)):
        record = Suspension.parse(stored.plaintext)
        try:
            client.suspend(stored.plaintext)
            taken += 1
        except PortalRefusedError as refusal:
            report.problems.append(gettext("The portal refused a suspension: %(why)s", why=str(refusal)))
        vault.store.delete(TABLE, record.member_id)
    return taken
