# ruff: noqa: T201 - a command line prints
import argparse
import time

from portal.housekeeping import tidy
from portal.settings import load_settings
from portal.store.engine import Store


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`tidy`."""
    about = "forget lapsed log-ins now, and empty SQLite's log; a running portal does so every ten minutes"
    commands.add_parser("tidy", help=about).set_defaults(run=_tidy)


def _tidy(_chosen: argparse.Namespace) -> int:
    tidy(Store(load_settings().database_url), int(time.time()))
    print("Forgotten: challenges and sessions that lapsed, mails of more than 30 days ago.")
    return 0
