"""What all pages of one case share: the head with its tabs, and the answer after something was signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import flash, redirect, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from investigator_console.cases.acting import Desktop
from investigator_console.cases.record import CaseRecord, case_status, count_problems
from investigator_console.cases.shelf import label
from investigator_console.cases.summary import CaseSummary
from investigator_console.console import Desk
from investigator_console.inbox.service import age, status_label, title
from investigator_console.language import gettext

# How long a press on "save" waits for the portal before the page says "not sent yet".
SAVE_WAIT_SECONDS = 6.0


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


def saved(
    desk: Desk, summary: CaseSummary, sentence: str, endpoint: str, *, anchor: str | None = None
) -> Response:
    """Send it on its way, say so, and go back to the page. Offline it is kept, sealed, and said."""
    desk.sync.start()
    desk.sync.wait(SAVE_WAIT_SECONDS)
    if desk.sync.state.away:
        flash(
            gettext("The portal doesn't answer. It is kept here, sealed, and sent when it is back."), "warn"
        )
    else:
        flash(sentence, "good")
    return redirect(url_for(endpoint, reference=desk.shelf.reference(summary.case_id), _anchor=anchor))


def first_error(form: FlaskForm) -> str:
    """The first sentence about what was typed."""
    errors = [str(message) for messages in form.errors.values() for message in messages]
    return errors[0] if errors else gettext("The form was not accepted. Try again.")
