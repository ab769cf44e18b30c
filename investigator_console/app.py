"""The members' application: pages for one unlocked vault, on this computer alone.

The map of the application:

    vault     GET /  POST /unlock  POST /lock  POST /language
    inbox     GET /inbox  POST /inbox/acknowledge  POST /inbox/close  POST /inbox/no-news  POST /inbox/search
    calendar  GET /calendar
    overview  GET /overview
    cases     GET /cases/<reference>  POST /cases/<reference>/status
    access    GET POST /cases/<reference>/declaration  GET /cases/<reference>/access  GET POST /leavers
              POST /cases/<reference>/access/{grant,approve,leave,remove,clear,adopt,take-over,dismiss}
    notes     POST /cases/<reference>/note  POST /cases/<reference>/assign  POST /cases/<reference>/category
    messages  POST /cases/<reference>/reply  POST /cases/<reference>/draft  POST /cases/<reference>/question
              POST /cases/<reference>/no-news
    work      GET /cases/<reference>/work  POST /cases/<reference>/assessment  POST /cases/<reference>/task
              POST /cases/<reference>/task-state  POST /cases/<reference>/plan-step
    outcome   GET /cases/<reference>/decision  POST /cases/<reference>/outcome  POST /cases/<reference>/outcome-draft
              POST /cases/<reference>/approve  POST /cases/<reference>/send-back  POST /cases/<reference>/close
              POST /cases/<reference>/review
    sync      POST /sync  GET /sync  GET /sync/state
    identity  GET POST /cases/<reference>/identity  POST /cases/<reference>/identity/open  GET POST /identity
    keys      GET /keys
    policies  GET /policies  POST /policies/sign  POST /policies/take  GET /policies/review/<name>
    packets   GET,POST /cases/<reference>/packet/<referral>
    retention GET /retention  GET /retention/certificate/<number>  GET /cases/<reference>/keeping
              POST /cases/<reference>/hold  POST /cases/<reference>/release
              POST /cases/<reference>/destroy  POST /cases/<reference>/destroy/agree
    evidence  GET,POST /cases/<reference>/evidence
    referrals GET /help  GET /help/caseload  GET /help/gaps  POST /help/handover
    care      GET /cases/<reference>/help  POST /cases/<reference>/help/<act>
    safeguards  POST /cases/<reference>/safeguards  POST /cases/<reference>/safeguards/answer
    record    GET,POST /cases/<reference>/record
    openings  GET /openings
    survey    GET /survey
    duty      GET,POST /duty
    directory GET /directory  GET /directory/sheet  GET,POST /directory/entry  POST /directory/verified
              GET,POST /directory/files  GET /directory/export/<kind>  POST /directory/bundle  POST /directory/publish
    suspension  GET /suspension  POST /suspension/{first,second}
"""

import secrets
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from investigator_console import assets, language
from investigator_console.access.routes import blueprint as access
from investigator_console.calendar.routes import blueprint as calendar
from investigator_console.cases.routes import blueprint as cases
from investigator_console.cases.wording import tier_in_words
from investigator_console.console import EXTENSION, ClientFactory, Console, console
from investigator_console.days import whole_days
from investigator_console.directory.routes import blueprint as directory
from investigator_console.duty.routes import blueprint as duty
from investigator_console.evidence.routes import blueprint as evidence
from investigator_console.identity.routes import blueprint as identity
from investigator_console.inbox.routes import blueprint as inbox
from investigator_console.keys.keyrings import current_keyring
from investigator_console.keys.routes import blueprint as keys
from investigator_console.language import gettext
from investigator_console.messages.routes import blueprint as messages
from investigator_console.notes.routes import blueprint as notes
from investigator_console.openings.routes import blueprint as openings
from investigator_console.openings.view import reads_lists
from investigator_console.outcome.routes import blueprint as outcome
from investigator_console.overview.routes import blueprint as overview
from investigator_console.packets.routes import blueprint as packets
from investigator_console.policy_reviews.routes import blueprint as policy_reviews
from investigator_console.private import PRIVATE
from investigator_console.record.routes import blueprint as record
from investigator_console.referrals.case_routes import blueprint as care
from investigator_console.referrals.children import count_alerts
from investigator_console.referrals.routes import blueprint as referrals
from investigator_console.retention.routes import blueprint as retention
from investigator_console.safeguards.routes import blueprint as safeguards
from investigator_console.said import say_again
from investigator_console.security import SAFE_METHODS, protect, token_cookie, tokens_match
from investigator_console.settings import Settings, load_settings
from investigator_console.survey.exchange import reads_surveys
from investigator_console.survey.routes import blueprint as survey
from investigator_console.suspension.routes import blueprint as suspension
from investigator_console.suspension.service import is_suspended
from investigator_console.sync.outbox import count_waiting
from investigator_console.sync.routes import blueprint as sync
from investigator_console.sync.routes import clock_time, stage_text, synchronised_at
from investigator_console.sync.service import connect as connect_to_portal
from investigator_console.translations import CATALOGUES
from investigator_console.vault.errors import TamperedRecordError, VaultError, VaultLockedError
from investigator_console.vault.routes import blueprint as vault
from investigator_console.vault.routes import unlock_page
from investigator_console.work.routes import blueprint as work
from languages.names import direction_of, own_name
from policies import load as load_policies

