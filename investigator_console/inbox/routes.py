"""GET /inbox · POST /inbox/acknowledge."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from investigator_console.cases.wording import member_in_words
from investigator_console.console import Desk, console
from investigator_console.inbox.acknowledging import acknowledge_cases, keep_template, read_template
from investigator_console.inbox.filters import AGES, ME, NOBODY, VIEWS, Filters
from investigator_console.inbox.forms import AcknowledgeForm
from investigator_console.inbox.service import Listing, list_cases, title
from investigator_console.keys.keyrings import current_keyring
from investigator_console.language import gettext, ngettext
from investigator_console.sync.outbox import count_waiting

blueprint = Blueprint("inbox", __name__, template_folder="templates")

# How long a press on "acknowledge" waits for the portal before it says "not sent yet".
SEND_WAIT_SECONDS = 6.0
# Views that the filter "open or closed" shows, so that the row of headings stays short.
ASIDE = frozenset({"open", "closed"})


@blueprint.get("/inbox")
def show() -> Response:
    """The list of cases, one page of it."""
    return _page(console().desk)


@blueprint.post("/inbox/acknowledge")
def acknowledge() -> Response:
    """Say in every ticked case that a person has read it, with a message where there is one."""
    desk = console().desk
    form = AcknowledgeForm()
    text = (form.text.data or "").replace("\r\n", "\n").strip()
    picked = [desk.shelf.find(reference) for reference in request.form.getlist("case")]
    cases = [summary.case_id for summary in picked if summary is not None]
    if not form.validate_on_submit():
        errors = [str(message) for messages in form.errors.values() for message in messages]
        return _page(desk, failure=errors[0], text=text, status=400)
    if not cases:
        return _page(desk, failure=gettext("Tick at least one case first."), text=text, status=400)
    if form.keep.data:
        keep_template(desk.vault, text)
    done = acknowledge_cases(desk.vault, desk.shelf, desk.policies, cases, text)
    desk.sync.start()
    desk.sync.wait(SEND_WAIT_SECONDS)
    if done.count:
        flash(ngettext("%(num)s case acknowledged.", "%(num)s cases acknowledged.", done.count), "good")
    for refusal in done.refusals:
        flash(refusal, "bad")
    if desk.sync.state.away:
        flash(
            gettext("The portal doesn't answer. All of it is kept here, sealed, and sent when it is back."),
            "warn",
        )
    return redirect(url_for("inbox.show", **Filters.read(request.args).query()))


def _page(desk: Desk, *, failure: str = "", text: str | None = None, status: int = 200) -> Response:
    profile = desk.vault.profile
    listing = list_cases(
        desk.shelf,
        desk.agenda,
        desk.policies,
        Filters.read(request.args),
        page=request.args.get("page", 1, type=int),
        today=datetime.now(UTC).date(),
        me=profile.member_id.hex(),
        role=profile.role,
    )
    page = render_template(
        "inbox/inbox.html",
        place="inbox",
        listing=listing,
        here=url_for("inbox.show", **listing.filters.query(), page=listing.page),
        faults=[str(fault) for fault in desk.shelf.faults],
        waiting=count_waiting(desk.vault),
        failure=failure,
        template=read_template(desk.vault) if text is None else text,
        picked=frozenset(request.form.getlist("case")),
        **_choices(desk, listing),
    )
    return make_response(page, status)


def _choices(desk: Desk, listing: Listing) -> dict[str, Any]:
    """What stands in the headings and in the filters' lists."""
    keyring, me = current_keyring(desk.vault), desk.vault.profile.member_id.hex()
    view = listing.filters.view
    people = [(one, member_in_words(desk.policies, keyring, one, me)) for one in listing.assignees]
    return {
        "views": [
            {"code": code, "label": label} for code, label in VIEWS if code not in ASIDE or code == view
        ],
        "categories": [(code, title(desk.policies, (code,))) for code in listing.categories],
        "ages": AGES,
        "assignees": [(ME, gettext("Me")), (NOBODY, gettext("Nobody")), *people],
    }
