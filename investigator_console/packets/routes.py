"""GET /cases/<reference>/packet/<referral> · POST /cases/<reference>/packet/<referral>."""

import segno
from flask import Blueprint, abort, make_response, render_template, request
from werkzeug.wrappers import Response

from investigator_console.cases.record import load_case
from investigator_console.cases.routes import find_case
from investigator_console.cases.shelf import label
from investigator_console.cases.writing import Refused
from investigator_console.console import Desk
from investigator_console.directory.service import find_entry
from investigator_console.language import gettext
from investigator_console.packets.forms import PacketForm
from investigator_console.packets.places import packets_of
from investigator_console.packets.printing import PacketPaper, packet_pdf
from investigator_console.packets.service import find_referral, hindrance, issue, now_day
from investigator_console.referrals.view import sees_care
from investigator_console.referrals.wording import answer_label
from policies.consent_ledger import Allowed, may_share
from policies.fold import Case
from policies.packet import LANGUAGES, WORDS
from policies.referral_track import Referral

blueprint = Blueprint("packets", __name__, template_folder="templates")
_LONGEST = 300
# In their own names: an officer recognises the language that the service reads.
_LANGUAGES = (("en", "English"), ("fr", "Français"), ("es", "Español"), ("ar", "العربية"))


@blueprint.get("/cases/<reference>/packet/<referral_id>")
def show(reference: str, referral_id: str) -> Response:
    """The agreed items, to be filled in for paper; or why nothing may be printed now."""
    desk, case, referral, case_id = _found(reference, referral_id)
    why = hindrance(desk.vault, desk.policies, case, referral, now_day())
    return _form(desk, reference, case, referral, case_id, why)


@blueprint.post("/cases/<reference>/packet/<referral_id>")
def print_packet(reference: str, referral_id: str) -> Response:
    """The paper with its code: a PDF, or a page to print. What was filled in is kept nowhere: only the paper has it."""
    desk, case, referral, case_id = _found(reference, referral_id)
    if not PacketForm().validate():
        abort(400)
    outcome = issue(desk.vault, desk.shelf, desk.policies, case_id, referral.id, now_day())
    if isinstance(outcome, Refused):
        return _form(desk, reference, case, referral, case_id, outcome.reason, status=400)
    desk.sync.start()
    language = _language(desk, referral)
    paper = PacketPaper(
        referral=referral,
        items=[(code, text) for code in referral.items if (text := _filled(code))],
        digits=outcome.digits,
        address=f"{desk.vault.profile.card.origins[0]}/{language}/answer",
        last_day=outcome.last_day,
        made_on=now_day(),
        vital=_decided_without(case, referral),
    )
    if request.form.get("as") == "page":
        return _page(desk, reference, paper, language)
    answer = make_response(packet_pdf(paper, desk.policies.packet, language))
    answer.content_type = "application/pdf"
    answer.headers["Content-Disposition"] = 'attachment; filename="request-for-help.pdf"'
    return answer


def _page(desk: Desk, reference: str, paper: PacketPaper, language: str) -> Response:
    words = desk.policies.packet
    page = render_template(
        "packets/paper.html",
        place="help",
        reference=reference,
        referral=paper.referral,
        sector=words.sector(paper.referral.sector, language),
        items=[(words.item(code, language), text) for code, text in paper.items],
        said={one: words.word(one, language) for one in WORDS},
        service_language=language,
        vital=paper.vital,
        groups=paper.groups,
        address=paper.address,
        # Drawn here, and the code stands behind "#": no server is asked for a picture of it, or sent it.
        square=segno.make(f"{paper.address}#{paper.digits}", error="m").svg_inline(
            scale=3, border=2, omitsize=True
        ),
        last_day=paper.last_day,
    )
    return make_response(page)


def _filled(code: str) -> str:
    return request.form.get(f"item-{code}", "")[:_LONGEST].strip()


def _language(desk: Desk, referral: Referral) -> str:
    """What the officer chose; else what the directory says that the service speaks, as far as we have it."""
    entry = find_entry(desk.vault, referral.provider.entry)
    spoken = () if entry is None else entry.languages
    wanted = (request.form.get("language", ""), *(one[:2].lower() for one in spoken))
    return next((one for one in wanted if one in LANGUAGES), LANGUAGES[0])


def _decided_without(case: Case, referral: Referral) -> bool:
    """Whether any of it leaves without the person's consent: the paper then must not say that they agreed."""
    verdict = may_share(case, referral.provider.entry, referral.items, now_day())
    rows = verdict.rows if isinstance(verdict, Allowed) else ()
    return any(row.basis != "consent" for one in rows if (row := case.ledger.row(one)) is not None)


def _found(reference: str, referral_id: str) -> tuple[Desk, Case, Referral, bytes]:
    desk, summary = find_case(reference)
    case = load_case(desk.vault, desk.policies, summary.case_id).case
    referral = None if case is None else find_referral(case, referral_id)
    if case is None or referral is None or not sees_care(desk.vault, desk.policies, case):
        abort(404)
    return desk, case, referral, summary.case_id


def _labels(desk: Desk, referral: Referral) -> list[tuple[str, str]]:
    return [(one.id, gettext(one.label)) for one in desk.policies.consent.items if one.id in referral.items]


def _sector(desk: Desk, referral: Referral) -> str:
    found = desk.policies.referral_sop.sector(referral.sector)
    return referral.sector if found is None else gettext(found.label)


def _form(
    desk: Desk, reference: str, case: Case, referral: Referral, case_id: bytes, why: str, status: int = 200
) -> Response:
    told = case.request
    known = {
        "safe-contact": told.safe_contact,
        "language": told.language,
        "age-group": "" if told.age_group == "unknown" else answer_label(told.age_group),
        # This service's kind of help and no other: it need not know who else was asked.
        "needs": desk.policies.packet.sector(referral.sector, _language(desk, referral)),
    }
    typed = request.form if request.method == "POST" else {}
    items = [
        (code, label, typed.get(f"item-{code}", known.get(code, "")))
        for code, label in _labels(desk, referral)
    ]
    page = render_template(
        "packets/packet.html",
        place="help",
        reference=reference,
        case_label=label(case_id),
        referral=referral,
        sector=_sector(desk, referral),
        items=items,
        why=why,
        service_language=_language(desk, referral),
        languages=_LANGUAGES,
        reviewed=desk.policies.packet.reviewed,
        issued=packets_of(desk.vault, case_id, referral.id),
    )
    return make_response(page, status)
