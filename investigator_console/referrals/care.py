"""What lists of many cases need to know of the help in one: sealed beside it, so that a list reads nothing else."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Self

from investigator_console.vault.opened import Vault
from policies import Policies
from policies.assistance_due import Task, is_urgent, schedule
from policies.care_scope import care_scope
from policies.children import is_child
from policies.deadlines import concerns_victim_care
from policies.fold import Case
from policies.referral_track import Referral

TABLE = "care"


@dataclass(frozen=True)
class ReferralRow:
    """One referral in a list. Days are ISO texts, empty where it has not happened."""

    id: str
    sector: str
    organisation: str
    officer: str
    sent_on: str
    answer: str
    received: str
    result: str


@dataclass(frozen=True)
class GapRow:
    """A missing service: a sector and a place, nothing of the case."""

    id: str
    sector: str
    place: str
    on: str
    asked: str


@dataclass(frozen=True)
class CareSummary:
    """The help in one case. `managers`: who cares, hex; two are a conflict. `officers`: who made its referrals."""

    case_id: bytes
    received_on: str
    state: str
    managers: tuple[str, ...]
    manager_role: str
    urgent: bool
    child: bool
    needs: tuple[str, ...]
    tasks: tuple[Task, ...]
    referrals: tuple[ReferralRow, ...]
    gaps: tuple[GapRow, ...]

    @property
    def officers(self) -> frozenset[str]:
        """Who made referrals here."""
        return frozenset(row.officer for row in self.referrals)

    def encode(self) -> dict[str, Any]:
        """JSON values for the sealed record."""
        document: dict[str, Any] = {one.name: getattr(self, one.name) for one in fields(self)}
        document["case_id"] = self.case_id.hex()
        document["tasks"] = [_task_row(task) for task in self.tasks]
        document["referrals"] = [list(vars(row).values()) for row in self.referrals]
        document["gaps"] = [list(vars(row).values()) for row in self.gaps]
        return document

    @classmethod
    def decode(cls, document: Mapping[str, Any]) -> Self:
        """The reverse of `encode`."""
        values = dict(document)
        values["case_id"] = bytes.fromhex(values["case_id"])
        values["managers"], values["needs"] = tuple(values["managers"]), tuple(values["needs"])
        values["tasks"] = tuple(_task(*row) for row in values["tasks"])
        values["referrals"] = tuple(ReferralRow(*row) for row in values["referrals"])
        values["gaps"] = tuple(GapRow(*row) for row in values["gaps"])
        return cls(**values)


def keep_care(
    vault: Vault,
    policies: Policies,
    case_id: bytes,
    case: Case | None,
    received_on: date,
    arrived: Mapping[str, date],
) -> None:
    """Seal the summary of a case that victim care looks after. Call it in the transaction of the change."""
    if case is None or care_scope(vault.profile.role, policies) == "none":
        return
    if not concerns_victim_care(case, policies) and not case.episode.begun:
        return
    summary = summarise_care(case_id, case, received_on, policies, arrived)
    vault.put_document(TABLE, case_id, summary.encode())


def summarise_care(
    case_id: bytes, case: Case, received_on: date, policies: Policies, arrived: Mapping[str, date]
) -> CareSummary:
    """The summary of a folded case. `arrived`: day of arrival by event id."""
    return CareSummary(
        case_id=case_id,
        received_on=received_on.isoformat(),
        state=case.episode.state,
        managers=case.episode.managers,
        manager_role=case.episode.manager_role,
        urgent=is_urgent(case, policies),
        child=is_child(case, policies),
        needs=case.episode.needs or case.request.needs,
        tasks=schedule(case, received_on, policies, arrived),
        referrals=tuple(_referral(one) for one in case.referrals),
        gaps=tuple(
            GapRow(one.event_id, one.sector, one.place, one.on.isoformat(), one.asked)
            for one in case.episode.gaps
        ),
    )


def read_care(vault: Vault, case_id: bytes) -> CareSummary | None:
    """The sealed summary; None where victim care has nothing to do with the case."""
    document = vault.document(TABLE, case_id)
    return None if document is None else CareSummary.decode(document)


def all_care(vault: Vault) -> Iterator[CareSummary]:
    """The sealed summaries of every case that victim care looks after."""
    return (CareSummary.decode(json.loads(record.plaintext)) for record in vault.store.each(TABLE))


def _referral(one: Referral) -> ReferralRow:
    sent = "" if one.sent_on is None else one.sent_on.isoformat()
    return ReferralRow(
        one.id, one.sector, one.provider.organisation, one.officer, sent, one.answer, one.received, one.result
    )


def _task_row(task: Task) -> list[Any]:
    since, until = ("" if day is None else day.isoformat() for day in (task.since, task.until))
    return [task.kind, task.due_on.isoformat(), task.about, task.detail, since, until]


def _task(kind: Any, due_on: str, about: str, detail: str, since: str, until: str) -> Task:  # noqa: ANN401 — a code
    days = [date.fromisoformat(day) if day else None for day in (since, until)]
    return Task(kind, date.fromisoformat(due_on), about, detail, *days)
