"""GET /keys · POST /keys/root."""

from datetime import UTC, datetime

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import StringField

from investigator_console.cases.answering import try_to_send
from investigator_console.console import console
from investigator_console.keys.roots import NotTheSame, accept_root
from investigator_console.keys.standing import read_standing
from investigator_console.language import gettext

blueprint = Blueprint("keys", __name__, template_folder="templates")


class RootForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """The fingerprint of a root key, as somebody typed it from paper."""

    fingerprint = StringField()


@blueprint.get("/keys")
def show() -> str:
    """How this member stands in the keyring, which intake keys exist, and what the vault holds."""
    return _page()


@blueprint.post("/keys/root")
def root() -> Response:
    """Trust an announced root key, after its fingerprint was typed from paper; then synchronise under it."""
    desk, form = console().desk, RootForm()
    outcome = (
        accept_root(desk.vault, form.fingerprint.data or "")
        if form.validate_on_submit()
        else NotTheSame(gettext("This form was not accepted"))
    )
    if isinstance(outcome, NotTheSame):
        return make_response(_page(outcome.reason, form.fingerprint.data or ""), 400)
    try_to_send(desk)
    flash(gettext("This vault trusts the new root key from now on."), "good")
    return redirect(url_for("keys.show"))


def _page(failure: str = "", typed: str = "") -> str:
    desk = console().desk
    standing = read_standing(desk.vault, desk.policies, datetime.now(UTC).date())
    return render_template("keys/keys.html", place="keys", standing=standing, failure=failure, typed=typed)
