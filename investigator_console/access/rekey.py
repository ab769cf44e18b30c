"""What a synchronisation does about keys: carry out orders, re-key lanes where somebody left, forget what was lost.

It stands between fetching and sending, so that every decision knows what colleagues did, and the intake keys are
today's.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from crypto.constants import COORDINATION
from crypto.errors import ProtocolError
from crypto.intake import parse_list
from crypto.keyring import Keyring
from investigator_console.access.candidates import list_candidates, may_grant_excluded, perhaps_keyless
from investigator_console.access.gate import active_members, is_over
from investigator_console.access.keywork import Gift, Reach, Rekeyed, grant, rotate_lane
from investigator_console.access.leaving import lanes_of, leave_case, removable_lanes, take_off
from investigator_console.access.orders import Order, done, failed, orders
from investigator_console.cases.entry import TABLE as ENTRIES
from investigator_console.cases.entry import StoredEntry, without_foreign_bodies
from investigator_console.cases.keys import read_keys, write_keys
from investigator_console.cases.record import load_case
from investigator_console.cases.refolding import keep_in_step, refold
from investigator_console.cases.shelf import Shelf, label
from investigator_console.cases.summary import CaseSummary
from investigator_console.cases.wording import lane_label, member_in_words
from investigator_console.cases.writing import Refused
from investigator_console.identity.handing import hand_over_share, send_request
from investigator_console.language import gettext
from investigator_console.sync.client import PortalClient
from investigator_console.sync.outbox import waiting_events
from investigator_console.sync.report import SyncReport
from investigator_console.vault.opened import Vault
from policies import Policies

CHECKED = b"checked-members"


def work_on_keys(
    vault: Vault,
    client: PortalClient,
    shelf: Shelf,
    policies: Policies,
    keyring: Keyring,
    report: SyncReport,
    today: date,
) -> None:
    """All of it. What can't be done stays, with its reason, and is tried or shown again."""
    _look_again_after_departures(vault, shelf, policies, keyring)
    waiting = orders(vault)
    due = [one for one in shelf.known() if one.rekey or is_over(one.ends, today)]
    if waiting or due:
        try:
            reach = Reach.of(keyring, parse_list(client.intake(), keyring, today=today), today)
        except ProtocolError:
            report.problems.append(
                gettext("The portal's list of intake keys can't be read. No key was handed on.")
            )
            return
        for order in waiting:
            _carry_out(vault, shelf, policies, order, reach)
        cases = {one.case_id for one in due} | {
            one.case_id for one in shelf.known() if one.rekey or is_over(one.ends, today)
        }
        for case_id in sorted(cases):
            _rekey_case(vault, shelf, policies, case_id, reach, report)
    _forget_lost(vault, shelf, policies)


def _carry_out(vault: Vault, shelf: Shelf, policies: Policies, order: Order, reach: Reach) -> None:
    do: Mapping[str, Callable[..., str]] = {
        "grant": _grant,
        "leave": _leave,
        "leaver": _take_off_everywhere,
        "identity-request": send_request,
        "identity-share": hand_over_share,
    }
    act = do.get(str(order.what.get("do")))
    with vault.store.transaction():
        why = gettext("unknown") if act is None else act(vault, shelf, policies, order, reach)
        if why:
            failed(vault, order, why)
            return
        done(vault, order)
        if order.case_id:
            _refresh(vault, shelf, policies, order.case_id)


def _grant(vault: Vault, shelf: Shelf, policies: Policies, order: Order, reach: Reach) -> str:
    """Judged again with what came meanwhile: somebody may have taken this person off, or oversight signed."""
    del shelf
    what: Mapping[str, Any] = order.what
    record = load_case(vault, policies, order.case_id)
    candidates = list_candidates(record, reach.keyring, vault.profile.role)
    to, wanted = str(what["to"]), [int(lane) for lane in what.get("lanes", ())]
    threads = [int(lane) for lane in what.get("threads", ())]
    found = next((one for one in candidates if one.member == to), None)
    if found is None or not {*wanted, *threads} - {COORDINATION} <= set(found.lanes):
        return gettext("This person can't be given it, or holds it already.")
    if found.excluded and not may_grant_excluded(record, found, vault.profile.role):
        return gettext("The reporter kept this person away. Oversight and a holder must both sign.")
    holds = record.case is not None and to in record.case.holders.of(COORDINATION)
    holds = holds and to not in perhaps_keyless(record)
    lanes = tuple(lane for lane in wanted if lane != COORDINATION or not holds)
    gift = Gift(to, lanes, tuple(threads), str(what.get("history", "all")), str(what.get("until", "")))
    outcome = grant(vault, policies, order.case_id, gift, reach)
    return outcome.reason if isinstance(outcome, Refused) else ""


