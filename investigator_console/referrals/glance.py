"""The help at a glance, on the page of a case."""

from dataclasses import dataclass
from datetime import UTC, datetime

from investigator_console.cases.record import CaseRecord
from investigator_console.referrals.children import alert_for
from investigator_console.referrals.next_step import next_step
from investigator_console.referrals.view import sees_care
from investigator_console.referrals.wording import episode_state
from investigator_console.vault.opened import Vault
from policies.assistance_due import is_urgent, list_due
from policies.children import is_child


@dataclass(frozen=True)
class Glance:
    """State and next step, in words."""

    state: str
    next: str
    urgent: bool
    child: bool


def glance(vault: Vault, record: CaseRecord, now: datetime) -> Glance | None:
    """The help of a case for a member who sees it; None for all others. `now` with a zone."""
    case, policies = record.case, record.policies
    if case is None or not sees_care(vault, policies, case):
        return None
    today = now.astimezone(UTC).date()
    received_on = min(record.arrived.values(), default=today)
    dues = list_due(case, received_on, today, policies, record.arrived)
    alert = alert_for(vault.profile.role, case, received_on, policies, record.arrived)
    step = next_step(case, dues, case.referrals, today, policies, alerted=alert is not None)
    return Glance(
        episode_state(case.episode.state), step.text, is_urgent(case, policies), is_child(case, policies)
    )
