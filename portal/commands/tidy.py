# ruff: noqa: T201 - a command line prints
import argparse
import time

import policies
from portal.housekeeping import tidy
from portal.settings_file import load_settings
from portal.store.engine import Store


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`tidy`."""
    about = "forget lapsed log-ins now, and empty SQLite's log; a running portal does so every ten minutes"
    commands.add_parser("tidy", help=about).set_defaults(run=_tidy)


def _tidy(_chosen: argparse.Namespace) -> int:
    settings = load_settings()
    audit_days = policies.load(settings.policies_dir).retention.audit_chain_days
    ended = tidy(Store(settings.database_url), int(time.time()), audit_days)
    print("Forgotten: challenges and sessions that lapsed, mails of more than 30 days ago.")
    print(f"Destroyed cases whose audit period of {audit_days} days is over, forgotten whole: {ended}.")
    return 0
