"""GET / · POST /unlock · POST /lock · POST /language."""

from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from crypto.errors import WrongPassphrase
from investigator_console.console import Desk, console
from investigator_console.language import LANGUAGES, gettext, keep_language, speak
from investigator_console.messages.drafts import keep_draft
from investigator_console.said import say_again
from investigator_console.security import SAFE_METHODS, token_cookie
from investigator_console.vault.errors import VaultError
from investigator_console.vault.folder import list_vaults
from investigator_console.vault.forms import UnlockForm

blueprint = Blueprint("vault", __name__, template_folder="templates")


@blueprint.get("/")
def home() -> AnyResponse:
    """Somebody who is in goes to the inbox; everybody else was already shown the unlock page."""
    return redirect(url_for("inbox.show"))


@blueprint.post("/unlock")
def unlock() -> AnyResponse:
    """Open a vault and bind it to this browser; a text that was carried over the lock becomes a draft."""
    form = _form()
    if not form.validate_on_submit():
        return unlock_page(
            status=400, form=form, failure=gettext("Choose your name and type your passphrase.")
        )
    try:
        desk = console().unlock(str(form.name.data), str(form.passphrase.data))
    except WrongPassphrase:
        failure = gettext("This passphrase doesn't open this vault. Nothing was changed.")
        return unlock_page(status=403, form=form, failure=failure)
    except VaultError as fault:
        return unlock_page(status=400, form=form, failure=say_again(fault))
    _keep_carried(desk, form)
    settings = console().settings
    if settings.sync_after_unlock:
        desk.sync.start(pause=settings.sync_pause_seconds)
    response = redirect(local_path(form.next.data))
    response.set_cookie(token_cookie(settings.port), desk.token, httponly=True, samesite="Strict", path="/")
    return response


@blueprint.post("/lock")
def lock() -> AnyResponse:
    """Forget the keys. The cookie dies with the desk that it belonged to."""
    console().lock()
    response = redirect(url_for("vault.home"))
    response.delete_cookie(token_cookie(console().settings.port), path="/")
    return response


@blueprint.post("/language")
def choose_language() -> AnyResponse:
    """Keep the choice, and show the same page again. On the unlock page nothing that was carried over is lost."""
    language = request.form.get("language", "")
    if language not in LANGUAGES:
        return redirect(local_path(request.form.get("next")))
    form = _form()
    if form.carried_text.data:
        speak(language)
        response: AnyResponse = unlock_page(status=200, form=form)
    else:
        response = redirect(local_path(form.next.data))
    keep_language(response, language)
    return response


def unlock_page(*, status: int, form: UnlockForm | None = None, failure: str = "") -> Response:
    """The page that a locked console answers everything with.

    A reply that was sent to a locked console stays in the page, and so in the browser, until it is unlocked:
    it can't be sealed without the keys, and it must not be lost.
    """
    carried_case = carried_text = ""
    next_path = request.full_path if request.method in SAFE_METHODS and request.path != "/" else ""
    if form is not None:
        carried_case, carried_text = form.carried_case.data or "", form.carried_text.data or ""
        next_path = form.next.data or ""
    elif request.method == "POST" and request.endpoint in {"messages.send", "messages.keep_draft"}:
        carried_case = str((request.view_args or {}).get("reference", ""))
        carried_text = request.form.get("text", "")
        next_path = url_for("cases.show", reference=carried_case)
    page = render_template(
        "vault/unlock.html",
        form=form or _form(formdata=None),
        failure=failure,
        elsewhere=form is None and console().unlocked,
        carried_case=carried_case,
        carried_text=carried_text,
        next_path=next_path,
        member=None,
    )
    return make_response(page, status)


def _form(**options: None) -> UnlockForm:
    form = UnlockForm(**options)
    names = [vault.name for vault in list_vaults(console().settings.vaults)]
    form.name.choices = [(name, name) for name in names]
    return form


def _keep_carried(desk: Desk, form: UnlockForm) -> None:
    text = form.carried_text.data
    summary = desk.shelf.find(form.carried_case.data or "")
    if text and summary is not None:
        keep_draft(desk.vault, desk.shelf, summary.case_id, text)
        flash(gettext("What you had written is kept as a draft."), "good")


def local_path(path: str | None) -> str:
    """Where to go after unlocking: only a page of this application, never an address from outside."""
    home = url_for("inbox.show")
    parts = urlsplit(path or "")
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or parts.path.startswith("//"):
        return home
    adapter = current_app.create_url_adapter(request)
    try:
        if adapter is None or parts.path == "/" or not adapter.match(parts.path, method="GET"):
            return home
    except HTTPException:
        return home
    return parts.path + (f"?{parts.query}" if parts.query else "")
