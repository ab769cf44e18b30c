"""Issuing a packet and taking its answer: nothing is printed without a live consent for every item of it."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from crypto.case_code import encode_digits, new_code, stretch
from crypto.domain import sha256
from crypto.errors import ProtocolError
from crypto.packets import open_packet_answer, packet_keys, packet_record
from crypto.types import CaseCode, DeploymentId
from investigator_console.cases.record import load_case
from investigator_console.cases.shelf import Shelf
from investigator_console.cases.writing import Refused, Written
from investigator_console.directory.service import find_entry
from investigator_console.language import gettext
from investigator_console.referrals.service import do_act
from investigator_console.sync.client import PortalClient
from investigator_console.sync.errors import PortalRefusedError
from investigator_console.vault.opened import Vault
from policies import Policies
from policies.consent_ledger import Denied, may_share
from policies.fold import Case
from policies.referral_track import Referral

TABLE: Final = "packet"
LANE: Final = 3
DAYS: Final = 30
_VALUES: Final = frozenset({"accepted", "rejected", "done"})


@dataclass(frozen=True)
class Issued:
    """A packet for paper: the code in digits, and the last day on which its answer is taken."""

    digits: str
    last_day: date


def find_referral(case: Case, referral_id: str) -> Referral | None:
    """The referral with this id."""
    return next((one for one in case.referrals if one.id == referral_id), None)


def hindrance(vault: Vault, policies: Policies, case: Case, referral: Referral, today: date) -> str:
    """Why nothing may be printed for this referral on this day, in words; empty where it may."""
    if not policies.roles.may(vault.profile.role, "referral-step", LANE):
        return gettext("Your role doesn't do this here.")
    if referral.result:
        return gettext("This referral has ended.")
    verdict = may_share(case, referral.provider.entry, referral.items, today)
    if isinstance(verdict, Denied):
        return gettext(
            "There is no live consent of the person for this service and these items (%(reason)s).",
            reason=verdict.reason,
        )
    entry = find_entry(vault, referral.provider.entry)
    if entry is not None and (not entry.active or entry.freshness(today, policies.referral_sop) == "stale"):
        return gettext(
            "The directory no longer vouches for this service: it is closed, or nobody checked it for long. "
            "Call it, mark the entry as checked, then print."
        )
    return ""


def issue(
    vault: Vault, shelf: Shelf, policies: Policies, case_id: bytes, referral_id: str, today: date
) -> Issued | Refused:
    """Make a packet's code and note on the checklist that it was built. Printing anew gives a new code."""
    with vault.store.transaction():
        record = load_case(vault, policies, case_id)
        referral = None if record.case is None else find_referral(record.case, referral_id)
        if record.case is None or referral is None:
            return Refused(gettext("There is no such referral."))
        why = hindrance(vault, policies, record.case, referral, today)
        if why:
            return Refused(why)
        if "packet-built" in dict(referral.steps) and not referral.done("packet-built"):
            built = {"type": "referral-step", "referral": referral_id, "step": "packet-built"}
            outcome = do_act(vault, shelf, policies, case_id, {**built, "on": today.isoformat()})
            if isinstance(outcome, Refused):
                return outcome
        code, last_day = new_code(DeploymentId(vault.deployment_id)), today + timedelta(days=DAYS)
        _keep(vault, code, case_id, referral_id, last_day)
    return Issued(encode_digits(code), last_day)


def _keep(vault: Vault, code: CaseCode, case_id: bytes, referral_id: str, last_day: date) -> None:
    document = {
        "code": code.hex(),
        "seed": secrets.token_hex(32),
        "case": case_id.hex(),
        "referral": referral_id,
        "last_day": last_day.isoformat(),
        "state": "new",
    }
    vault.put_document(TABLE, sha256(code), document, parent=case_id)


def exchange_packets(
    vault: Vault, client: PortalClient, shelf: Shelf, policies: Policies, today: date
) -> int:
    """Called while synchronising: open new places, fetch answers. Returns how many answers came."""
    packets = _by_packet_id(vault)
    deployment = DeploymentId(vault.deployment_id)
    for key, document in packets.values():
        if document["state"] == "new" and date.fromisoformat(document["last_day"]) >= today:
            keys = packet_keys(stretch(CaseCode(bytes.fromhex(document["code"])), deployment), deployment)
            record = packet_record(bytes.fromhex(document["seed"]), keys, deployment)
            days = max((date.fromisoformat(document["last_day"]) - today).days, 1)
            try:
                client.open_packet(keys.packet_id, record, days)
            except PortalRefusedError:
                # One place that the portal will not open must not stop the synchronisation of everything else.
                continue
            vault.put_document(TABLE, key, {**document, "state": "open"})
    return _take_answers(vault, client, shelf, policies, today)


