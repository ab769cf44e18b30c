"""The inbox's snapshot of a case, made from its record; the shelf is kept in step with what is stored."""

from datetime import UTC, date, datetime
from typing import Any

from crypto.constants import ASSISTANCE
from investigator_console.access.gate import is_over
from investigator_console.cases.keys import CaseKeys, read_keys
from investigator_console.cases.record import CaseRecord, case_status, count_problems, load_case
from investigator_console.cases.shelf import Shelf
from investigator_console.cases.summary import FORM, CaseSummary
from investigator_console.keys.keyrings import current_keyring
from investigator_console.messages.drafts import TABLE as DRAFTS
from investigator_console.packets.places import keep_places
from investigator_console.referrals.care import keep_care
from investigator_console.referrals.children import child_due_to_keep
from investigator_console.retention.keeping import kept_lanes
from investigator_console.search.text import keep_words
from investigator_console.vault.opened import Vault
from policies import Policies
from policies.deadlines import Clock, trace_clocks
from policies.fold import Case


def refold(vault: Vault, shelf: Shelf, policies: Policies, case_id: bytes) -> None:
    """Read a case again after something was written into it. Call it inside the transaction of the writing."""
    keep_in_step(vault, shelf, load_case(vault, policies, case_id))


def keep_in_step(vault: Vault, shelf: Shelf, record: CaseRecord) -> None:
    """The same from a record that is loaded already."""
    shelf.put(summarise_record(vault, record, shelf.get(record.case_id)))


def summarise_case(
    vault: Vault, policies: Policies, case_id: bytes, before: CaseSummary | None
) -> CaseSummary:
    """The inbox's snapshot of a case as it is stored now. `before`: what this member had seen."""
    keys = read_keys(vault, case_id)
    if keys.empty:
        # Nothing opens: nothing is folded, listed or counted. What excluded this member stays unknown here
        # too.
        keep_words(vault, case_id, None)
        return CaseSummary(
            case_id, listed=False, received_on="1970-01-01", changed_on="1970-01-01", form=FORM
        )
    return summarise_record(vault, load_case(vault, policies, case_id, keys), before)


def summarise_record(vault: Vault, record: CaseRecord, before: CaseSummary | None) -> CaseSummary:
    """The same from a record that is loaded already; the words that a search finds are sealed with it."""
    days = [entry.received_on for entry in record.entries.values()] or ["1970-01-01"]
    case = record.case
    keep_care(vault, record.policies, record.case_id, case, date.fromisoformat(min(days)), record.arrived)
    keep_places(vault, record.case_id, case)
    status = case_status(record)
    standing = record.standing
    today = datetime.now(UTC).date()
    keep_words(vault, record.case_id, case if record.listed and standing.gate != "out" else None)
    return CaseSummary(
        case_id=record.case_id,
        listed=record.listed and standing.gate != "out",
        received_on=min(days),
        changed_on=max(days),
        categories=() if case is None else tuple(case.category.value.split()),
        tier="" if case is None else case.tier,
        path="" if case is None else case.report.path,
        status=status.code,
        statuses=status.values,
        stage=status.stage,
        waiting_for="" if case is None else case.waiting,
        messages=0 if case is None else _words_of_the_reporter(case),
        seen=0 if before is None else before.seen,
        opened=before is not None and before.opened,
        problems=count_problems(record),
        waiting=len(record.waiting),
        draft=vault.store.has(DRAFTS, record.case_id),
        events=len(record.entries),
        heads=tuple(head.hex() for head in record.log.heads),
        assignees=() if case is None else case.assignee.values,
        clocks=_clocks(record, vault.profile.role),
        **({} if case is None else _work_of(case)),
        kept=kept_lanes(record),
        holds=0 if case is None else len(case.destruction.live),
        requests=0 if case is None else len(case.destruction.requests),
        gate=standing.gate,
        until=standing.until,
        rekey=bool(record.rekey_lanes(current_keyring(vault), today)),
        ends=_first_end(case, today),
        asked=_asks_for_share(case, record.keys, record.me),
        child_due=child_due_to_keep(
            vault.profile.role,
            case if ASSISTANCE in record.keys.lanes else None,
            date.fromisoformat(min(days)),
            record.policies,
            record.arrived,
        ),
        form=FORM,
    )


def _work_of(case: Case) -> dict[str, Any]:
    """What the queue and the calendar need to know of the work."""
    assessed, current, review = case.work.assessment, case.decision.current, case.decision.review
    asked = review is not None and review.state == "requested"
    return {
        "region": "" if assessed is None else assessed.region,
        "tasks": tuple((task.due, task.owner) for task in case.work.open_tasks),
        "to_decide": asked or (current is not None and current.state == "proposed"),
        "review": asked,
    }


def _words_of_the_reporter(case: Case) -> int:
    """Messages, and what was added to the report: either is news to whoever has not seen it."""
    return sum(message.from_reporter for message in case.messages) + len(case.supplements)


def _first_end(case: Case | None, today: date) -> str:
    ends = [] if case is None else [one.until for one in case.holders.present if one.until]
    return min((one for one in ends if not is_over(one, today)), default="")


def _asks_for_share(case: Case | None, keys: CaseKeys, me: str) -> bool:
    """Whether a request for the reporter's identity waits for this member's share."""
    return (
        case is not None
        and bool(keys.shares)
        and any(
            me in one.asked and one.by != me and me not in {who for _, who in one.shares} and not one.opened
            for one in case.identity
        )
    )


def _clocks(record: CaseRecord, role: str) -> tuple[Clock, ...]:
    """The clocks that run in a case, for a member of `role`."""
    if record.case is None:
        return ()
    return trace_clocks(record.case, record.log.records, record.arrived, record.policies, role)