OPEN_ENDPOINTS = frozenset({"static", "vault.unlock", "vault.choose_language"})
# (code, name in itself, direction) of each language that the pages speak.
LANGUAGE_CHOICES = tuple((code, own_name(code), direction_of(code)) for code in language.LANGUAGES)
# Looking at a progress bar that refreshes itself is no sign that somebody sits there.
UNATTENDED_ENDPOINTS = frozenset({"sync.state", "sync.progress"})


def create_app(settings: Settings | None = None, *, connect: ClientFactory = connect_to_portal) -> Flask:
    """The application. `connect`: makes a portal client for an unlocked vault; tests give their own."""
    settings = settings or load_settings()
    app = Flask(__name__, static_folder=None)
    app.config["AMPARO"] = settings
    # New at every start: a form's token from an earlier run, or from another program, means nothing here.
    app.secret_key = secrets.token_bytes(32)
    app.extensions[EXTENSION] = Console(settings, load_policies(), connect)
    language.install(app)
    app.jinja_env.filters["said"] = say_again
    app.jinja_env.filters["whole_days"] = whole_days
    app.jinja_env.globals["private"] = PRIVATE
    assets.install(app)
    protect(app, settings)
    app.before_request(require_unlocked)
    app.context_processor(page_context)
    for feature in (
        vault,
        inbox,
        calendar,
        overview,
        policy_reviews,
        cases,
        notes,
        work,
        outcome,
        messages,
        sync,
        keys,
        directory,
        packets,
        retention,
        evidence,
        referrals,
        care,
        safeguards,
        record,
        openings,
        survey,
        duty,
        access,
        identity,
        suspension,
    ):
        app.register_blueprint(feature)
    app.register_error_handler(VaultLockedError, show_locked)
    app.register_error_handler(TamperedRecordError, show_tampered)
    app.register_error_handler(VaultError, show_vault_error)
    app.register_error_handler(CSRFError, show_stale_form)
    app.register_error_handler(HTTPException, show_http_error)
    return app


def require_unlocked() -> Response | None:
    """Every page but unlocking needs an unlocked vault *and* the cookie given out when it was unlocked.

    Another local user or program can reach the port; without the cookie it is shown what a locked console
    shows.
    """
    if request.endpoint in OPEN_ENDPOINTS:
        return None
    holder = console()
    if not holder.unlocked or not _holds_token(holder):
        return unlock_page(status=200 if request.path == "/" else 401)
    if request.endpoint not in UNATTENDED_ENDPOINTS:
        holder.touch()
    return None


def page_context() -> dict[str, Any]:
    """What every page's frame shows. Nothing of the vault reaches a browser without the cookie."""
    frame: dict[str, Any] = {
        "language": language.page_language(),
        "direction": direction_of(language.page_language()),
        "language_choices": LANGUAGE_CHOICES,
        "translation_reviewed": CATALOGUES.all_reviewed(language.page_language()),
        "here": request.full_path if request.method in SAFE_METHODS else "",
        "member": None,
        "cares": False,
        "place": "",
        "stage_text": stage_text,
        "clock_time": clock_time,
        "synchronised_at": synchronised_at,
        "role_label": role_label,
        "tier_in_words": tier_in_words,
    }
    holder = console()
    if holder.unlocked and _holds_token(holder):
        desk = holder.desk
        frame |= {
            "member": desk.vault.profile,
            "unread": desk.shelf.unread(),
            "cares": desk.care.open_to_me,
            "children": count_alerts(desk.shelf, datetime.now(UTC)),
            "reads_lists": reads_lists(desk.vault),
            "reads_surveys": reads_surveys(desk.vault, current_keyring(desk.vault)),
            "asked": desk.shelf.asked(),
            "suspended": is_suspended(desk.vault),
            "sync_state": desk.sync.state,
            "unsent": count_waiting(desk.vault),
        }
    return frame


def role_label(role_id: str) -> str:
    """A role's name for people; an unknown role stays as it is."""
    role = console().policies.roles.role(role_id)
    return role_id if role is None else gettext(role.label)


def show_locked(_fault: Exception) -> Response:
    """The vault was locked while the page was being made."""
    return unlock_page(status=401)


def show_tampered(fault: Exception) -> Response:
    """Name the record that was changed on disk; the rest of the vault stays usable."""
    return _error(500, gettext("Something on this computer's disk was changed"), say_again(fault))


def show_vault_error(fault: Exception) -> Response:
    """The sentence already says the remedy."""
    return _error(400, gettext("That didn't work"), say_again(fault))


def show_stale_form(_fault: Exception) -> Response:
    """A form without this process's token. The text comes back, so that nothing that was typed is lost."""
    return _error(
        400,
        gettext("This form was not accepted"),
        gettext(
            "It came from another page, or the console was started again. Open the page again and repeat."
        ),
    )


def show_http_error(fault: HTTPException) -> Response:
    """One page for every refusal, without a stack or a path in it."""
    sentences = {
        403: gettext("This request came from another page. It was refused."),
        404: gettext("There is no such page, or no such case on this computer."),
        413: gettext("The text is too long. Shorten it and try again."),
        421: gettext("This console answers only to its own address on this computer."),
    }
    code = fault.code or 500
    return _error(code, gettext("That didn't work"), sentences.get(code, fault.name))


def _error(status: int, title: str, text: str) -> Response:
    typed = request.form.get("text", "") if request.method == "POST" and status != 413 else ""  # noqa: PLR2004
    return make_response(render_template("error.html", title=title, text=text, typed=typed), status)


def _holds_token(holder: Console) -> bool:
    return tokens_match(request.cookies.get(token_cookie(holder.settings.port)), holder.desk.token)
