"""GET /cases/<reference>/packet/<referral> · POST /cases/<reference>/packet/<referral>."""

import segno
from flask import Blueprint, abort, make_response, render_template, request
from werkzeug.wrappers import Response

from investigator_console.cases.record import load_case
from investigator_console.cases.routes import find_case
from investigator_console.cases.writing import Refused
from investigator_console.console import Desk
from investigator_console.packets.forms import PacketForm
from investigator_console.packets.places import packets_of
from investigator_console.packets.service import find_referral, hindrance, issue, now_day
from investigator_console.referrals.view import sees_care
from policies.fold import Case
from policies.referral_track import Referral

blueprint = Blueprint("packets", __name__, template_folder="templates")
_GROUP = 4
_LONGEST = 300


@blueprint.get("/cases/<reference>/packet/<referral_id>")
def show(reference: str, referral_id: str) -> Response:
    """The agreed items, to be filled in for paper; or why nothing may be printed now."""
    desk, case, referral, case_id = _found(reference, referral_id)
    why = hindrance(desk.vault, desk.policies, case, referral, now_day())
    return _form(desk, reference, case, referral, case_id, why)


@blueprint.post("/cases/<reference>/packet/<referral_id>")
def print_packet(reference: str, referral_id: str) -> Response:
    """The paper with its code. What was filled in is kept nowhere: only the paper has it."""
    desk, case, referral, case_id = _found(reference, referral_id)
    if not PacketForm().validate():
        abort(400)
    outcome = issue(desk.vault, desk.shelf, desk.policies, case_id, referral.id, now_day())
    if isinstance(outcome, Refused):
        return _form(desk, reference, case, referral, case_id, outcome.reason, status=400)
    desk.sync.start()
    items = [
        (label, request.form.get(f"item-{code}", "")[:_LONGEST].strip())
        for code, label in _labels(desk, referral)
    ]
    address = f"{desk.vault.profile.card.origins[0]}/en/answer"
    digits = outcome.digits
    page = render_template(
        "packets/paper.html",
        reference=reference,
        referral=referral,
        sector=_sector(desk, referral),
        items=[(label, text) for label, text in items if text],
        groups=[digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP)],
        address=address,
        # Drawn here, and the code stands behind "#": no server is asked for a picture of it, or sent it.
        square=segno.make(f"{address}#{digits}", error="m").svg_inline(scale=3, border=2, omitsize=True),
        last_day=outcome.last_day,
    )
    return make_response(page)


def _found(reference: str, referral_id: str) -> tuple[Desk, Case, Referral, bytes]:
    desk, summary = find_case(reference)
    case = load_case(desk.vault, desk.policies, summary.case_id).case
    referral = None if case is None else find_referral(case, referral_id)
    if case is None or referral is None or not sees_care(desk.vault, desk.policies, case):
        abort(404)
    return desk, case, referral, summary.case_id


def _labels(desk: Desk, referral: Referral) -> list[tuple[str, str]]:
    return [(one.id, one.label) for one in desk.policies.consent.items if one.id in referral.items]


def _sector(desk: Desk, referral: Referral) -> str:
    found = desk.policies.referral_sop.sector(referral.sector)
    return referral.sector if found is None else found.label


def _form(
    desk: Desk, reference: str, case: Case, referral: Referral, case_id: bytes, why: str, status: int = 200
) -> Response:
    told = case.request
    known = {
        "safe-contact": getattr(told, "safe_contact", ""),
        "language": getattr(told, "language", ""),
        "age-group": getattr(told, "age_group", ""),
        # This service's kind of help and no other: it need not know who else was asked.
        "needs": _sector(desk, referral),
    }
    typed = request.form if request.method == "POST" else {}
    items = [
        (code, label, typed.get(f"item-{code}", known.get(code, "")))
        for code, label in _labels(desk, referral)
    ]
    page = render_template(
        "packets/packet.html",
        reference=reference,
        referral=referral,
        sector=_sector(desk, referral),
        items=items,
        why=why,
        issued=packets_of(desk.vault, case_id, referral.id),
    )
    return make_response(page, status)
