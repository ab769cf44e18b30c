# ruff: noqa: T201 - a command line prints
import argparse
from pathlib import Path

from portal.commands.opened import opened_app
from portal.posters.service import draw_all
from portal.settings_file import load_settings


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`posters`: everything to print, as PDF."""
    posters = commands.add_parser(
        "posters", help="write posters, cards and the paper form as PDF, for each place and language"
    )
    posters.add_argument("--out", type=Path, default=Path("posters"), help="the folder; default: posters")
    posters.set_defaults(run=_posters)


def _posters(chosen: argparse.Namespace) -> int:
    with opened_app(load_settings()) as (app, services):
        chosen.out.mkdir(parents=True, exist_ok=True)
        for name, pdf in draw_all(app, services):
            (chosen.out / name).write_bytes(pdf)
            print(chosen.out / name)
    return 0
