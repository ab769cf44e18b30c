"""GET /openings."""

from datetime import UTC, datetime

from flask import Blueprint, abort, render_template

from investigator_console.console import console
from investigator_console.openings.view import reads_lists, view_openings

blueprint = Blueprint("openings", __name__, template_folder="templates")


@blueprint.get("/openings")
def show() -> str:
    """Who opened which case; for oversight, and for everybody else a page that isn't there."""
    desk = console().desk
    if not reads_lists(desk.vault):
        abort(404)
    view = view_openings(desk.vault, desk.shelf, desk.policies, datetime.now(UTC).date())
    return render_template("openings/openings.html", place="openings", view=view)
