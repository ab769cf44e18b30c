"""GET, POST /cases/<reference>/record."""

from datetime import UTC, datetime

from flask import Blueprint, render_template, request

from investigator_console.cases.pages import case_head
from investigator_console.cases.record import load_case
from investigator_console.cases.routes import find_case
from investigator_console.record.view import view_record

blueprint = Blueprint("record", __name__, template_folder="templates")
_LONGEST = 100


@blueprint.get("/cases/<reference>/record")
def show(reference: str) -> str:
    """Every entry of a case, and whether the record is whole."""
    return _page(reference, "")


@blueprint.post("/cases/<reference>/record")
def compare(reference: str) -> str:
    """Compare with what a colleague read out. By POST: it stays out of addresses and logs."""
    return _page(reference, request.form.get("fingerprint", "")[:_LONGEST])


def _page(reference: str, typed: str) -> str:
    desk, summary = find_case(reference)
    record = load_case(desk.vault, desk.policies, summary.case_id)
    view = view_record(desk.vault, record, typed)
    head = case_head(desk, record, datetime.now(UTC).date())
    return render_template(
        "record/record.html", place="case", tab="record", case=head, view=view, typed=typed
    )
