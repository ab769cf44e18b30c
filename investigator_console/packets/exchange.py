"""Answers of services, while synchronising: open the places of new packets, fetch what came, write it on the checklist.

Whoever cares for the person fetches, not only who printed: a colleague who left must not take the answers along. The
portal keeps an answer until it stands in the case there, so that no lost laptop loses it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from crypto.errors import ProtocolError
from crypto.packets import PacketKeys, open_packet_answer, packet_record
from crypto.types import DeploymentId
from investigator_console.cases.record import load_case
from investigator_console.cases.shelf import Shelf
from investigator_console.cases.writing import Refused, Written
from investigator_console.packets.places import (
    CLOSING,
    ENTERED,
    FORGED,
    HELD,
    WAITING,
    all_places,
    keep_place,
    still_taken,
)
from investigator_console.packets.service import find_referral
from investigator_console.referrals.care import read_care
from investigator_console.referrals.service import do_act
from investigator_console.referrals.wording import ALREADY_HELPED
from investigator_console.sync.client import PortalClient
from investigator_console.sync.errors import PortalRefusedError
from investigator_console.sync.outbox import waiting_events
from investigator_console.vault.opened import Vault
from policies import Policies
from policies.care_scope import care_scope, sees_referral

_VALUES: Final = frozenset({"accepted", "rejected", "done"})
_AT_ONCE: Final = 100
# The portal keeps an answer that nobody fetched for so long after its last day.
_ASKED_FOR: Final = timedelta(days=60)


def exchange_packets(
    vault: Vault, client: PortalClient, shelf: Shelf, policies: Policies, today: date
) -> int:
    """Called while synchronising. Returns how many answers went on checklists."""
    places = all_places(vault)
    if not places:
        return 0
    _open_places(vault, client, places, today)
    known = {bytes.fromhex(one["place"]): one for one in all_places(vault)}
    for place, answer in _answers(vault, client, policies, known.values(), today):
        one = known.get(place)
        if one is not None and one["state"] in WAITING:
            told = _read_answer(vault, one, answer)
            keep_place(vault, one, **({"state": FORGED} if told is None else {"state": HELD, "told": told}))
    entered = sum(_enter(vault, shelf, policies, one, today) for one in all_places(vault))
    _drop(vault, client)
    return entered


def close_places(vault: Vault, client: PortalClient) -> None:
    """Tell the portal which places nobody waits at any more, because their case was destroyed."""
    closing = _ids([json.loads(record.plaintext) for record in vault.store.each(CLOSING)])
    for some in _batches(closing):
        client.close_packets(some)
        for place in some:
            vault.store.delete(CLOSING, place)


def _open_places(vault: Vault, client: PortalClient, places: Iterable[dict[str, Any]], today: date) -> None:
    for one in places:
        if one["state"] == "new" and still_taken(one, today):
            deployment = DeploymentId(vault.deployment_id)
            record = packet_record(bytes.fromhex(one["seed"]), _keys(one), deployment)
            days = max((date.fromisoformat(one["last_day"]) - today).days, 1)
            try:
                client.open_packet(bytes.fromhex(one["place"]), record, days)
            except PortalRefusedError:
                # One place that the portal will not open must not stop the synchronisation of everything else.
                continue
            keep_place(vault, one, state="open")


def _answers(
    vault: Vault,
    client: PortalClient,
    policies: Policies,
    places: Iterable[Mapping[str, Any]],
    today: date,
) -> list[tuple[bytes, bytes]]:
    """What waits for us: at our own places, and at those of colleagues whose referrals we see."""
    found = client.packet_answers()
    others = [
        bytes.fromhex(one["place"])
        for one in places
        if not one["mine"]
        and one["state"] in WAITING
        and still_taken(one, today - _ASKED_FOR)
        and _is_ours(vault, policies, one)
    ]
    for some in _batches(others):
        found += client.packet_answers_at(some)
    return found


def _is_ours(vault: Vault, policies: Policies, one: Mapping[str, Any]) -> bool:
    care = read_care(vault, bytes.fromhex(one["case"]))
    row = None if care is None else next((row for row in care.referrals if row.id == one["referral"]), None)
    if care is None or row is None:
        return False
    scope, me = care_scope(vault.profile.role, policies), vault.profile.member_id.hex()
    return sees_referral(scope, me, care.managers, row.officer)


def _keys(one: Mapping[str, Any]) -> PacketKeys:
    return PacketKeys(bytes.fromhex(one["place"]), bytes.fromhex(one["proof"]))


def _read_answer(vault: Vault, one: Mapping[str, Any], answer: bytes) -> dict[str, Any] | None:
    """What the service said; None where it was not made with the code on the paper."""
    deployment = DeploymentId(vault.deployment_id)
    try:
        told = open_packet_answer(answer, bytes.fromhex(one["seed"]), _keys(one), deployment)
    except ProtocolError:
        return None
    value, reason, note = (str(told.get(name) or "") for name in ("value", "reason", "note"))
    return {"value": value, "reason": reason, "note": note[:500]} if value in _VALUES else None


def _enter(vault: Vault, shelf: Shelf, policies: Policies, one: Mapping[str, Any], today: date) -> bool:
    """Write a held answer on the checklist. Where the case does not allow it now, it stays held and is shown."""
    if one["state"] != HELD:
        return False
    case_id, referral_id, told = bytes.fromhex(one["case"]), one["referral"], one["told"]
    record = load_case(vault, policies, case_id)
    referral = None if record.case is None else find_referral(record.case, referral_id)
    if referral is None:
        return False
    tick = {"type": "referral-step", "referral": referral_id, "on": today.isoformat()}
    tick |= {"evidence": "packet-receipt", "packet": one["event"]}
    acts: list[dict[str, Any]] = [{**tick, "step": "answered", **_answered(told, policies)}]
    if referral.sent_on is None:
        # Who answers with the code on the paper has the paper, and is there: no call is needed to check that.
        acts.insert(0, {**tick, "step": "sent", "checked": True})
    with vault.store.transaction():
        outcome = do_act(vault, shelf, policies, case_id, *acts)
        if isinstance(outcome, Refused):
            keep_place(vault, one, why=outcome.reason)
    return isinstance(outcome, Written)


def _answered(told: Mapping[str, str], policies: Policies) -> dict[str, str]:
    said = ALREADY_HELPED if told["value"] == "done" else ""
    text = " ".join(part for part in (said, told["note"]) if part)
    if told["value"] != "rejected":
        return {"value": "accepted", "text": text}
    known = {one.id for one in policies.referral_sop.refusals}
    return {
        "value": "rejected",
        "reason": told["reason"] if told["reason"] in known else "other",
        "text": text,
    }


def _drop(vault: Vault, client: PortalClient) -> None:
    """The portal forgets an answer once the checklist on which it stands has reached the portal too."""
    done = [one for one in all_places(vault) if not one.get("dropped") and _is_done(vault, one)]
    for some in _batches(_ids(done)):
        client.drop_packet_answers(some)
    for one in done:
        keep_place(vault, one, dropped=True)


def _is_done(vault: Vault, one: Mapping[str, Any]) -> bool:
    if one["state"] == FORGED:
        return bool(one["mine"])
    return one["state"] == ENTERED and not any(waiting_events(vault, bytes.fromhex(one["case"])))


def _ids(places: Sequence[Mapping[str, Any]]) -> list[bytes]:
    return [bytes.fromhex(one["place"]) for one in places]


def _batches(places: Sequence[bytes]) -> list[Sequence[bytes]]:
    """As many as the portal takes at once."""
    return [places[start : start + _AT_ONCE] for start in range(0, len(places), _AT_ONCE)]
