"""GET /overview."""

from datetime import UTC, datetime

from flask import Blueprint, render_template, request

from investigator_console.console import console
from investigator_console.duty.service import duty_state
from investigator_console.duty.view import view_cover
from investigator_console.overview.figures import SCALE, count_work

blueprint = Blueprint("overview", __name__, template_folder="templates")


@blueprint.get("/overview")
def show() -> str:
    """Where the work stands, of all cases that this member lists or of their own alone."""
    desk = console().desk
    today = datetime.now(UTC).date()
    mine = request.args.get("mine") == "y"
    me = desk.vault.profile.member_id.hex()
    entries = desk.agenda.on(desk.shelf, today).entries
    return render_template(
        "overview/overview.html",
        place="overview",
        overview=count_work(entries, desk.policies, today, me, mine=mine),
        mine=mine,
        scale=SCALE,
        cover=view_cover(duty_state(desk.vault), datetime.now(UTC)),
    )
