"""What the page of the work shows, as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from investigator_console.cases.acting import acting_lanes
from investigator_console.cases.record import CaseRecord
from investigator_console.cases.wording import member_in_words
from investigator_console.inbox.service import status_label, title
from investigator_console.keys.keyrings import current_keyring
from investigator_console.language import gettext
from investigator_console.vault.opened import Vault
from investigator_console.work.service import task_owners
from policies import Policies
from policies.work import Assessed, Task

PHASES = ("prepare", "evidence", "fairness", "conclude")


@dataclass(frozen=True)
class AssessmentView:
    """One assessment in words. `status`: the status that goes with its decision."""

    by: str
    decision: str
    region: str
    subject: str
    channel: str
    reasons: str
    status: str


@dataclass(frozen=True)
class TaskView:
    """One task. `late`: open, and its day has passed."""

    id: str
    text: str
    owner: str
    mine: bool
    due: str
    late: bool
    state: str


@dataclass(frozen=True)
class StepView:
    """One step of the plan. `conflict`: people disagree how it stands."""

    id: str
    title: str
    advice: str
    state: str
    note: str
    conflict: bool


@dataclass(frozen=True)
class PhaseView:
    """The steps of one phase."""

    title: str
    steps: Sequence[StepView]


@dataclass(frozen=True)
class WorkPage:
    """The whole page. Lists of choices are empty where the role may not."""

    reported: Sequence[str]
    coded: Sequence[str]
    assessments: Sequence[AssessmentView]
    counts: Assessed | None
    decisions: Sequence[tuple[str, str]]
    regions: Sequence[tuple[str, str]]
    subjects: Sequence[tuple[str, str]]
    channels: Sequence[tuple[str, str]]
    tasks: Sequence[TaskView]
    owners: Sequence[tuple[str, str]]
    me: str
    can_move_tasks: bool
    phases: Sequence[PhaseView]
    done: int
    steps: int
    can_plan: bool


def view_work_page(vault: Vault, record: CaseRecord, today: date) -> WorkPage | None:
    """The work on a case; None where its report can't be shown. `today`: UTC."""
    case, policies, role = record.case, record.policies, vault.profile.role
    if case is None:
        return None
    keyring, me = current_keyring(vault), vault.profile.member_id.hex()
    codes, may_assess = policies.assessment, bool(acting_lanes(record, role, "assessment"))
    phases = _phases(record)
    needed = [step for phase in phases for step in phase.steps]
    return WorkPage(
        reported=[title(policies, (code,)) for code in case.report.categories],
        coded=[title(policies, (code,)) for code in case.category.value.split()]
        if case.category.event_ids
        else [],
        assessments=[_assessment(vault, policies, one) for one in case.work.assessments],
        counts=case.work.assessment,
        decisions=[(one.code, gettext(one.title)) for one in codes.decisions] if may_assess else [],
        regions=[(one.code, gettext(one.title)) for one in codes.regions],
        subjects=[(one.code, gettext(one.title)) for one in codes.subjects],
        channels=[(one.code, gettext(one.title)) for one in codes.channels],
        tasks=[_task(vault, policies, task, today) for task in sorted(case.work.tasks, key=_order)],
        owners=[(one, member_in_words(policies, keyring, one, me)) for one in task_owners(record, role)],
        me=me,
        can_move_tasks=bool(acting_lanes(record, role, "task-state")),
        phases=phases,
        done=sum(step.state != "open" for step in needed),
        steps=len(needed),
        can_plan=bool(acting_lanes(record, role, "plan-step")),
    )


def _order(task: Task) -> tuple[bool, str]:
    return task.state != "open", task.due or "9999"


def _assessment(vault: Vault, policies: Policies, one: Assessed) -> AssessmentView:
    codes = policies.assessment
    titles = {
        choice.code: gettext(choice.title)
        for choices in (codes.regions, codes.subjects, codes.channels)
        for choice in choices
    }
    decision = codes.decision(one.decision)
    me = vault.profile.member_id.hex()
    return AssessmentView(
        by=member_in_words(policies, current_keyring(vault), one.author, me),
        decision=one.decision if decision is None else gettext(decision.title),
        region=titles.get(one.region, one.region),
        subject=titles.get(one.subject, one.subject),
        channel=titles.get(one.channel, one.channel),
        reasons=one.reasons,
        status="" if decision is None else status_label(policies, decision.status),
    )


def _task(vault: Vault, policies: Policies, task: Task, today: date) -> TaskView:
    me = vault.profile.member_id.hex()
    return TaskView(
        id=task.event_id,
        text=task.text,
        owner=member_in_words(policies, current_keyring(vault), task.owner, me),
        mine=task.owner == me,
        due=task.due,
        late=task.state == "open" and bool(task.due) and task.due < today.isoformat(),
        state=task.state,
    )


def _phases(record: CaseRecord) -> list[PhaseView]:
    case = record.case
    if case is None:
        return []
    plan, steps = record.policies.investigation_plan, case.work.steps
    titles = {
        "prepare": gettext("Before anything else"),
        "evidence": gettext("Finding out"),
        "fairness": gettext("Fair to everybody"),
        "conclude": gettext("Concluding"),
    }
    needed = plan.steps_for(case.tier, case.category.value.split())
    return [
        PhaseView(
            titles[phase],
            [
                StepView(
                    step.id,
                    gettext(step.title),
                    gettext(step.advice) if step.advice else "",
                    steps[step.id].value if step.id in steps else "open",
                    steps[step.id].note if step.id in steps else "",
                    step.id in steps and steps[step.id].conflict,
                )
                for step in needed
                if step.phase == phase
            ],
        )
        for phase in PHASES
    ]
