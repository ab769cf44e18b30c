"""Signing the work on a case: each change is an act that colleagues with the key see, and nobody else."""

from collections.abc import Sequence
from datetime import date

from investigator_console.cases.acting import Desktop, Step, acting_lanes, in_lane, sign_acts
from investigator_console.cases.record import CaseRecord
from investigator_console.cases.writing import Refused, Written
from investigator_console.language import gettext


def assess_case(desktop: Desktop, codes: dict[str, str], reasons: str) -> Written | Refused:
    """Code the case: `codes` holds decision, region, subject and channel. The reporter's own words stay beside it."""
    for name in ("decision", "region", "subject", "channel"):
        if codes[name] not in desktop.policies.assessment.codes(f"{name}s"):
            return Refused(gettext("Choose one of the list."))
    body = {**codes, "reasons": reasons}
    return sign_acts(desktop, in_lane(desktop.role, "assessment", body))


def task_owners(record: CaseRecord, role: str) -> tuple[str, ...]:
    """Who can be given a task: the holders of the lane in which it will stand. Ids in hex."""
    lanes = acting_lanes(record, role, "task")
    return () if not lanes or record.case is None else tuple(sorted(set(record.case.holders.of(lanes[0]))))


def add_task(desktop: Desktop, text: str, owner: str, due: date | None) -> Written | Refused:
    """Give somebody who holds the case a task, with the day by which it is to be done or none."""

    def plan(record: CaseRecord) -> Sequence[Step] | Refused:
        if owner not in task_owners(record, desktop.role):
            return Refused(gettext("Choose somebody who holds this case."))
        body = {"text": text, "owner": owner, "due": "" if due is None else due.isoformat()}
        return in_lane(desktop.role, "task", body)(record)

    return sign_acts(desktop, plan)


def move_task(desktop: Desktop, task_id: str, state: str) -> Written | Refused:
    """Say that a task is done, dropped, or open again."""

    def plan(record: CaseRecord) -> Sequence[Step] | Refused:
        tasks = () if record.case is None else record.case.work.tasks
        task = next((one for one in tasks if one.event_id == task_id), None)
        if task is None:
            return Refused(gettext("This task isn't here any more."))
        if task.state == state:
            return Refused(gettext("Somebody has said so already."))
        if task.lane not in acting_lanes(record, desktop.role, "task-state"):
            return Refused(gettext("Your role doesn't do this here."))
        return [Step(task.lane, {"type": "task-state", "task": task_id, "state": state, "note": ""})]

    return sign_acts(desktop, plan)


def move_step(desktop: Desktop, step: str, state: str, note: str) -> Written | Refused:
    """Say how a step of the plan stands. "Not needed" takes a reason: somebody will ask."""
    if desktop.policies.investigation_plan.step(step) is None:
        return Refused(gettext("There is no such step."))
    if state == "not-needed" and not note.strip():
        return Refused(gettext("Write in a few words why this step isn't needed."))
    body = {"step": step, "state": state, "note": note}
    return sign_acts(desktop, in_lane(desktop.role, "plan-step", body))
