"""GET, POST /duty."""

from datetime import UTC, datetime, timedelta

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from investigator_console.cases.answering import first_error, try_to_send
from investigator_console.cases.wording import member_in_words, role_in_words
from investigator_console.cases.writing import Refused
from investigator_console.console import Desk, console
from investigator_console.duty.forms import RosterForm
from investigator_console.duty.service import duty_state, may_sign, sign_roster, waits
from investigator_console.duty.view import view_cover
from investigator_console.keys.keyrings import current_keyring
from investigator_console.language import gettext
from policies.duty_lines import SHOWN_MARK, offset_text, people_text, read_people, read_shifts, shifts_text
from policies.errors import InvalidValueError

blueprint = Blueprint("duty", __name__, template_folder="templates")
_LASTS = timedelta(days=90)
_OFFSETS = (-720, 841, 15)


@blueprint.get("/duty")
def show() -> Response:
    """Who is called when nobody acknowledges."""
    return _page(None)


@blueprint.post("/duty")
def sign() -> Response:
    """Sign a new roster. What was typed stays where something is wrong with it."""
    desk = console().desk
    form = RosterForm()
    if not form.validate_on_submit():
        return _page(form, first_error(form), 400)
    try:
        fields = {
            "people": read_people(form.people.data or "", [member for member, _ in _members(desk)]),
            "shifts": read_shifts(form.shifts.data or ""),
            "utc_offset": form.utc_offset.data,
            "valid_until": form.valid_until.data,
        }
    except InvalidValueError as fault:
        return _page(form, fault.remedy, 400)
    outcome = sign_roster(desk.vault, desk.policies, fields, datetime.now(UTC).date())
    if isinstance(outcome, Refused):
        return _page(form, outcome.reason, 400)
    try_to_send(desk)
    if waits(desk.vault):
        flash(gettext("Signed. It counts once the portal has it: synchronise when it is back."), "warn")
    else:
        flash(gettext("Signed, and with the portal."), "good")
    return redirect(url_for("duty.show"))


def _page(form: RosterForm | None, failure: str = "", status: int = 200) -> Response:
    desk = console().desk
    state = duty_state(desk.vault)
    today = datetime.now(UTC).date()
    roster = state.roster
    typed = {
        "people": people_text(roster) if roster else "",
        "shifts": shifts_text(roster) if roster else "",
        "utc_offset": roster.utc_offset if roster else 0,
        "valid_until": (today + _LASTS).isoformat(),
    }
    if form is not None:
        typed = {name: form[name].data or typed[name] for name in typed}
    me = desk.vault.profile.member_id.hex()
    page = render_template(
        "duty/duty.html",
        place="duty",
        state=state,
        members=[(member[:SHOWN_MARK].upper(), words) for member, words in _members(desk)],
        cover=view_cover(state, datetime.now(UTC)),
        signer=member_in_words(desk.policies, current_keyring(desk.vault), state.signer, me)
        if state.signer
        else "",
        may_sign=may_sign(desk.vault, desk.policies),
        waiting=waits(desk.vault),
        offsets=[(one, offset_text(one)) for one in range(*_OFFSETS)],
        typed=typed,
        failure=failure,
        after_hours=desk.policies.timers.alarm.after_hours,
    )
    return make_response(page, status)


def _members(desk: Desk) -> list[tuple[str, str]]:
    """Everybody in the keyring: (id in hex, words)."""
    keyring = current_keyring(desk.vault)
    found = () if keyring is None else keyring.members
    return [(one.id.hex(), role_in_words(desk.policies, one.role)) for one in found]
