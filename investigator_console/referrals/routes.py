"""GET /help · GET /help/caseload · POST /help/handover · GET /help/gaps: lists over all cases of help."""

from datetime import UTC, datetime

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from investigator_console.cases.wording import member_in_words
from investigator_console.console import Desk, console
from investigator_console.keys.keyrings import current_keyring
from investigator_console.language import gettext, ngettext
from investigator_console.referrals.lists import list_caseload, list_gaps, list_today
from investigator_console.referrals.service import hand_over

blueprint = Blueprint("referrals", __name__, template_folder="templates")


@blueprint.get("/help")
def today() -> str:
    """What is due today and this week."""
    desk = _desk()
    found = list_today(desk.care.on(desk.shelf), desk.shelf, desk.policies, datetime.now(UTC))
    return render_template("referrals/today.html", place="help", tab="today", today=found)


@blueprint.get("/help/caseload")
def caseload() -> str:
    """Who is cared for, and by whom."""
    desk = _desk()
    me = desk.vault.profile.member_id.hex()
    keyring = current_keyring(desk.vault)
    found = list_caseload(
        desk.care.on(desk.shelf), desk.shelf, desk.policies, keyring, me, datetime.now(UTC).date()
    )
    colleagues = [
        (member.id.hex(), member_in_words(desk.policies, keyring, member.id.hex(), me))
        for member in (() if keyring is None else keyring.members)
        if member.id.hex() != me and desk.policies.roles.may(member.role, "episode", 3)
    ]
    return render_template(
        "referrals/caseload.html", place="help", tab="caseload", load=found, colleagues=colleagues
    )


@blueprint.post("/help/handover")
def handover() -> Response:
    """Give the ticked cases to a colleague, in one act."""
    desk = _desk()
    summaries = [desk.shelf.find(reference) for reference in request.form.getlist("case")]
    chosen = [summary.case_id for summary in summaries if summary is not None]
    to, keyring = request.form.get("to", ""), current_keyring(desk.vault)
    member = next((one for one in (() if keyring is None else keyring.members) if one.id.hex() == to), None)
    if not chosen or member is None:
        flash(gettext("Tick at least one case, and choose who takes it."), "bad")
        return redirect(url_for("referrals.caseload"))
    done = hand_over(desk.vault, desk.shelf, desk.policies, chosen, to, member.role)
    desk.sync.start()
    if done.count:
        flash(ngettext("%(num)s case handed over.", "%(num)s cases handed over.", done.count), "good")
    for why in done.refusals:
        flash(why, "bad")
    return redirect(url_for("referrals.caseload"))


@blueprint.get("/help/gaps")
def gaps() -> str:
    """Where services are missing, by sector and place."""
    desk = _desk()
    found = list_gaps(desk.care.on(desk.shelf), desk.policies)
    return render_template("referrals/gaps.html", place="help", tab="gaps", gaps=found)


def _desk() -> Desk:
    """The desk of a member of victim care; for others there is no such page."""
    desk = console().desk
    if not desk.care.open_to_me:
        abort(404)
    return desk
