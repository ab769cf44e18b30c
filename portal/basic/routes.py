from flask import Blueprint, Flask, Response, abort, g, request, session, url_for
from flask.blueprints import BlueprintSetupState

from portal.basic import code_check, mailbox, pages, service, sessions, wording
from portal.basic.asking import answer, review
from portal.basic.clearing import clear
from portal.basic.cookie import NAME
from portal.basic.dated_token import this_moment
from portal.basic.forms import NewCodeForm, ReplyForm, ReportForm
from portal.basic.frame import TYPED_MAX_BYTES, Frame, current_frame
from portal.basic.help_plan import care, take_back
from portal.basic.left import leave_behind, refuse_what_was_left, was_here
from portal.basic.opened import case_page, closed_meanwhile, code_form, opened, see_other, to_case
from portal.basic.service import Draft, Refused
from portal.services import Services, services_of
from portal.visitors import MAILBOXES, REPORTS

_FORM = "application/x-www-form-urlencoded"


def blueprint(services: Services) -> Blueprint:
    """The pages at `/<language>/basic/`."""
    routes = Blueprint("basic", __name__, url_prefix="/<language>/basic", template_folder="templates")
    reports, mailboxes = services.limiter.limit(REPORTS), services.limiter.limit(MAILBOXES)
    routes.record_once(_install_sessions)
    routes.url_value_preprocessor(_take_language)
    routes.url_defaults(_give_language)
    routes.context_processor(pages.context)
    routes.before_request(_refuse_what_is_not_ours)
    routes.before_request(refuse_what_was_left)
    routes.register_error_handler(429, _busy)
    routes.add_url_rule("/", "warning", warning)
    routes.add_url_rule("/report", "report", report)
    routes.add_url_rule("/report", "send", reports(send), methods=["POST"])
    routes.add_url_rule("/code", "code_again", code_check.again, methods=["POST"])
    routes.add_url_rule("/code-check", "code_check", code_check.check, methods=["POST"])
    routes.add_url_rule("/saved", "saved", saved)
    routes.add_url_rule("/case", "case", case)
    routes.add_url_rule("/case", "unlock", mailboxes(unlock), methods=["POST"])
    routes.add_url_rule("/reply", "reply", mailboxes(reply), methods=["POST"])
    routes.add_url_rule("/answer", "answer", mailboxes(answer), methods=["POST"])
    routes.add_url_rule("/review", "review", mailboxes(review), methods=["POST"])
    routes.add_url_rule("/help", "care", mailboxes(care), methods=["POST"])
    routes.add_url_rule("/take-back", "take_back", mailboxes(take_back), methods=["POST"])
    routes.add_url_rule("/new-code", "new_code", new_code)
    routes.add_url_rule("/new-code", "replace", mailboxes(replace), methods=["POST"])
    routes.add_url_rule("/clear", "clear", mailboxes(clear), methods=["POST"])
    routes.add_url_rule("/close", "close", close, methods=["POST"])
    routes.add_url_rule("/leave", "leave", leave, methods=["GET", "POST"])
    routes.add_url_rule("/left", "left", left)
    return routes


def _install_sessions(state: BlueprintSetupState) -> None:
    if not isinstance(state.app, Flask):
        raise TypeError("The basic pages need the application itself.")
    sessions.install(state.app)


def _take_language(_endpoint: str | None, values: dict[str, str] | None) -> None:
    services = services_of()
    language = (values or {}).pop("language", "")
    if language not in services.settings.languages:
        abort(404)
    g.basic = Frame(services, language, request.host)


def _give_language(_endpoint: str, values: dict[str, str]) -> None:
    values.setdefault("language", current_frame().language)


def _refuse_what_is_not_ours() -> Response | None:
    """Says so where the path is switched off, and lets nothing in that would be kept in a temporary file."""
    if not current_frame().offered:
        return pages.switched_off()
    request.max_content_length = request.max_form_memory_size = TYPED_MAX_BYTES
    if request.method == "POST" and request.mimetype != _FORM:
        # Werkzeug writes large parts of a multipart body to disk; no form of ours is multipart.
        abort(415)
    return None


def _busy(_error: Exception) -> Response:
    """Over the limit: the same page again with everything typed, and a sentence."""
    if request.endpoint == "basic.send":
        return pages.report(_report_form(), wording.busy(), 429)
    kept = request.form.get("text", "")
    return pages.code_wanted(code_form(kept), wording.busy(), 429)


def warning() -> Response:
    """What this path costs, before the first question."""
    return pages.warning()


def _report_form() -> ReportForm:
    """The posted form with a ticket that works: its own, or a new one where that one is too old."""
    frame = current_frame()
    form = ReportForm.for_policies(frame.services.policies)
    if frame.tickets.report_code(form.ticket.data or "") is None:
        form.ticket.data = frame.tickets.for_report()
        form.ticket_was_stale = True
    return form


def report() -> Response:
    """The empty form."""
    return pages.report(_report_form())


