"""GET /survey."""

from flask import Blueprint, abort, render_template

from investigator_console.console import console
from investigator_console.keys.keyrings import current_keyring
from investigator_console.survey.exchange import reads_surveys
from investigator_console.survey.view import view_survey

blueprint = Blueprint("survey", __name__, template_folder="templates")


@blueprint.get("/survey")
def show() -> str:
    """What reporters answered, in sums; for statistics officers, and for everybody else a page that isn't there."""
    desk = console().desk
    if not reads_surveys(desk.vault, current_keyring(desk.vault)):
        abort(404)
    return render_template("survey/survey.html", place="survey", view=view_survey(desk.vault, desk.policies))
