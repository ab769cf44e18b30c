"""POST /cases/<reference>/safeguards (the investigation) · POST /cases/<reference>/safeguards/answer (victim care)."""

from flask import Blueprint, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from investigator_console.cases.answering import saved
from investigator_console.cases.routes import find_case
from investigator_console.cases.writing import Refused
from investigator_console.language import gettext
from investigator_console.safeguards.service import ANSWERING, TELLING, tell

blueprint = Blueprint("safeguards", __name__, template_folder="templates")

_FIELDS = {
    "contact-notice": ("kind",),
    "safety-moment-ahead": ("on",),
    "subject-notified": ("names",),
    "unsuitable-entry": ("entry",),
    "notice-seen": ("names",),
    "safety-acknowledged": ("names",),
}


@blueprint.post("/cases/<reference>/safeguards")
def announce(reference: str) -> Response:
    """Announce a contact or a safety moment, record a notification, mark an entry."""
    return _write(reference, TELLING, "cases.show")


@blueprint.post("/cases/<reference>/safeguards/answer")
def answer(reference: str) -> Response:
    """Victim care saw a notice, or acknowledges a safety moment."""
    return _write(reference, ANSWERING, "care.show")


def _write(reference: str, allowed: tuple[str, ...], back: str) -> Response:
    desk, summary = find_case(reference)
    kind = request.form.get("type", "")
    if kind not in allowed:
        abort(404)
    act = {"type": kind, **{name: request.form.get(name, "").strip() for name in _FIELDS[kind]}}
    if kind == "contact-notice":
        act["at"] = f"{request.form.get('day', '')}T{request.form.get('time', '')[:5]}Z"
    outcome = tell(desk.vault, desk.shelf, desk.policies, summary.case_id, act)
    if isinstance(outcome, Refused):
        flash(outcome.reason, "bad")
        return redirect(url_for(back, reference=reference))
    return saved(desk, summary, gettext("Saved."), back)
