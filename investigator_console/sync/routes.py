"""POST /sync · GET /sync · GET /sync/state."""

from datetime import datetime
from urllib.parse import urlsplit

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from investigator_console.console import console
from investigator_console.language import gettext
from investigator_console.sync.progress import Step

blueprint = Blueprint("sync", __name__, template_folder="templates")


@blueprint.post("/sync")
def start() -> Response:
    """Synchronise; a short one is waited for, so that the page that comes back shows the new state."""
    holder = console()
    desk = holder.desk
    desk.sync.start()
    if not desk.sync.wait(holder.settings.sync_wait_seconds):
        return redirect(url_for("sync.progress"))
    return redirect(_local_path(request.form.get("next", "")))


@blueprint.get("/sync")
def progress() -> str:
    """How far it has come, or how the last one ended."""
    return render_template("sync/progress.html", place="sync")


@blueprint.get("/sync/state")
def state() -> Response:
    """The same as JSON, for the progress bar. `changed`: the page that waits for it shows something old now."""
    now = console().desk.sync.state
    report = now.report
    news = report is not None and bool(report.entries or report.pushed or report.problems)
    return jsonify(
        running=now.running,
        text=stage_text(now.step),
        done=now.step.done,
        total=now.step.total,
        changed=bool(now.failure) or news,
        badge="" if now.finished_at is None else synchronised_at(now.finished_at),
    )


def synchronised_at(moment: datetime) -> str:
    """One line about the last synchronisation that went well."""
    return gettext("Synchronised %(time)s", time=clock_time(moment))


def stage_text(step: Step) -> str:
    """One line about what is being done."""
    texts = {
        "waiting": gettext("Starting"),
        "log-in": gettext("Logging in to the portal"),
        "keyring": gettext("Checking the keyring"),
        "intake": gettext("Publishing intake keys"),
        "pull": gettext("Fetching records"),
        "fold": gettext("Reading cases"),
        "keys": gettext("Handing keys on"),
        "acknowledge": gettext("Confirming what is stored"),
        "push": gettext("Sending"),
        "orders": gettext("Destroying what is over"),
        "check": gettext("Comparing with what the portal had before"),
        "done": gettext("Done"),
    }
    text = texts[step.stage]
    if step.total > 1:
        return f"{text}: {step.done} / {step.total}"
    return text


def clock_time(moment: datetime) -> str:
    """Hours and minutes where the member sits."""
    return moment.astimezone().strftime("%H:%M")


def _local_path(path: str) -> str:
    parts = urlsplit(path)
    known = (url_for("inbox.show"), url_for("keys.show"), "/retention", "/duty", "/openings", "/cases/")
    if parts.scheme or parts.netloc or not parts.path.startswith(known):
        return url_for("inbox.show")
    return parts.path + (f"?{parts.query}" if parts.query else "")
