"""GET /suspension · POST /suspension/first · POST /suspension/second."""

from flask import Blueprint, make_response, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField

from investigator_console.cases.answering import send
from investigator_console.cases.writing import Refused
from investigator_console.console import Desk, console
from investigator_console.language import gettext
from investigator_console.suspension.outgoing import hand_in
from investigator_console.suspension.service import named_in, sign_first, sign_second, view_suspension

blueprint = Blueprint("suspension", __name__, template_folder="templates")


class FirstForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """A member's id in hex."""

    member = StringField()


class SecondForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """A colleague's line; `sure` is empty until the name that it holds was shown."""

    line = TextAreaField()
    sure = StringField()


@blueprint.get("/suspension")
def show() -> Response:
    """Who is suspended, and the two steps of suspending somebody."""
    return _page(console().desk)


@blueprint.post("/suspension/first")
def first() -> Response:
    """Sign, and show the line for a colleague. Nothing is sent yet."""
    desk, form = console().desk, FirstForm()
    outcome = (
        sign_first(desk.vault, form.member.data or "")
        if form.validate_on_submit()
        else Refused(gettext("This form was not accepted"))
    )
    if isinstance(outcome, Refused):
        return _page(desk, failure=outcome.reason, status=400)
    return _page(desk, made=outcome.to_text())


@blueprint.post("/suspension/second")
def second() -> Response:
    """Show whom a colleague's line is about; then sign and hand in."""
    desk, form = console().desk, SecondForm()
    line = form.line.data or ""
    if not form.validate_on_submit():
        return _page(desk, failure=gettext("This form was not accepted"), line=line, status=400)
    outcome = sign_second(desk.vault, line)
    if isinstance(outcome, Refused):
        return _page(desk, failure=outcome.reason, line=line, status=400)
    if form.sure.data != "yes":
        return _page(desk, line=line, about=named_in(desk.vault, desk.policies, line))
    hand_in(desk.vault, outcome)
    send(
        desk,
        gettext("Suspended. The portal and all consoles honour it from now on."),
        kept=gettext("The portal doesn't answer. The suspension is handed in when it is back."),
    )
    return redirect(url_for("suspension.show"))


def _page(
    desk: Desk, *, failure: str = "", made: str = "", line: str = "", about: str = "", status: int = 200
) -> Response:
    page = render_template(
        "suspension/suspension.html",
        place="keys",
        suspension=view_suspension(desk.vault, desk.policies),
        failure=failure,
        made=made,
        line=line,
        about=about,
    )
    return make_response(page, status)
