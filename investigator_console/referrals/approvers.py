"""Who signs where nobody can be asked: two people of the duty roster, for vital interests (C5, invariant I7).

The roster names people outside of every case, before anybody needs them: nobody picks a friendly second signature.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from investigator_console.duty.service import duty_state
from investigator_console.language import gettext
from investigator_console.vault.opened import Vault
from policies.fold import Case
from policies.roles import LANE_NUMBERS

VITAL = "vital-interest"
TWO = 2


@dataclass(frozen=True)
class Approvers:
    """Members who may sign, hex. `from_roster`: false where fewer than two of the roster could open this case."""

    members: tuple[str, ...]
    from_roster: bool


def vital_approvers(vault: Vault, case: Case, now: datetime) -> Approvers:
    """Who may sign for vital interests in a case. `now` with a zone.

    A life must not wait for a better roster: without two people of it who hold this case, any two holders sign.
    """
    holders = case.holders.of(LANE_NUMBERS["assistance"])
    roster = duty_state(vault).roster
    listed = () if roster is None else roster.members(now)
    able = tuple(one for one in listed if one in holders)
    return (
        Approvers(able, from_roster=True)
        if len(able) >= TWO
        else Approvers(tuple(holders), from_roster=False)
    )


def refuse_signature(vault: Vault, case: Case, body: Mapping[str, Any], now: datetime) -> str:
    """Why this member may not sign an act for the person, as the first or as the second, in words; or empty."""
    me = vault.profile.member_id.hex()
    if body["type"] == "assistance-approve" and _author_of(case, str(body.get("names"))) == me:
        return gettext("Two different people must sign. Somebody else signs the second time.")
    if _is_vital(case, body) and me not in vital_approvers(vault, case, now).members:
        return gettext("Two people of the duty roster sign this. Ask one of them.")
    return ""


def _is_vital(case: Case, body: Mapping[str, Any]) -> bool:
    """Whether an act signs a sharing without consent, as the first or as the second person."""
    if body["type"] == "consent":
        return bool(body.get("basis") == VITAL and body.get("answer") == "yes")
    row = case.ledger.row(str(body.get("names"))) if body["type"] == "assistance-approve" else None
    return row is not None and row.basis == VITAL


def _author_of(case: Case, event_id: str) -> str:
    row = case.ledger.row(event_id)
    if row is not None:
        return row.author
    decision = next((one for one in case.episode.decisions if one.event_id == event_id), None)
    return decision.signers[0] if decision is not None and len(decision.signers) == 1 else ""