def _by_packet_id(vault: Vault) -> dict[bytes, tuple[bytes, dict[str, Any]]]:
    found: dict[bytes, tuple[bytes, dict[str, Any]]] = {}
    deployment = DeploymentId(vault.deployment_id)
    for stored in _documents(vault):
        document = stored
        code = CaseCode(bytes.fromhex(document["code"]))
        if "packet_id" not in stored:
            place = packet_keys(stretch(code, deployment), deployment).packet_id.hex()
            document = {**stored, "packet_id": place}
            vault.put_document(TABLE, sha256(code), document, parent=bytes.fromhex(document["case"]))
        found[bytes.fromhex(document["packet_id"])] = (sha256(code), document)
    return found


def _documents(vault: Vault) -> list[dict[str, Any]]:
    return [json.loads(record.plaintext) for record in vault.store.each(TABLE)]


def _take_answers(vault: Vault, client: PortalClient, shelf: Shelf, policies: Policies, today: date) -> int:
    packets, done = _by_packet_id(vault), []
    for packet_id, answer in client.packet_answers():
        if packet_id not in packets:
            continue
        key, document = packets[packet_id]
        if document["state"] in {"new", "open"}:
            opened = _open(vault, document, answer)
            changed = {"state": "forged"} if opened is None else {"state": "held", "told": opened}
            vault.put_document(TABLE, key, {**document, **changed}, parent=bytes.fromhex(document["case"]))
        done.append(packet_id)
    if done:
        client.drop_packet_answers(done)
    return sum(_enter(vault, shelf, policies, *found, today) for found in _by_packet_id(vault).values())


def _open(vault: Vault, document: Mapping[str, Any], answer: bytes) -> dict[str, Any] | None:
    """What the service said; None where it was not made with the code on the paper."""
    deployment = DeploymentId(vault.deployment_id)
    keys = packet_keys(stretch(CaseCode(bytes.fromhex(document["code"])), deployment), deployment)
    try:
        told = open_packet_answer(answer, bytes.fromhex(document["seed"]), keys, deployment)
    except ProtocolError:
        return None
    value, reason, note = (str(told.get(name) or "") for name in ("value", "reason", "note"))
    return {"value": value, "reason": reason, "note": note[:500]} if value in _VALUES else None


def _enter(
    vault: Vault, shelf: Shelf, policies: Policies, key: bytes, document: Mapping[str, Any], today: date
) -> bool:
    """Write a held answer on the checklist. Where the case does not allow it now, it stays held and is shown."""
    if document["state"] != "held":
        return False
    case_id, referral_id, told = bytes.fromhex(document["case"]), document["referral"], document["told"]
    record = load_case(vault, policies, case_id)
    referral = None if record.case is None else find_referral(record.case, referral_id)
    if referral is None:
        return False
    tick = {"type": "referral-step", "referral": referral_id, "on": today.isoformat()}
    tick["evidence"] = "packet-receipt"
    acts: list[dict[str, Any]] = [{**tick, "step": "answered", **_answered(told, policies)}]
    if referral.sent_on is None:
        # Who answers with the code on the paper has the paper.
        acts.insert(0, {**tick, "step": "sent"})
    with vault.store.transaction():
        outcome = do_act(vault, shelf, policies, case_id, *acts)
        state = {"state": "answered"} if isinstance(outcome, Written) else {"why": outcome.reason}
        vault.put_document(TABLE, key, {**document, **state}, parent=case_id)
    return isinstance(outcome, Written)


def _answered(told: Mapping[str, str], policies: Policies) -> dict[str, str]:
    said = gettext("The service says that it has helped already.") if told["value"] == "done" else ""
    text = " ".join(part for part in (said, told["note"]) if part)
    if told["value"] != "rejected":
        return {"value": "accepted", "text": text}
    known = {one.id for one in policies.referral_sop.refusals}
    return {
        "value": "rejected",
        "reason": told["reason"] if told["reason"] in known else "other",
        "text": text,
    }


def packets_of(vault: Vault, referral_id: str) -> list[dict[str, Any]]:
    """What this vault issued for a referral, oldest first."""
    return [one for one in _documents(vault) if one["referral"] == referral_id]


def now_day() -> date:
    """Today, UTC."""
    return datetime.now(UTC).date()
