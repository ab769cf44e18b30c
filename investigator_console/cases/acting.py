"""Signing acts in one case: load it, decide, write, fold it again. All of it is stored and queued, or nothing is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from investigator_console.cases.record import CaseRecord, load_case
from investigator_console.cases.refolding import keep_in_step
from investigator_console.cases.shelf import Shelf
from investigator_console.cases.writing import Refused, Written, claimed_time, write_event
from investigator_console.language import gettext
from investigator_console.vault.opened import Vault
from policies import Policies


@dataclass(frozen=True)
class Desktop:
    """What an act is signed with: the vault, the inbox kept in step, the policies, and the case."""

    vault: Vault
    shelf: Shelf
    policies: Policies
    case_id: bytes

    @property
    def role(self) -> str:
        """The member's role."""
        return self.vault.profile.role

    @property
    def me(self) -> str:
        """The member's id in hex."""
        return self.vault.profile.member_id.hex()


@dataclass(frozen=True)
class Step:
    """One act: where it is sealed (1 to 5, or 17 to 19 for a conversation) and its body without time and version."""

    c: int
    body: Mapping[str, Any]


Plan = Callable[[CaseRecord], Sequence[Step] | Refused]


class _AbandonError(Exception):
    """Carries a refusal out of the transaction, so that what was written before it is undone."""

    def __init__(self, refusal: Refused) -> None:
        super().__init__(refusal.reason)
        self.refusal = refusal


def all_or_nothing(desktop: Desktop, act: Callable[[], Written | Refused]) -> Written | Refused:
    """What `act` comes to; where it is refused half-way, nothing of what it wrote stays."""
    before = desktop.shelf.get(desktop.case_id)
    try:
        with desktop.vault.store.transaction():
            return _done(act())
    except _AbandonError as fault:
        if before is not None and desktop.shelf.get(desktop.case_id) is not before:
            desktop.shelf.put(before)
        return fault.refusal


def _done(outcome: Written | Refused) -> Written:
    if isinstance(outcome, Refused):
        raise _AbandonError(outcome)
    return outcome


def sign_acts(desktop: Desktop, plan: Plan) -> Written | Refused:
    """Write what `plan` decides from the case as it stands. The first event's id, or why nothing was written."""
    return all_or_nothing(desktop, lambda: _sign(desktop, plan))


def _sign(desktop: Desktop, plan: Plan) -> Written | Refused:
    vault, policies, case_id = desktop.vault, desktop.policies, desktop.case_id
    record = load_case(vault, policies, case_id)
    steps = plan(record)
    if isinstance(steps, Refused):
        return steps
    first: Written | None = None
    for step in steps:
        written = write_event(vault, record, step.c, {"v": 1, **step.body, "sent_at": claimed_time()})
        if isinstance(written, Refused):
            return written
        first = first or written
        record = load_case(vault, policies, case_id)
    keep_in_step(vault, desktop.shelf, record)
    return first or Refused(gettext("There was nothing to write."))


def acting_lanes(record: CaseRecord, role: str, action: str) -> tuple[int, ...]:
    """The lanes (1 to 3) in which this member may do `action` under a key they hold; those in use first."""
    lanes = [lane for lane in (1, 2, 3) if record.policies.roles.may(role, action, lane)]
    held = [lane for lane in lanes if record.log.key_for(lane) is not None]
    return tuple(sorted(held, key=lambda lane: (not record.in_use(lane), lane)))


def in_lane(role: str, action: str, body: Mapping[str, Any], lane: int | None = None) -> Plan:
    """The plan of one act in a lane where this role may sign it; None for the first of them."""

    def decide(record: CaseRecord) -> Sequence[Step] | Refused:
        lanes = acting_lanes(record, role, action)
        if not lanes or (lane is not None and lane not in lanes):
            return Refused(gettext("Your role doesn't do this here."))
        return [Step(lane or lanes[0], {"type": action, **body})]

    return decide
