"""GET /inbox."""

from datetime import UTC, datetime

from flask import Blueprint, render_template, request

from investigator_console.console import console
from investigator_console.inbox.service import VIEWS, list_cases
from investigator_console.sync.outbox import count_waiting

blueprint = Blueprint("inbox", __name__, template_folder="templates")


@blueprint.get("/inbox")
def show() -> str:
    """The list of cases, one page of it."""
    desk = console().desk
    listing = list_cases(
        desk.shelf,
        desk.policies,
        view=request.args.get("show", "all"),
        page=request.args.get("page", 1, type=int),
        today=datetime.now(UTC).date(),
    )
    return render_template(
        "inbox/inbox.html",
        place="inbox",
        listing=listing,
        views=[{"code": code, "label": text} for code, text in VIEWS],
        faults=[str(fault) for fault in desk.shelf.faults],
        waiting=count_waiting(desk.vault),
    )
