"""GET /retention · GET /retention/certificate/<number> · GET /cases/<reference>/keeping and its four forms."""

from datetime import UTC, date, datetime

from flask import Blueprint, abort, make_response, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from investigator_console.cases.answering import act_on, saved, send
from investigator_console.cases.pages import case_head
from investigator_console.cases.record import load_case
from investigator_console.cases.routes import find_case
from investigator_console.cases.summary import CaseSummary
from investigator_console.cases.writing import Refused, Written
from investigator_console.console import Desk, console
from investigator_console.language import gettext
from investigator_console.retention.forms import AgreeForm, DestroyForm, HoldForm, ReleaseForm
from investigator_console.retention.service import (
    ask_destruction,
    complete_destruction,
    place_hold,
    release_holds,
)
from investigator_console.retention.view import list_due, view_certificate, view_keeping
from investigator_console.sync.orders import known_orders

blueprint = Blueprint("retention", __name__, template_folder="templates")


@blueprint.get("/retention")
def show() -> str:
    """What is due to be destroyed, and what stands in the way."""
    desk = console().desk
    found = list_due(desk.vault, desk.shelf, desk.policies, _today())
    return render_template("retention/due.html", place="retention", found=found)


@blueprint.get("/retention/certificate/<number>")
def certificate(number: str) -> str:
    """The certificate of one destruction, to be printed."""
    desk = console().desk
    order = next((one for one in known_orders(desk.vault) if one.order_hash.hex()[:20] == number), None)
    if order is None:
        abort(404)
    view = view_certificate(desk.vault, desk.policies, order)
    return render_template("retention/certificate.html", place="retention", certificate=view)


@blueprint.get("/cases/<reference>/keeping")
def keeping(reference: str) -> Response:
    """How long one case is kept."""
    return _page(*find_case(reference))


@blueprint.post("/cases/<reference>/hold")
def hold(reference: str) -> Response:
    """Place a hold, or renew one."""
    desk, summary = find_case(reference)
    form = HoldForm()
    outcome = act_on(
        form,
        lambda: place_hold(
            desk.vault,
            desk.shelf,
            desk.policies,
            summary.case_id,
            reason_code=form.reason_code.data or "",
            reason=(form.reason.data or "").strip(),
            until=form.until.data or _today(),
            renews=form.renews.data or (),
        ),
    )
    return _answer(desk, summary, form, outcome, gettext("The hold is in force."))


@blueprint.post("/cases/<reference>/release")
def release(reference: str) -> Response:
    """Lift a hold."""
    desk, summary = find_case(reference)
    form = ReleaseForm()
    outcome = act_on(
        form,
        lambda: release_holds(
            desk.vault,
            desk.shelf,
            desk.policies,
            summary.case_id,
            (form.hold.data or "",),
            (form.reason.data or "").strip(),
        ),
    )
    return _answer(desk, summary, form, outcome, gettext("The hold is lifted."))


@blueprint.post("/cases/<reference>/destroy")
def destroy(reference: str) -> Response:
    """Ask for destruction: the first of two signatures."""
    desk, summary = find_case(reference)
    form = DestroyForm()
    outcome = act_on(
        form,
        lambda: ask_destruction(
            desk.vault,
            desk.shelf,
            desk.policies,
            summary.case_id,
            form.lane.data or 0,
            (form.reason.data or "").strip(),
            identity=form.identity.data,
            coordination=form.coordination.data,
            today=_today(),
        ),
    )
    asked = gettext("Asked. Nothing is destroyed until a second person agrees.")
    return _answer(desk, summary, form, outcome, asked)


@blueprint.post("/cases/<reference>/destroy/agree")
def agree(reference: str) -> Response:
    """The second signature."""
    desk, summary = find_case(reference)
    form = AgreeForm()
    outcome = act_on(
        form,
        lambda: complete_destruction(
            desk.vault, desk.shelf, desk.policies, summary.case_id, form.request_id.data or "", _today()
        ),
    )
    if isinstance(outcome, Refused):
        return _page(desk, summary, failed=form, failure=outcome.reason, status=400)
    send(
        desk,
        gettext("Destroyed. The certificate stands below."),
        kept=gettext("Signed. The portal doesn't answer; it is destroyed there and here once it is back."),
    )
    return redirect(url_for("retention.show"))


def _answer(
    desk: Desk, summary: CaseSummary, form: FlaskForm, outcome: Written | Refused, sentence: str
) -> Response:
    if isinstance(outcome, Refused):
        return _page(desk, summary, failed=form, failure=outcome.reason, status=400)
    return saved(desk, summary, sentence, "retention.keeping")


def _page(
    desk: Desk,
    summary: CaseSummary,
    *,
    failed: FlaskForm | None = None,
    failure: str = "",
    status: int = 200,
) -> Response:
    record = load_case(desk.vault, desk.policies, summary.case_id)
    page = render_template(
        "retention/keeping.html",
        place="case",
        tab="keeping",
        case=case_head(desk, record, _today()),
        keeping=view_keeping(desk.vault, desk.shelf, record, _today()),
        failed=failed,
        failure=failure,
        today=_today(),
    )
    return make_response(page, status)


def _today() -> date:
    return datetime.now(UTC).date()
