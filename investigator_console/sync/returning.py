"""Giving back what a portal has lost (protocol E8): which cases to look at whole, and what to say of each.

A case is looked at whole as soon as anything of it is found missing; after a restored backup all cases are, in the
same synchronisation. Entries that an order to destroy names are never offered.
"""

import json
from collections.abc import Iterable
from datetime import date, timedelta

from crypto.constants import KIND_CODE_REPLACED, KIND_GENESIS, KIND_KEYS, WRAP_REPORTER
from crypto.event_header import EventHeader
from crypto.types import DeploymentId
from investigator_console.cases.entry import TABLE as ENTRIES
from investigator_console.cases.entry import StoredEntry
from investigator_console.cases.keys import read_keys
from investigator_console.cases.record import load_case
from investigator_console.cases.shelf import label
from investigator_console.language import gettext, ngettext
from investigator_console.sync.audit import STRETCHES, WITHHELD, look_for_withheld, note_given_back
from investigator_console.sync.client import PortalClient
from investigator_console.sync.offering import Offered, offer
from investigator_console.sync.orders import known_orders, push_orders
from investigator_console.sync.outbox import waiting_events
from investigator_console.sync.report import SyncReport
from investigator_console.vault.opened import Vault
from policies import Policies

TABLE = "to-return"
EPOCH = b"epoch"
RESTORED = b"restored"
# Nobody is called about a report that is older than this: its hours have run out, or somebody has answered.
_ALARM = timedelta(days=3)


def note_epoch(vault: Vault, epoch: str) -> None:
    """Notice that the portal's database was restored. Call it in the transaction that stores a page, before it does.

    From here on the pages begin anew: what they don't show of what is known here is lost.
    """
    before = str((vault.document("state", EPOCH) or {}).get("epoch", ""))
    if not epoch or epoch == before:
        return
    if before:
        vault.store.clear(STRETCHES)
        vault.put_document("state", RESTORED, {"epoch": epoch})
    vault.put_document("state", EPOCH, {"epoch": epoch})


def note_shown_again(vault: Vault, entry: StoredEntry, today: date) -> None:
    """A report that is known here came again: after a restored backup, or since a colleague gave it back.

    The portal counts it as unanswered then, unless a console that reads it says otherwise.
    """
    if entry.kind != KIND_GENESIS or date.fromisoformat(entry.received_on) < today - _ALARM:
        return
    look_whole_at(vault, entry.case_id, ())
    known = vault.store.get(ENTRIES, entry.event_id)
    same_day = known is not None and StoredEntry.decode(known).received_on == entry.received_on
    if not same_day or entry.received_on == today.isoformat():
        note_given_back(vault, entry.case_id, entry.received_on)


def look_whole_at(vault: Vault, case_id: bytes, missing: Iterable[bytes]) -> None:
    """Have a case given back; `missing`: ids of entries that the portal was asked for and did not show."""
    before = (vault.document(TABLE, case_id) or {}).get("missing", [])
    names = sorted({*before, *(one.hex() for one in missing)})
    vault.put_document(TABLE, case_id, {"case": case_id.hex(), "missing": names}, parent=case_id)


def give_back_after_restoring(
    vault: Vault, client: PortalClient, policies: Policies, report: SyncReport, today: date
) -> None:
    """Once all pages are read: everything that a restored database lacks, of all cases, at once."""
    if _look_after_restoring(vault):
        # What was destroyed goes first: nothing of it may be there when the rest is given back.
        push_orders(vault, client, report)
    _give_back(vault, client, policies, report, today)


def give_back_withheld(
    vault: Vault, client: PortalClient, policies: Policies, report: SyncReport, today: date
) -> None:
    """Read the next stretch of the old log again; give back whole cases of which something is missing there."""
    for case_id, missing in look_for_withheld(vault, client).items():
        look_whole_at(vault, case_id, missing)
    _give_back(vault, client, policies, report, today)


def _look_after_restoring(vault: Vault) -> bool:
    """Which cases a restored database lacks something of. False where it was not restored since."""
    if vault.document("state", RESTORED) is None:
        return False
    shown = {one for stretch in vault.store.each(STRETCHES) for one in json.loads(stretch.plaintext)["ids"]}
    shown |= {one.event_id.hex() for one in waiting_events(vault)}
    lacking: dict[bytes, list[bytes]] = {}
    for stored in vault.store.each(ENTRIES):
        entry = StoredEntry.decode(stored.plaintext)
        if entry.event_id.hex() not in shown:
            lacking.setdefault(entry.case_id, []).append(entry.event_id)
    with vault.store.transaction():
        for case_id, missing in lacking.items():
            look_whole_at(vault, case_id, missing)
        vault.store.delete("state", RESTORED)
    return True


