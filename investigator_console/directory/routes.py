"""The directory's pages.

GET /directory  GET /directory/sheet  GET,POST /directory/entry  POST /directory/verified
GET,POST /directory/files  GET /directory/export/<kind>  POST /directory/bundle  POST /directory/publish
"""

from datetime import UTC, datetime
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from investigator_console.console import Desk, console
from investigator_console.directory import bundles, files, service, wording
from investigator_console.directory.editing import answers_in, apply, new_service, values_of
from investigator_console.directory.forms import ActForm, BundleForm, EntryForm, FileForm
from investigator_console.directory.publishing import publish, published_state
from investigator_console.language import gettext, ngettext
from investigator_console.said import say_again
from investigator_console.vault.errors import VaultError
from policies.directory.entry import Entry
from policies.directory.public import is_public
from policies.directory.search import Query
from policies.directory.terms import with_answers

blueprint = Blueprint("directory", __name__, url_prefix="/directory", template_folder="templates")
_PAGE = 50
_SHOWN_FAULTS = 20
_LANGUAGE_LIMIT = 8


@blueprint.context_processor
def _words() -> dict[str, Any]:
    if not console().unlocked:
        return {}  # what is shown then is the unlock page
    desk = console().desk
    policies, today = desk.policies, _today()
    return {
        "place": "directory",
        "may_keep": service.may_keep(desk.vault, policies),
        "may_publish": service.may_publish(desk.vault, policies),
        "sectors": wording.sector_choices(policies),
        "sector_label": dict(wording.sector_choices(policies)).get,
        "hours_text": wording.hours_text,
        "flag_label": wording.flag_label,
        "visibility_label": wording.visibility_label,
        "freshness": lambda entry: wording.freshness_text(entry, today, policies),
        "day_names": wording.day_names(),
        "days_to_check": policies.referral_sop.directory_check_days,
        "days_to_hide": policies.referral_sop.directory_hide_days,
    }


def _today() -> Any:  # noqa: ANN401 - a date
    return datetime.now(UTC).date()


def _query() -> Query:
    """The filters in the address; what makes no sense asks nothing."""
    said = request.args
    day, window = said.get("day", ""), said.get("window", "")
    return Query(
        sector=said.get("sector", ""),
        place=said.get("where", "")[:200],
        language=said.get("language", "").strip()[:_LANGUAGE_LIMIT],
        words=said.get("words", "")[:200],
        weekday=int(day) if day in set("0123456") else None,
        clock=said.get("clock", "")[:5],
        female_staff="female_staff" in said,
        child_friendly="child_friendly" in said,
        serves_men_boys="serves_men_boys" in said,
        window_h=int(window) if window in {"72", "120"} else None,
        inactive="stale" in said,
        stale="stale" in said or not said,
    )


