"""Handing over own events, oldest first. What the portal refuses stays, with its reason."""

from dataclasses import replace

from investigator_console.cases.shelf import label
from investigator_console.language import gettext
from investigator_console.sync.client import PortalClient
from investigator_console.sync.errors import PortalRefusedError
from investigator_console.sync.outbox import dequeue, enqueue, waiting_events
from investigator_console.sync.progress import Progress
from investigator_console.sync.pull import touch
from investigator_console.sync.report import SyncReport
from investigator_console.vault.opened import Vault


def push_waiting(vault: Vault, client: PortalClient, report: SyncReport, progress: Progress) -> None:
    """Push what waits. After a refusal the case's later events stay too: they hang on the refused one."""
    waiting = waiting_events(vault)
    progress.enter("push", len(waiting))
    stopped: set[bytes] = set()
    for one in waiting:
        progress.advance(1)
        if one.case_id in stopped:
            continue
        try:
            client.send_event(one.submission, acknowledges=one.acknowledges)
        except PortalRefusedError as refusal:
            stopped.add(one.case_id)
            report.problems.append(
                gettext(
                    "The portal refused an entry of yours in case %(case)s: %(why)s It is kept here.",
                    case=label(one.case_id),
                    why=str(refusal),
                )
            )
            with vault.store.transaction():
                enqueue(vault, replace(one, refusal=str(refusal)))
                touch(vault, one.case_id)
            continue
        with vault.store.transaction():
            dequeue(vault, one.event_id)
            touch(vault, one.case_id)
        report.pushed += 1