def _give_back(
    vault: Vault, client: PortalClient, policies: Policies, report: SyncReport, today: date
) -> None:
    for document in [json.loads(record.plaintext) for record in vault.store.each(TABLE)]:
        case_id = bytes.fromhex(document["case"])
        missing = frozenset(bytes.fromhex(one) for one in document["missing"])
        destroyed = {bytes(e) for order in known_orders(vault, case_id) for e in order.signed.order.events}
        waiting = {one.event_id for one in waiting_events(vault, case_id)}
        stored = [StoredEntry.decode(one.plaintext) for one in vault.store.each(ENTRIES, parent=case_id)]
        entries = [one for one in stored if one.event_id not in destroyed | waiting]
        acknowledged = _is_acknowledged(vault, policies, case_id)
        if not missing and not acknowledged:
            vault.store.delete(TABLE, case_id)
            continue
        outcome = offer(client, entries, DeploymentId(vault.deployment_id), acknowledged=acknowledged)
        # What it hides from this member alone it has all the same, and says so.
        back = outcome.stored | {e.event_id for e in entries if e.event_id in missing} - set(outcome.refused)
        report.returned += len(back)
        report.problems += _in_words(case_id, entries, back, outcome)
        with vault.store.transaction():
            for event_id in back | set(outcome.refused):
                note = {
                    "event": event_id.hex(),
                    "on": today.isoformat(),
                    "returned": event_id in back,
                    "lost": event_id in outcome.stored,
                }
                vault.put_document(WITHHELD, event_id, note, parent=case_id)
            lost = [entry for entry in entries if entry.event_id in outcome.stored]
            if any(entry.is_report or entry.kind == KIND_KEYS for entry in lost):
                note_given_back(vault, case_id, today.isoformat(), _recipients(lost))
            if "unknown-keyring" not in outcome.refused.values():
                vault.store.delete(TABLE, case_id)
            if back or outcome.refused:
                vault.store.put("touched", case_id, case_id)


def _recipients(lost: list[StoredEntry]) -> set[bytes]:
    """To whom grants and rotations among these had wrapped keys."""
    headers = [EventHeader.parse(entry.header) for entry in lost if entry.kind == KIND_KEYS]
    return {wrap.recipient_id for header in headers for wrap in header.wraps if wrap.kind != WRAP_REPORTER}


def _is_acknowledged(vault: Vault, policies: Policies, case_id: bytes) -> bool:
    if read_keys(vault, case_id).empty:
        return False
    case = load_case(vault, policies, case_id).case
    return case is not None and case.acknowledged


def _in_words(case_id: bytes, entries: list[StoredEntry], back: set[bytes], outcome: Offered) -> list[str]:
    """What was lost, what came back, and what somebody has to do about it."""
    kinds = {entry.event_id: entry.kind for entry in entries}
    name = label(case_id)
    said = []
    if any(kinds[one] == KIND_GENESIS for one in back):
        said.append(
            gettext(
                "The portal had lost case %(case)s. The report and everything that this computer holds of it were "
                "given back; the reporter's code opens it again. Keys for colleagues who had not fetched it are gone: "
                "the page Who has access names them, and a co-holder grants it to them again.",
                case=name,
            )
        )
    elif any(kinds[one] == KIND_CODE_REPLACED for one in back):
        said.append(
            gettext(
                "The portal had forgotten that the reporter of case %(case)s took a new code. It was told: the old "
                "code opens nothing any more.",
                case=name,
            )
        )
    elif back:
        said.append(
            ngettext(
                "The portal no longer shows an entry of case %(case)s that it had before. It was handed back to it. "
                "Tell whoever runs the portal.",
                "The portal no longer shows %(num)s entries of case %(case)s that it had before. They were handed "
                "back to it. Tell whoever runs the portal.",
                len(back),
                case=name,
            )
        )
    said += [_refused_in_words(reason, name) for reason in sorted(set(outcome.refused.values()))]
    return said


def _refused_in_words(reason: str, name: str) -> str:
    if reason == "code-replaced":
        return gettext(
            "In case %(case)s a new code was taken since the portal lost the reporter's own new code. Whoever writes "
            "there now may be somebody else: do not answer there. Tell oversight and whoever runs the portal.",
            case=name,
        )
    if reason == "destroyed":
        return gettext(
            "Something of case %(case)s could not be handed back to the portal: two members had it destroyed.",
            case=name,
        )
    if reason == "unknown-keyring":
        return gettext(
            "Case %(case)s could not be handed back to the portal, which has lost the keyring that it names. Have it "
            "published there again, then synchronise.",
            case=name,
        )
    return gettext(
        "The portal has lost something of case %(case)s, and it could not be handed back from here (%(why)s). Tell "
        "whoever runs the portal, and your co-holders.",
        case=name,
        why=reason,
    )
