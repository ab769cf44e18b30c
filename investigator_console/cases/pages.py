"""What all pages of one case share: the head with its tabs, and what acts in the case are signed with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from investigator_console.cases.acting import Desktop
from investigator_console.cases.record import CaseRecord, case_status, count_problems
from investigator_console.cases.shelf import label
from investigator_console.cases.summary import CaseSummary
from investigator_console.console import Desk
from investigator_console.inbox.service import age, status_label, title
from investigator_console.language import gettext


@dataclass(frozen=True)
class CaseHead:
    """The head of a case's pages. `problems`: how many things are wrong with its record."""

    reference: str
    label: str
    title: str
    tier: str
    path: str
    received_on: str
    age: str
    status_code: str
    status_label: str
    conflict: str
    problems: Sequence[object]


def case_head(desk: Desk, record: CaseRecord, today: date) -> CaseHead:
    """The head of one case. `today`: UTC."""
    policies, case, status = record.policies, record.case, case_status(record)
    received_on = min((entry.received_on for entry in record.entries.values()), default=today.isoformat())
    return CaseHead(
        reference=desk.shelf.reference(record.case_id),
        label=label(record.case_id),
        title=title(policies, () if case is None else tuple(case.category.value.split())),
        tier="" if case is None else case.tier,
        path="" if case is None else case.report.path,
        received_on=received_on,
        age=age(received_on, today),
        status_code=status.code,
        status_label=status_label(policies, status.code),
        conflict=gettext(" or ").join(status_label(policies, code) for code in status.values),
        problems=range(count_problems(record)),
    )


def desktop_of(desk: Desk, summary: CaseSummary) -> Desktop:
    """What acts in this case are signed with."""
    return Desktop(desk.vault, desk.shelf, desk.policies, summary.case_id)
