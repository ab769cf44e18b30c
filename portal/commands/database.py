# ruff: noqa: T201 - a command line prints
import argparse

from portal.settings_file import load_settings
from portal.store import facts, schema
from portal.store.engine import Store


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`db upgrade`, `db restored`."""
    group = commands.add_parser("db", help="the database").add_subparsers(required=True, metavar="COMMAND")
    upgrade = group.add_parser("upgrade", help="bring the database to this version; run after every update")
    upgrade.set_defaults(run=_upgrade)
    restored = group.add_parser("restored", help="run once after the database was restored from a backup")
    restored.set_defaults(run=_restored)


def _upgrade(_chosen: argparse.Namespace) -> int:
    store = Store(load_settings().database_url)
    schema.upgrade(store)
    print("The database has the tables of this version.")
    return 0


def _restored(_chosen: argparse.Namespace) -> int:
    store = Store(load_settings().database_url)
    with store.writing() as session:
        facts.begin_new_epoch(session)
    print("Consoles will read the whole database again and bring back what the backup lacks.")
    return 0
