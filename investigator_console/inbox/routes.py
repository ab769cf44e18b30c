"""GET /inbox · POST /inbox/acknowledge · POST /inbox/close · POST /inbox/no-news · POST /inbox/search."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from investigator_console.access.gate import is_over
from investigator_console.cases.acting import Desktop
from investigator_console.cases.answering import first_error, try_to_send
from investigator_console.cases.pages import desktop_of
from investigator_console.cases.wording import member_in_words
from investigator_console.console import Desk, console
from investigator_console.inbox.acknowledging import (
    Acknowledged,
    acknowledge_cases,
    keep_template,
    read_template,
)
from investigator_console.inbox.bulk import Done, in_each
from investigator_console.inbox.filters import AGES, ME, NOBODY, VIEWS, Filters
from investigator_console.inbox.forms import AcknowledgeForm, EndingForm, PickedForm, SearchForm
from investigator_console.inbox.service import Listing, list_cases, title
from investigator_console.keys.keyrings import current_keyring
from investigator_console.language import gettext, ngettext
from investigator_console.messages.service import send_no_news
from investigator_console.messages.typed import typed_text
from investigator_console.outcome.service import end_without_inquiry
from investigator_console.policy_reviews.service import waiting_policies
from investigator_console.policy_reviews.wording import policy_title
from investigator_console.said import say_again
from investigator_console.sync.outbox import count_waiting
from policies.assessment import UNKNOWN

blueprint = Blueprint("inbox", __name__, template_folder="templates")

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
    text = typed_text(form.text.data).strip()
    cases = [desktop.case_id for desktop in _picked(desk)]
    if not form.validate_on_submit():
        return _page(desk, failure=first_error(form), text=text, status=400)
    if not cases:
        return _page(desk, failure=gettext("Tick at least one case first."), text=text, status=400)
    if form.keep.data:
        keep_template(desk.vault, text)
    done = acknowledge_cases(desk.vault, desk.shelf, desk.policies, cases, text)
    return _told(
        desk, done, ngettext("%(num)s case acknowledged.", "%(num)s cases acknowledged.", done.count)
    )


@blueprint.post("/inbox/close")
def close() -> Response:
    """End every ticked case without an inquiry. Urgent ones are refused: they take an approver."""
    desk = console().desk
    form = EndingForm()
    text = typed_text(form.text.data).strip()
    cases = _picked(desk)
    if not form.validate_on_submit():
        return _page(desk, failure=first_error(form), text=text, ending=form.data, status=400)
    if not cases:
        failure = gettext("Tick at least one case first.")
        return _page(desk, failure=failure, text=text, ending=form.data, status=400)
    code, reason = form.outcome.data or "", form.reason.data or ""
    done = in_each(cases, lambda desktop: end_without_inquiry(desktop, code, reason, text))
    return _told(desk, done, ngettext("%(num)s case closed.", "%(num)s cases closed.", done.count))


@blueprint.post("/inbox/no-news")
def no_news() -> Response:
    """Send the monthly word in every ticked case, each in its reporter's language."""
    desk = console().desk
    cases = _picked(desk) if PickedForm().validate_on_submit() else []
    if not cases:
        return _page(desk, failure=gettext("Tick at least one case first."), status=400)
    done = in_each(cases, send_no_news)
    sentence = ngettext(
        "%(num)s reporter knows that we are still working on it.",
        "%(num)s reporters know that we are still working on it.",
        done.count,
    )
    return _told(desk, done, sentence)


@blueprint.post("/inbox/search")
def search() -> Response:
    """Look for words. They go by POST, and the address carries a random handle: browsers write addresses to disk."""
    desk = console().desk
    form = SearchForm()
    filters = Filters.read(request.args)
    words = (form.words.data or "").strip() if form.validate_on_submit() else ""
    found = desk.searches.keep(words) if words else ""
    return redirect(url_for("inbox.show", **filters.query(found=found)))


def _picked(desk: Desk) -> list[Desktop]:
    """The ticked cases that this member may read: what somebody did not declare on is not acted on in bulk either."""
    picked = [desk.shelf.find(reference) for reference in request.form.getlist("case")]
    today = datetime.now(UTC).date()
    return [
        desktop_of(desk, summary)
        for summary in picked
        if summary is not None and not summary.gate and not is_over(summary.until, today)
    ]


def _told(desk: Desk, done: Done | Acknowledged, sentence: str) -> Response:
    reached = try_to_send(desk)
    if done.count:
        flash(sentence, "good")
    for refusal in done.refusals:
        flash(refusal, "bad")
    if not reached:
        flash(
            gettext("The portal doesn't answer. All of it is kept here, sealed, and sent when it is back."),
            "warn",
        )
    return redirect(url_for("inbox.show", **Filters.read(request.args).query()))


def _page(
    desk: Desk,
    *,
    failure: str = "",
    text: str | None = None,
    ending: dict[str, Any] | None = None,
    status: int = 200,
) -> Response:
    profile = desk.vault.profile
    filters = Filters.read(request.args)
    words = desk.searches.words(filters.found)
    listing = list_cases(
        desk.shelf,
        desk.agenda,
        desk.policies,
        filters,
        page=request.args.get("page", 1, type=int),
        today=datetime.now(UTC).date(),
        me=profile.member_id.hex(),
        role=profile.role,
        found=desk.index.find(words) if words else frozenset(),
    )
    page = render_template(
        "inbox/inbox.html",
        place="inbox",
        listing=listing,
        here=url_for("inbox.show", **listing.filters.query(), page=listing.page),
        faults=[say_again(fault) for fault in desk.shelf.faults],
        waiting=count_waiting(desk.vault),
        failure=failure,
        words=words,
        unconfirmed=[policy_title(one) for one in waiting_policies(desk.vault, desk.policies)],
        ending=ending or {},
        endings=[one for one in desk.policies.outcomes.outcomes if one.without_inquiry],
        template=read_template(desk.vault, desk.policies) if text is None else text,
        no_conflict=desk.policies.conflicts.that("opens").id,
        opening_text=gettext(desk.policies.conflicts.opening_text),
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
        "regions": [
            (one.code, gettext(one.title))
            for one in desk.policies.assessment.regions
            if one.code in listing.regions or one.code == UNKNOWN
        ]
        if listing.regions
        else [],
        "assignees": [(ME, gettext("Me")), (NOBODY, gettext("Nobody")), *people],
    }
