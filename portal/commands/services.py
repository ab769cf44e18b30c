# ruff: noqa: T201 - a command line prints
import argparse
from pathlib import Path

from portal.commands.opened import opened_app
from portal.help.publishing import Refused, publish
from portal.settings import SettingsError
from portal.settings_file import load_settings


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`directory publish FILE`."""
    group = commands.add_parser("directory", help="the services that everybody is shown")
    actions = group.add_subparsers(required=True, metavar="COMMAND")
    publishing = actions.add_parser("publish", help="show a public directory that a member has signed")
    publishing.add_argument("file", type=Path)
    publishing.set_defaults(run=_publish)


def _publish(chosen: argparse.Namespace) -> int:
    container = chosen.file.read_bytes()
    with opened_app(load_settings()) as (_, services):
        outcome = publish(services, container)
    if isinstance(outcome, Refused):
        raise SettingsError(f"Nothing was changed: {outcome.reason}. {outcome.message}".strip())
    print(f"Shown within seconds: {outcome.entries} services, as of {outcome.made_on}.")
    return 0
