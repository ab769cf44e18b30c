# ruff: noqa: T201 - a command line prints
import argparse
from pathlib import Path

from portal.commands.opened import opened_app
from portal.plain_pages import nginx_files
from portal.settings_file import load_settings

# Nothing in them is secret, and what nginx can't read it answers with 403.
_FOLDER_MODE, _FILE_MODE = 0o755, 0o644


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`plain-pages`: what the web server before the portal answers by itself."""
    plain = commands.add_parser(
        "plain-pages", help="write error pages and headers for nginx, for when the portal does not answer"
    )
    plain.add_argument(
        "--out", type=Path, default=Path("plain-pages"), help="the folder; default: plain-pages"
    )
    plain.set_defaults(run=_write)


def _write(chosen: argparse.Namespace) -> int:
    folder = chosen.out.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(_FOLDER_MODE)
    with opened_app(load_settings()) as (app, _services):
        for name, content in nginx_files(app, str(folder)).items():
            (folder / name).write_bytes(content)
            (folder / name).chmod(_FILE_MODE)
            print(folder / name)
    print("Include them as OPERATIONS.md shows, then: nginx -s reload")
    return 0
