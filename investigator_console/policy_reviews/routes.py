"""The policies of this console: read, signed, and taken over from colleagues.

GET  /policies · /policies/read/<policy> · /policies/review/<name>
POST /policies/sign · /policies/take
"""

from datetime import UTC, datetime

from flask import Blueprint, abort, flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from investigator_console.console import Desk, console
from investigator_console.language import gettext
from investigator_console.policy_reviews.forms import SignForm, TakeForm
from investigator_console.policy_reviews.service import (
    list_policies,
    review_file,
    sign_policy,
    take_review,
    view_policy,
)
from investigator_console.policy_reviews.signed import MAX_FILE_BYTES, ReviewError
from investigator_console.policy_reviews.wording import policy_title, policy_values
from investigator_console.said import say_again

blueprint = Blueprint("policy_reviews", __name__, template_folder="templates")


@blueprint.get("/policies")
def show() -> Response:
    """Every policy, what it waits for, and who signed it."""
    return _page(console().desk)


@blueprint.get("/policies/read/<policy>")
def read(policy: str) -> Response:
    """All that a signature covers, and below it the button that signs."""
    desk = console().desk
    found = view_policy(desk.vault, desk.policies, policy, datetime.now(UTC).date())
    if found is None:
        abort(404)
    values = policy_values(policy, desk.policies)
    page = render_template("policy_reviews/policy.html", place="keys", policy=found, values=values)
    return make_response(page)


@blueprint.post("/policies/sign")
def sign() -> Response:
    """Confirm one policy as it was on the screen."""
    desk = console().desk
    form = SignForm()
    if not form.validate_on_submit():
        return _page(desk, gettext("Open the page again and repeat."), 400)
    today = datetime.now(UTC).date()
    try:
        sign_policy(desk.vault, desk.policies, form.policy.data or "", form.digest.data or "", today)
    except ReviewError as fault:
        return _page(desk, say_again(fault), 400)
    flash(gettext("Signed. Hand the file to your colleagues, so that their consoles know it too."), "good")
    return redirect(url_for(".show"))


@blueprint.post("/policies/take")
def take() -> Response:
    """Take over what a colleague signed."""
    desk = console().desk
    form = TakeForm()
    if not form.validate_on_submit():
        return _page(desk, gettext("Choose the file first."), 400)
    try:
        review = take_review(desk.vault, desk.policies, form.file.data.read(MAX_FILE_BYTES + 1))
    except ReviewError as fault:
        return _page(desk, say_again(fault), 400)
    flash(gettext("The review of %(policy)s is kept here now.", policy=policy_title(review.policy)), "good")
    return redirect(url_for(".show"))


@blueprint.get("/policies/review/<name>")
def download(name: str) -> Response:
    """The signed file, for colleagues. It holds nothing of any case."""
    desk = console().desk
    review = review_file(desk.vault, desk.policies, name)
    if review is None:
        abort(404)
    response = make_response(review.encode())
    response.headers["Content-Type"] = "application/json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _page(desk: Desk, failure: str = "", status: int = 200) -> Response:
    found = list_policies(desk.vault, desk.policies, datetime.now(UTC).date())
    page = render_template("policy_reviews/policies.html", place="keys", policies=found, failure=failure)
    return make_response(page, status)
