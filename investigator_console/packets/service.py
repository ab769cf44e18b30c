"""Issuing a packet: nothing is printed without a live consent for every item of it.

What opens the answer is sealed into the case, so that whoever cares for the person next reads it too. The code itself
stands on the paper alone.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from crypto.case_code import encode_digits, new_code, stretch
from crypto.packets import packet_keys
from crypto.types import DeploymentId
from investigator_console.cases.record import load_case
from investigator_console.cases.shelf import Shelf
from investigator_console.cases.writing import Refused
from investigator_console.directory.service import find_entry
from investigator_console.language import gettext
from investigator_console.referrals.service import LANE, do_act
from investigator_console.vault.opened import Vault
from policies import Policies
from policies.consent_ledger import Denied, may_share
from policies.fold import Case
from policies.referral_track import Referral

DAYS: Final = 30


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
    if not policies.roles.may(vault.profile.role, "packet", LANE):
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
    deployment = DeploymentId(vault.deployment_id)
    with vault.store.transaction():
        record = load_case(vault, policies, case_id)
        referral = None if record.case is None else find_referral(record.case, referral_id)
        if record.case is None or referral is None:
            return Refused(gettext("There is no such referral."))
        why = hindrance(vault, policies, record.case, referral, today)
        if why:
            return Refused(why)
        code, last_day = new_code(deployment), today + timedelta(days=DAYS)
        keys = packet_keys(stretch(code, deployment), deployment)
        packet = {
            "type": "packet",
            "referral": referral_id,
            "place": keys.packet_id.hex(),
            "proof": keys.proof_key.hex(),
            "seed": secrets.token_hex(32),
            "until": last_day.isoformat(),
        }
        acts = [packet]
        if "packet-built" in dict(referral.steps) and not referral.done("packet-built"):
            built = {"type": "referral-step", "referral": referral_id, "step": "packet-built"}
            acts.insert(0, {**built, "on": today.isoformat()})
        outcome = do_act(vault, shelf, policies, case_id, *acts)
        if isinstance(outcome, Refused):
            return outcome
    return Issued(encode_digits(code), last_day)


def now_day() -> date:
    """Today, UTC."""
    return datetime.now(UTC).date()