@blueprint.get("")
def show() -> str:
    """The list, filtered by what one person needs."""
    desk = console().desk
    found = service.search_entries(desk.vault, desk.policies, _query(), _today())
    page = max(request.args.get("page", 1, int), 1)
    return render_template(
        "directory/list.html",
        entries=found[(page - 1) * _PAGE : page * _PAGE],
        count=len(found),
        total=desk.vault.store.count(service.TABLE),
        page=page,
        pages=max(-(-len(found) // _PAGE), 1),
        chosen=request.args,
    )


@blueprint.get("/sheet")
def sheet() -> str:
    """The same list for paper, without what only victim care may see."""
    desk = console().desk
    found = service.search_entries(desk.vault, desk.policies, _query(), _today())
    shown = [entry for entry in found if entry.visibility in {"public", "staff"} and entry.active]
    return render_template("directory/sheet.html", entries=shown, today=_today(), chosen=request.args)


@blueprint.route("/entry", methods=["GET", "POST"])
def entry() -> AnyResponse:
    """One entry: read it, or change it where the role keeps the directory. Without an id: a new one."""
    desk = console().desk
    identity = request.values.get("id", "")
    found = service.find_entry(desk.vault, identity) if identity else None
    if identity and found is None:
        abort(404)
    keeps = service.may_keep(desk.vault, desk.policies)
    if not keeps:
        if found is None or request.method == "POST":
            abort(403)
        return make_response(render_template("directory/entry.html", entry=found, form=None, problems=[]))
    form = EntryForm.for_policies(desk.policies, values_of(found) if found else {"visibility": "staff"})
    problems: list[str] = []
    if request.method == "POST":
        problems = _save(desk, found, form)
        if not problems:
            flash(
                gettext("Saved. Others see it with the next bundle, everybody with the next publishing."),
                "good",
            )
            return redirect(url_for(".show"), 303)
    page = render_template("directory/entry.html", entry=found, form=form, problems=problems)
    return make_response(page, 400 if problems else 200)


def _save(desk: Desk, found: Entry | None, form: EntryForm) -> list[str]:
    """Sentences where it can't be kept like that; nothing typed is lost, the form has it."""
    if not form.validate():
        return [str(message) for messages in form.errors.values() for message in messages]
    values = dict(form.data)
    changed, unread = apply(found.document if found else new_service(), values)
    if unread:
        return [
            gettext("These hours can't be read: “%(line)s”. Write them like MO-FR 08:00-17:00.", line=line)
            for line in unread
        ]
    document = with_answers(changed, answers_in(values))
    return [say_again(fault.text) for fault in service.save_entry(desk.vault, desk.policies, document)]


@blueprint.post("/verified")
def verified() -> AnyResponse:
    """Somebody called or went there: the entry is right, from today on."""
    desk = console().desk
    found = service.find_entry(desk.vault, request.form.get("id", ""))
    if not service.may_keep(desk.vault, desk.policies):
        abort(403)
    if found is None or not ActForm().validate():
        abort(404)
    faults = service.mark_verified(desk.vault, desk.policies, found, _today())
    for fault in faults:
        flash(say_again(fault.text), "bad")
    if not faults:
        flash(gettext("%(name)s: checked today.", name=found.name), "good")
    return (
        redirect(request.form.get("next") or url_for(".show"), 303)
        if _is_ours()
        else redirect(url_for(".show"), 303)
    )


def _is_ours() -> bool:
    following = request.form.get("next", "")
    return following.startswith("/directory") and "//" not in following


@blueprint.route("/files", methods=["GET", "POST"])
def files_page() -> AnyResponse:
    """Take files in, write them, sign bundles, publish."""
    desk = console().desk
    faults: list[str] = []
    if request.method == "POST":
        faults = _import(desk)
        if not faults:
            return redirect(url_for(".files_page"), 303)
    public = [one for one in service.all_entries(desk.vault) if is_public(one)]
    page = render_template(
        "directory/files.html",
        faults=faults[:_SHOWN_FAULTS],
        more=max(len(faults) - _SHOWN_FAULTS, 0),
        public=len(public),
        published=published_state(desk.vault),
        total=desk.vault.store.count(service.TABLE),
    )
    return make_response(page, 400 if faults else 200)


def _import(desk: Desk) -> list[str]:
    form = FileForm()
    if not service.may_keep(desk.vault, desk.policies):
        abort(403)
    if not form.validate() or not form.file.data:
        return [gettext("Choose a file first.")]
    name, data = form.file.data.filename or "file", form.file.data.read()
    try:
        if data[:4] in {b"AMD1", b"AMS1"}:
            taken = bundles.take_bundle(desk.vault, desk.policies, data, form.passphrase.data or "")
        else:
            reading = files.read_bytes(name, data, service.sectors_of(desk.policies))
            if reading.faults:
                return [say_again(fault) for fault in reading.faults]
            taken = service.take_in(desk.vault, reading)
    except VaultError as refusal:
        return [str(refusal)]
    flash(taken_text(taken), "good")
    return []


def taken_text(taken: service.Taken) -> str:
    """What an import did, in one line."""
    parts = [
        ngettext("%(num)d new entry", "%(num)d new entries", taken.added),
        ngettext("%(num)d changed", "%(num)d changed", taken.changed),
        ngettext("%(num)d as before", "%(num)d as before", taken.same),
    ]
    if taken.kept:
        parts.append(ngettext("%(num)d newer here, kept", "%(num)d newer here, kept", taken.kept))
    if taken.others:
        parts.append(ngettext("%(num)d row of other tables", "%(num)d rows of other tables", taken.others))
    return gettext(", ").join(parts) + "."


@blueprint.get("/export/<any(json, zip, public):kind>")
def export(kind: str) -> Response:
    """All that this member may see, as a file: readable by anyone who gets it, which the page says."""
    desk = console().desk
    if kind == "public":
        return _public_file(desk)
    seen = service.visible_to(desk.vault.profile.role)
    services = [dict(one.document) for one in service.all_entries(desk.vault) if one.visibility in seen]
    others = service.other_rows(desk.vault)
    data = files.as_json(services, others) if kind == "json" else files.as_zip(services, others)
    return _download(data, f"directory.{kind}", "application/json" if kind == "json" else "application/zip")


def _public_file(desk: Desk) -> Response:
    """The signed public part, for an operator who publishes it by hand."""
    if not service.may_publish(desk.vault, desk.policies):
        abort(403)
    try:
        data = bundles.make_public(desk.vault, desk.policies, service.all_entries(desk.vault), _today())
    except VaultError as refusal:
        abort(Response(str(refusal), 409))
    return _download(data, "services.amparo")


@blueprint.post("/bundle")
def bundle() -> AnyResponse:
    """A signed bundle for colleagues."""
    desk, form = console().desk, BundleForm()
    if not service.may_keep(desk.vault, desk.policies):
        abort(403)
    if not form.validate():
        flash(gettext("The passphrase is too long."), "bad")
        return redirect(url_for(".files_page"), 303)
    try:
        return _download(bundles.make_bundle(desk.vault, form.passphrase.data or ""), "directory.amparo")
    except VaultError as refusal:
        flash(str(refusal), "bad")
        return redirect(url_for(".files_page"), 303)


@blueprint.post("/publish")
def publish_now() -> AnyResponse:
    """Sign the public part; it goes up with the next synchronisation, which starts at once."""
    desk = console().desk
    if not service.may_publish(desk.vault, desk.policies):
        abort(403)
    if ActForm().validate():
        try:
            count = publish(desk.vault, desk.policies, _today())
        except VaultError as refusal:
            flash(str(refusal), "bad")
        else:
            desk.sync.start()
            said = ngettext("%(num)d entry is on its way.", "%(num)d entries are on their way.", count)
            flash(said, "good")
    return redirect(url_for(".files_page"), 303)


def _download(data: bytes, name: str, kind: str = "application/octet-stream") -> Response:
    answer = Response(data, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
