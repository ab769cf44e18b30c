import argparse
import os
import sys
from pathlib import Path

from portal.settings import SettingsError
from portal.settings_file import load_settings
from portal.store import schema
from portal.store.engine import Store
from portal.visitors import proxy_concern

_ROOT = Path(__file__).parents[2]


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`serve`: the portal under gunicorn."""
    serve = commands.add_parser(
        "serve", help="run the portal (gunicorn, settings of portal/gunicorn_conf.py)"
    )
    serve.add_argument(
        "--bind", default=os.environ.get("AMPARO_BIND", "127.0.0.1:8000"), help="address and port"
    )
    serve.add_argument("--workers", type=int, default=int(os.environ.get("AMPARO_WORKERS", "2")))
    serve.set_defaults(run=_serve)


def _serve(chosen: argparse.Namespace) -> int:
    if os.name != "posix":
        raise SettingsError("gunicorn runs on Linux and macOS only: run the portal there.")
    settings = load_settings()
    if concern := proxy_concern(settings):
        sys.stderr.write(f"{concern}\n")
    # Said here in one sentence; inside gunicorn the same mistake is a page of traceback.
    if not schema.is_current(Store(settings.database_url)):
        raise SettingsError(
            "The database has not the tables of this version: run `amparo-portal db upgrade`."
        )
    environment = {**os.environ, "AMPARO_BIND": chosen.bind, "AMPARO_WORKERS": str(chosen.workers)}
    command = [sys.executable, "-m", "gunicorn", "--chdir", str(_ROOT), "-c", "python:portal.gunicorn_conf"]
    command.append("wsgi:portal_app()")
    os.execve(sys.executable, command, environment)  # noqa: S606 - fixed program, no shell
