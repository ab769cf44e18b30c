"""Acts of the work on a case: how it is assessed, what is planned, who does what by when.

The reporter never sees them.
"""

from datetime import date

from policies.acts.shapes import ActType, Body, has_texts, is_event, is_member
from policies.loader import Policies

TASK_STATES = ("open", "dropped", "done")
STEP_STATES = ("open", "not-needed", "done")


def _assessment(body: Body, policies: Policies) -> bool:
    codes = policies.assessment
    return (
        body.get("decision") in codes.codes("decisions")
        and body.get("region") in codes.codes("regions")
        and body.get("subject") in codes.codes("subjects")
        and body.get("channel") in codes.codes("channels")
        and has_texts(body, "reasons", "sent_at")
    )


def _task(body: Body, _policies: Policies) -> bool:
    text = body.get("text")
    due = body.get("due", "")
    named = isinstance(text, str) and bool(text.strip()) and is_member(body.get("owner"))
    return named and isinstance(due, str) and (not due or _is_day(due))


def _task_state(body: Body, _policies: Policies) -> bool:
    return is_event(body.get("task")) and body.get("state") in TASK_STATES and has_texts(body, "note")


def _plan_step(body: Body, policies: Policies) -> bool:
    step = body.get("step")
    known = isinstance(step, str) and policies.investigation_plan.step(step) is not None
    return known and body.get("state") in STEP_STATES and has_texts(body, "note")


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


ACTS = (
    ActType("assessment", _assessment, record=True),
    ActType("task", _task, record=True),
    ActType("task-state", _task_state, record=True),
    ActType("plan-step", _plan_step, record=True),
)
