"""Writing what is done for a person: one act, and what follows from it, in one transaction or not at all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from crypto.constants import COORDINATION, THREAD_OFFSET
from investigator_console.cases.record import CaseRecord, load_case
from investigator_console.cases.refolding import keep_in_step
from investigator_console.cases.shelf import Shelf, label
from investigator_console.cases.writing import Refused, Written, claimed_time, write_event
from investigator_console.language import gettext
from investigator_console.referrals.approvers import refuse_signature
from investigator_console.referrals.care import all_care
from investigator_console.referrals.plan import line_to_tell, plan_to_show
from investigator_console.vault.opened import Vault
from policies import Policies
from policies.acts import ACT_TYPES
from policies.care_scope import care_scope, sees_case, sees_referral
from policies.roles import LANE_NUMBERS

LANE = LANE_NUMBERS["assistance"]
FOLLOWED = b"consents-followed"


def do_act(
    vault: Vault,
    shelf: Shelf,
    policies: Policies,
    case_id: bytes,
    *acts: Mapping[str, Any],
    message: str = "",
) -> Written | Refused:
    """Write acts of lane 3, a message to the person where there is one, and then what follows from them.

    `acts`: bodies without version and time, written in order; the outcome is the first one's. All or nothing: a
    refusal of any leaves the case as it was.
    """
    try:
        with vault.store.transaction():
            first = _write_all(vault, policies, case_id, acts, message)
            record = _follow(vault, policies, case_id, datetime.now(UTC).date())
            keep_in_step(vault, shelf, record)
    except _StoppedError as stop:
        return Refused(stop.reason)
    return first


class _StoppedError(Exception):
    """Rolls the transaction back: the reason travels out of it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _write_all(
    vault: Vault, policies: Policies, case_id: bytes, acts: Iterable[Mapping[str, Any]], message: str
) -> Written:
    written: list[Written] = []
    for act in acts:
        record = load_case(vault, policies, case_id)
        body = {"v": 1, **act, "sent_at": claimed_time()}
        reason = refuse_act(vault, policies, record, body)
        if reason:
            raise _StoppedError(reason)
        written.append(_written(write_event(vault, record, LANE, body)))
    if message.strip():
        record = load_case(vault, policies, case_id)
        words = {
            "v": 1,
            "type": "message",
            "text": message,
            "sent_at": claimed_time(),
            "role": vault.profile.role,
        }
        written.append(_written(write_event(vault, record, THREAD_OFFSET + LANE, words)))
    return written[0]


def _written(outcome: Written | Refused) -> Written:
    if isinstance(outcome, Refused):
        raise _StoppedError(outcome.reason)
    return outcome


def refuse_act(vault: Vault, policies: Policies, record: CaseRecord, body: Mapping[str, Any]) -> str:
    """Why this member can't do an act here, in words, or empty. What consent allows is judged by the engine."""
    role, me, kind = vault.profile.role, vault.profile.member_id.hex(), str(body["type"])
    case = record.case
    if case is None or not policies.roles.may(role, kind, LANE):
        return gettext("Your role doesn't do this here.")
    scope = care_scope(role, policies)
    if not sees_case(scope, me, case.episode.managers, {one.officer for one in case.referrals}):
        return gettext("A colleague cares for this person. Ask for a handover first.")
    named = next((one for one in case.referrals if one.id == body.get("referral")), None)
    if named is not None and not sees_referral(scope, me, case.episode.managers, named.officer):
        return gettext("A colleague made this referral. Ask for a handover first.")
    if not ACT_TYPES[kind].check(body, policies):
        return gettext("Something is missing or doesn't fit. Look at each field and try again.")
    return refuse_signature(vault, case, body, datetime.now(UTC))


def _follow(vault: Vault, policies: Policies, case_id: bytes, today: date) -> CaseRecord:
    """Bring what the person sees, and the coded line, in step with what was written."""
    record = load_case(vault, policies, case_id)
    for c, body in _due(record, today):
        # Whoever holds no key for it leaves it to a colleague; the act itself is written all the same.
        if policies.roles.may(vault.profile.role, body["type"], LANE) and record.log.key_for(c) is not None:
            write_event(vault, record, c, {**body, "sent_at": claimed_time()})
            record = load_case(vault, policies, case_id)
    return record


def follow_change(vault: Vault, shelf: Shelf, policies: Policies, case_id: bytes, today: date) -> None:
    """Called while synchronising: what the person withdrew holds for the coded line without anybody's click.

    Of several holders who synchronise at once each writes the same: that is no conflict.
    """
    scope, me = care_scope(vault.profile.role, policies), vault.profile.member_id.hex()
    case = None if scope == "none" else load_case(vault, policies, case_id).case
    # Before help was offered there is nothing to show and nothing to tell.
    if case is None or not case.episode.begun:
        return
    if sees_case(scope, me, case.episode.managers, {one.officer for one in case.referrals}):
        record = _follow(vault, policies, case_id, today)
        keep_in_step(vault, shelf, record)


def follow_dates(vault: Vault, shelf: Shelf, policies: Policies, today: date) -> None:
    """Called while synchronising; once a day: where a consent has run out since, what hung on it ends.

    The date itself decides, not somebody's next visit to the case.
    """
    before = (vault.document("state", FOLLOWED) or {}).get("on", "")
    if before >= today.isoformat():
        return
    ended = [
        care.case_id
        for care in all_care(vault)
        if any(
            task.kind == "consent-ends" and before <= task.due_on.isoformat() < today.isoformat()
            for task in care.tasks
        )
    ]
    with vault.store.transaction():
        for case_id in ended:
            follow_change(vault, shelf, policies, case_id, today)
        vault.put_document("state", FOLLOWED, {"on": today.isoformat()})


def _due(record: CaseRecord, today: date) -> list[tuple[int, dict[str, Any]]]:
    if record.case is None:
        return []
    found: list[tuple[int, dict[str, Any]]] = []
    plan = plan_to_show(record.case, today)
    if plan is not None:
        found.append((THREAD_OFFSET + LANE, plan))
    line = line_to_tell(record.case, today)
    if line:
        found.append((COORDINATION, {"v": 1, "type": "assistance", "state": line}))
    return found


@dataclass
class HandedOver:
    """How many cases went to a colleague; sentences for those that did not."""

    count: int = 0
    refusals: list[str] = field(default_factory=list)


def hand_over(
    vault: Vault, shelf: Shelf, policies: Policies, case_ids: Iterable[bytes], to: str, to_role: str
) -> HandedOver:
    """Give a caseload to a colleague in one act. `to`: member id in hex, who must hold each case's lane 3."""
    done = HandedOver()
    with vault.store.transaction():
        for case_id in case_ids:
            record = load_case(vault, policies, case_id)
            if record.case is None or to not in record.case.holders.of(LANE):
                why = gettext("this colleague doesn't hold the key for it; give access first.")
                done.refusals.append(gettext("%(case)s: %(why)s", case=label(case_id), why=why))
                continue
            body = {"type": "handover", "to": to, "to_role": to_role}
            outcome = do_act(vault, shelf, policies, case_id, body)
            if isinstance(outcome, Refused):
                done.refusals.append(gettext("%(case)s: %(why)s", case=label(case_id), why=outcome.reason))
            else:
                done.count += 1
    return done
