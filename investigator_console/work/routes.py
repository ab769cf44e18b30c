"""GET /cases/<reference>/work · POST …/assessment · POST …/task · POST …/task-state · POST …/plan-step."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, make_response, render_template, request
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from investigator_console.cases.answering import act_on, saved
from investigator_console.cases.openings import note_opening
from investigator_console.cases.pages import case_head, desktop_of
from investigator_console.cases.routes import find_case
from investigator_console.cases.service import open_case
from investigator_console.cases.summary import CaseSummary
from investigator_console.cases.writing import Refused, Written
from investigator_console.console import Desk
from investigator_console.language import gettext
from investigator_console.messages.typed import typed_text
from investigator_console.work.forms import AssessmentForm, StepForm, TaskForm, TaskStateForm
from investigator_console.work.service import add_task, assess_case, move_step, move_task
from investigator_console.work.view import view_work_page

blueprint = Blueprint("work", __name__, template_folder="templates")


@blueprint.get("/cases/<reference>/work")
def show(reference: str) -> Response:
    """The work on a case. Looking at it is noted in the sealed log of openings, like the case itself."""
    desk, summary = find_case(reference)
    return _page(desk, summary)


@blueprint.post("/cases/<reference>/assessment")
def assessment(reference: str) -> Response:
    """Say in codes what the case is and what is to be done."""
    desk, summary = find_case(reference)
    form = AssessmentForm()
    codes = {name: form[name].data for name in ("decision", "region", "subject", "channel")}
    outcome = act_on(form, lambda: assess_case(desktop_of(desk, summary), codes, _text(form.text)))
    return _answer(desk, summary, outcome, gettext("Assessment saved."), "assessment", form)


@blueprint.post("/cases/<reference>/task")
def task(reference: str) -> Response:
    """Give somebody something to do."""
    desk, summary = find_case(reference)
    form = TaskForm()
    outcome = act_on(
        form,
        lambda: add_task(desktop_of(desk, summary), _text(form.text), form.owner.data or "", form.due.data),
    )
    return _answer(desk, summary, outcome, gettext("Task saved."), "task", form)


@blueprint.post("/cases/<reference>/task-state")
def task_state(reference: str) -> Response:
    """Say that a task is done, dropped, or open again."""
    desk, summary = find_case(reference)
    form = TaskStateForm()
    outcome = act_on(
        form, lambda: move_task(desktop_of(desk, summary), form.task.data or "", form.state.data or "")
    )
    return _answer(desk, summary, outcome, gettext("Task saved."), "tasks", form)


@blueprint.post("/cases/<reference>/plan-step")
def plan_step(reference: str) -> Response:
    """Say how a step of the plan stands."""
    desk, summary = find_case(reference)
    form = StepForm()
    outcome = act_on(
        form,
        lambda: move_step(
            desktop_of(desk, summary), form.step.data or "", form.state.data or "", _text(form.note)
        ),
    )
    return _answer(desk, summary, outcome, gettext("Plan saved."), "plan", form)


def _answer(
    desk: Desk, summary: CaseSummary, outcome: Written | Refused, done: str, place: str, form: FlaskForm
) -> Response:
    if isinstance(outcome, Refused):
        # Refused: the same page with what was typed, so that nothing is lost.
        return _page(desk, summary, failure=outcome.reason, place=place, typed=form.data, status=400)
    return saved(desk, summary, done, "work.show", anchor=place)


def _page(
    desk: Desk,
    summary: CaseSummary,
    *,
    failure: str = "",
    place: str = "",
    typed: dict[str, Any] | None = None,
    status: int = 200,
) -> Response:
    record = open_case(desk.vault, desk.policies, summary.case_id)
    today = datetime.now(UTC).date()
    view = view_work_page(desk.vault, record, today)
    note_opening(desk.vault, desk.shelf, summary.case_id, record, read=False)
    page = render_template(
        "work/work.html",
        place="inbox",
        tab="work",
        case=case_head(desk, record, today),
        work=view,
        failure=failure,
        failed_at=place,
        typed=typed or {},
        due_typed=request.form.get("due", ""),
    )
    return make_response(page, status)


def _text(field: TextAreaField) -> str:
    return typed_text(field.data).strip()
