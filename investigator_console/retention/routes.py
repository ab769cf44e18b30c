"""GET /retention · GET /retention/certificate/<number> · GET /cases/<reference>/keeping and its four forms."""

from datetime import UTC, date, datetime

from flask import Blueprint, abort, flash, make_response, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from investigator_console.cases.pages import case_head
from investigator_console.cases.record import load_case
from investigator_console.cases.routes import SAVE_WAIT_SECONDS, find_case
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
    return _page(reference)


@blueprint.post("/cases/<reference>/hold")
def hold(reference: str) -> Response:
    """Place a hold, or renew one."""
    desk, summary = find_case(reference)
    form = HoldForm()
    if not form.validate_on_submit():
        return _page(reference, failed=form, failure=_first_error(form), status=400)
    outcome = place_hold(
        desk.vault,
        desk.shelf,
        desk.policies,
        summary.case_id,
        reason_code=form.reason_code.data or "",
        reason=(form.reason.data or "").strip(),
        until=form.until.data or _today(),
        renews=form.renews.data or (),
    )
    return _done(desk, reference, outcome, gettext("The hold is in force."), form)


@blueprint.post("/cases/<reference>/release")
def release(reference: str) -> Response:
    """Lift a hold."""
    desk, summary = find_case(reference)
    form = ReleaseForm()
    if not form.validate_on_submit():
        return _page(reference, failed=form, failure=_first_error(form), status=400)
    outcome = release_holds(
        desk.vault,
        desk.shelf,
        desk.policies,
        summary.case_id,
        (form.hold.data or "",),
        (form.reason.data or "").strip(),
    )
    return _done(desk, reference, outcome, gettext("The hold is lifted."), form)


@blueprint.post("/cases/<reference>/destroy")
def destroy(reference: str) -> Response:
    """Ask for destruction: the first of two signatures."""
    desk, summary = find_case(reference)
    form = DestroyForm()
    if not form.validate_on_submit():
        return _page(reference, failed=form, failure=_first_error(form), status=400)
    outcome = ask_destruction(
        desk.vault,
        desk.shelf,
        desk.policies,
        summary.case_id,
        form.lane.data or 0,
        (form.reason.data or "").strip(),
        identity=form.identity.data,
        coordination=form.coordination.data,
        today=_today(),
    )
    text = gettext("Asked. Nothing is destroyed until a second person agrees.")
    return _done(desk, reference, outcome, text, form)


@blueprint.post("/cases/<reference>/destroy/agree")
def agree(reference: str) -> Response:
    """The second signature."""
    desk, summary = find_case(reference)
    form = AgreeForm()
    if not form.validate_on_submit():
        return _page(reference, failed=form, failure=_first_error(form), status=400)
    outcome = complete_destruction(
        desk.vault, desk.shelf, desk.policies, summary.case_id, form.request_id.data or "", _today()
    )
    if isinstance(outcome, Refused):
        return _page(reference, failed=form, failure=outcome.reason, status=400)
    desk.sync.start()
    desk.sync.wait(SAVE_WAIT_SECONDS)
    if desk.sync.state.away:
        flash(
            gettext("Signed. The portal doesn't answer; it is destroyed there and here once it is back."),
            "warn",
        )
    else:
        flash(gettext("Destroyed. The certificate stands below."), "good")
    return redirect(url_for("retention.show"))


def _page(
    reference: str, *, failed: FlaskForm | None = None, failure: str = "", status: int = 200
) -> Response:
    desk, summary = find_case(reference)
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


def _done(desk: Desk, reference: str, outcome: Written | Refused, saved: str, form: FlaskForm) -> Response:
    if isinstance(outcome, Refused):
        return _page(reference, failed=form, failure=outcome.reason, status=400)
    desk.sync.start()
    desk.sync.wait(SAVE_WAIT_SECONDS)
    if desk.sync.state.away:
        flash(
            gettext("The portal doesn't answer. It is kept here, sealed, and sent when it is back."), "warn"
        )
    else:
        flash(saved, "good")
    return redirect(url_for("retention.keeping", reference=reference))


def _first_error(form: FlaskForm) -> str:
    errors = [str(message) for messages in form.errors.values() for message in messages]
    return gettext(errors[0]) if errors else gettext("The form was not accepted.")


def _today() -> date:
    return datetime.now(UTC).date()