def _leave(vault: Vault, shelf: Shelf, policies: Policies, order: Order, _reach: Reach) -> str:
    outcome = leave_case(vault, shelf, policies, order.case_id, str(order.what.get("reason", "other")))
    return outcome.reason if isinstance(outcome, Refused) else ""


def _take_off_everywhere(vault: Vault, shelf: Shelf, policies: Policies, order: Order, _reach: Reach) -> str:
    """A leaver: off every case that both hold. Cases that would lose their last holders are named."""
    member, refused = str(order.what["member"]), []
    for summary in shelf.known():
        record = load_case(vault, policies, summary.case_id)
        if not removable_lanes(record, vault.profile.role, member):
            if set(lanes_of(record, member)) & set(lanes_of(record, record.me)):
                refused.append(label(summary.case_id))
            continue
        outcome = take_off(vault, shelf, policies, summary.case_id, member, "left")
        if isinstance(outcome, Refused):
            refused.append(label(summary.case_id))
    if refused:
        return gettext("Still on %(cases)s: grant these to somebody else first.", cases=", ".join(refused))
    return ""


def _rekey_case(
    vault: Vault, shelf: Shelf, policies: Policies, case_id: bytes, reach: Reach, report: SyncReport
) -> None:
    with vault.store.transaction():
        record = load_case(vault, policies, case_id)
        for lane in record.rekey_lanes(reach.keyring, reach.today):
            if not policies.roles.may(vault.profile.role, "rotate", lane) or record.standing.gate == "out":
                continue
            record = load_case(vault, policies, case_id)
            outcome = rotate_lane(vault, record, lane, reach)
            if isinstance(outcome, Refused):
                sentence = gettext("%(case)s, %(lane)s: the keys could not be changed. %(why)s")
                report.problems.append(
                    sentence % {"case": label(case_id), "lane": lane_label(lane), "why": outcome.reason}
                )
            else:
                _name_left_out(vault, policies, case_id, outcome, reach, report)
        _refresh(vault, shelf, policies, case_id)


def _name_left_out(
    vault: Vault, policies: Policies, case_id: bytes, done_: Rekeyed, reach: Reach, report: SyncReport
) -> None:
    for member in done_.left_out:
        report.problems.append(
            gettext(
                "%(case)s was re-keyed without %(who)s, who has no key to wrap to. Grant it again when they are back.",
                case=label(case_id),
                who=member_in_words(policies, reach.keyring, member, vault.profile.member_id.hex()),
            )
        )


def _look_again_after_departures(vault: Vault, shelf: Shelf, policies: Policies, keyring: Keyring) -> None:
    """A newer keyring without somebody, or a suspension, leaves keys in their hands in any case that they held."""
    now = sorted(active_members(keyring))
    before = (vault.document("state", CHECKED) or {}).get("members", now)
    if set(before) - set(now):
        for summary in shelf.known():
            with vault.store.transaction():
                _refresh(vault, shelf, policies, summary.case_id)
    if before != now or vault.document("state", CHECKED) is None:
        vault.put_document("state", CHECKED, {"members": now})


def _forget_lost(vault: Vault, shelf: Shelf, policies: Policies) -> None:
    """Delete the keys of what this member is out of, once nothing of theirs waits to be sent there."""
    for summary in shelf.known():
        if summary.gate != "out" or waiting_events(vault, summary.case_id):
            continue
        if orders(vault, summary.case_id):
            continue
        with vault.store.transaction():
            record = load_case(vault, policies, summary.case_id)
            lost = record.standing.lost
            keys = read_keys(vault, summary.case_id)
            kept = keys.without(lost)
            if kept == keys:
                continue
            write_keys(vault, summary.case_id, kept)
            for stored in list(vault.store.each(ENTRIES, parent=summary.case_id)):
                entry = StoredEntry.decode(stored.plaintext)
                if entry.is_report:
                    thin = without_foreign_bodies(entry, kept.held)
                    vault.store.put(ENTRIES, entry.event_id, thin.encode(), parent=summary.case_id)
            vault.store.delete("draft", summary.case_id)
            if kept.empty:
                shelf.put(
                    CaseSummary(
                        summary.case_id,
                        listed=False,
                        received_on=summary.received_on,
                        changed_on=summary.changed_on,
                        form=summary.form,
                    )
                )
            else:
                refold(vault, shelf, policies, summary.case_id)


def _refresh(vault: Vault, shelf: Shelf, policies: Policies, case_id: bytes) -> None:
    record = load_case(vault, policies, case_id)
    if not record.keys.empty:
        keep_in_step(vault, shelf, record)
