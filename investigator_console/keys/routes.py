"""GET /keys."""

from datetime import UTC, datetime

from flask import Blueprint, render_template

from investigator_console.console import console
from investigator_console.keys.standing import read_standing

blueprint = Blueprint("keys", __name__, template_folder="templates")


@blueprint.get("/keys")
def show() -> str:
    """How this member stands in the keyring, which intake keys exist, and what the vault holds."""
    desk = console().desk
    today = datetime.now(UTC).date()
    standing = read_standing(desk.vault, desk.policies, today)
    return render_template("keys/keys.html", place="keys", standing=standing)