def send() -> Response:
    """Review, change or send. Whatever goes wrong, all that was typed stands on the page that comes back."""
    frame = current_frame()
    form = _report_form()
    step = request.form.get("step", "review")
    if step in {"change", "about-us", "before"}:
        # A complaint about us and a lost code begin by POST: the browser's history says nothing of them.
        if step == "about-us":
            form.conflicts.data = list(frame.services.policies.routing.working_teams)
        return pages.report(form, begun="" if step == "change" else step)
    unfit = _unfit(form)
    if unfit is not None:
        return unfit
    draft = form.draft(frame.language)
    routed = service.route_draft(frame.services, draft)
    if isinstance(routed, Refused):
        return pages.report(form, wording.refusal(routed.reason), routed.status)
    if step != "send":
        return pages.review(form, routed)
    if form.errors or form.ticket_was_stale:
        return pages.review(form, routed, wording.stale_page(), 400)
    return _send(form, draft)


def _unfit(form: ReportForm) -> Response | None:
    """The form again, with what it lacks; None where it can go on."""
    if form.only_needs_services(current_frame().services.policies):
        # First of all: nobody is asked for a story that is not wanted.
        return pages.report(form, wording.refusal("services-only"), 409)
    if not form.validate() and not form.only_the_page_is_stale:
        return pages.report(form, status=400)
    return None


def _send(form: ReportForm, draft: Draft) -> Response:
    frame = current_frame()
    code = frame.tickets.report_code(form.ticket.data or "")
    if code is None:
        abort(400)
    outcome = service.send_report(frame.services, draft, code)
    if isinstance(outcome, Refused):
        return pages.report(form, wording.refusal(outcome.reason), outcome.status)
    return pages.code(code, form.ticket.data or "", wording.sent_before() if outcome.sent_before else None)


def saved() -> Response:
    """What happens after a report. From here on neither the report nor its code is shown again."""
    return leave_behind(pages.saved(), this_moment())


def case() -> Response:
    """The open case, else the field for the code."""
    found = opened()
    if found is not None:
        return case_page(found, ReplyForm.for_policies(current_frame().services.policies))
    was_open = bool(request.cookies.get(NAME))
    response = pages.code_wanted(code_form(), wording.closed_by_itself() if was_open else None)
    current_frame().cookie.forget(response)
    return response


def unlock() -> Response:
    """Opens a case. A mistyped, an unknown, a replaced code: one page, the same work, nothing typed lost."""
    frame = current_frame()
    form = code_form()
    if not form.validate():
        return pages.code_wanted(form, wording.stale_page(), 400)
    found = mailbox.open_case(frame.services, mailbox.root_key_of(frame.services, form.code.data or ""))
    if found is None:
        response = pages.code_wanted(form, wording.not_opened(), 403, refused=True)
        frame.cookie.forget(response)
        return response
    if form.kept.data:
        return case_page(found, ReplyForm.for_policies(frame.services.policies, typed=form.kept.data))
    return to_case(found.root)


def reply() -> Response:
    """Sends one message. Pressing twice sends it once."""
    frame = current_frame()
    form = ReplyForm.for_policies(frame.services.policies)
    found = opened()
    if found is None:
        return closed_meanwhile(form.text.data or "")
    form.offer_lanes(found.conversation.writable)
    if form.begin.data:
        return case_page(found, form.begun_in_person(frame.services.policies))
    ticket = frame.tickets.message(form.ticket.data or "")
    if not form.validate() and not form.only_the_page_is_stale:
        return case_page(found, form, status=400)
    if form.errors or ticket is None:
        return case_page(found, form, wording.stale_page(), 400)
    outcome = mailbox.send_message(frame.services, found, form.team.data, form.text.data or "", ticket)
    if isinstance(outcome, Refused):
        return case_page(found, form, wording.refusal(outcome.reason), outcome.status)
    return to_case(found.root)


def new_code() -> Response:
    """Shows a new code before anything changes: a lost answer must not take both codes along."""
    frame = current_frame()
    found = opened()
    if found is None:
        return see_other(url_for("basic.case"))
    code = mailbox.fresh_code(frame.services)
    form = NewCodeForm()
    form.ticket.data = frame.tickets.for_new_code(code)
    return pages.new_code(form, code)


def replace() -> Response:
    """Takes the new code into use. A second press, also after a lost answer, finds it in use already."""
    frame = current_frame()
    form = NewCodeForm()
    root = frame.cookie.opened(request.cookies.get(NAME), frame.services.seconds())
    code = frame.tickets.new_code(form.ticket.data or "")
    if root is None or code is None or not form.validate():
        return see_other(url_for("basic.new_code"))
    outcome = mailbox.replace_code(frame.services, root, code)
    if isinstance(outcome, Refused):
        return see_other(url_for("basic.case"))
    empty = ReplyForm.for_policies(frame.services.policies, typed="")
    return case_page(outcome, empty, wording.new_code_works())


def close() -> Response:
    """Closes the case. Without a CSRF check: refusing to close would be the only harm to do here."""
    return _forget(see_other(url_for("basic.warning")))


def leave() -> Response:
    """Closes the case and goes to a neutral page at once. A script that goes there by itself only posts.

    It cannot see our cookies, so it always asks; where nobody has been here, no mark is put into the browser.
    """
    if request.method == "POST":
        return _forget(Response(status=204), mark=was_here())
    return _forget(see_other(current_frame().services.settings.organisation.exit_url))


def left() -> Response:
    """In place of a page that was left or finished before."""
    return pages.left()


def _forget(response: Response, *, mark: bool = True) -> Response:
    session.clear()
    return leave_behind(response, this_moment(), mark=mark)
