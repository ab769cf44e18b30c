# ruff: noqa: T201 - a command line prints
import argparse
from datetime import UTC, datetime
from pathlib import Path

from policies.duty_lines import describe_roster
from portal.alarm.roster import stored_roster
from portal.app import create_app
from portal.members_api.duty import store_roster
from portal.services import Services, services_of
from portal.settings import SettingsError
from portal.settings_file import load_settings
from portal.store.rosters import newest_roster

_REFUSALS = {
    "older": "A roster of this or a higher version is in force.",
    "not-accepted": "It isn't signed by a member who may sign rosters today, under the keyring in force.",
}


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`roster show`, `roster export FILE`, `roster import FILE`."""
    group = commands.add_parser("roster", help="who is called when nobody has acknowledged")
    actions = group.add_subparsers(required=True, metavar="COMMAND")
    actions.add_parser("show", help="the roster in force, and the hours without anybody").set_defaults(
        run=_show
    )
    export = actions.add_parser("export", help="write the roster in force to a file, signed as it is")
    export.add_argument("file", type=Path)
    export.set_defaults(run=_export)
    taking = actions.add_parser("import", help="put a roster in force that a member signed in a console")
    taking.add_argument("file", type=Path)
    taking.set_defaults(run=_import)


def _services() -> Services:
    return services_of(create_app(load_settings()))


def _show(_chosen: argparse.Namespace) -> int:
    services = _services()
    with services.store.reading() as session:
        roster = stored_roster(session)
    if roster is None:
        addresses = services.settings.duty_roster
        print("No roster was signed. Sign one in a console, under Duty.")
        print(f"Addresses in the settings, called around the clock: {', '.join(addresses) or 'none'}.")
        return 0 if addresses else 1
    print(describe_roster(roster, datetime.now(UTC)))
    return 0 if roster.valid_on(datetime.now(UTC)) else 1


def _export(chosen: argparse.Namespace) -> int:
    if chosen.file.exists():
        raise SettingsError(f"{chosen.file} is there already. Choose another name.")
    with _services().store.reading() as session:
        found = newest_roster(session)
    if found is None:
        raise SettingsError("No roster was signed yet: there is nothing to write.")
    chosen.file.write_bytes(found[1])
    print(f"Wrote {chosen.file}: version {found[0]}. It holds addresses of the people on duty.")
    return 0


def _import(chosen: argparse.Namespace) -> int:
    services = _services()
    directory = services.directory.latest()
    if directory is None:
        raise SettingsError("Publish a keyring first: it says who may sign rosters.")
    outcome = store_roster(services, directory, chosen.file.read_bytes())
    if outcome in _REFUSALS:
        raise SettingsError(f"Nothing was changed: {outcome}. {_REFUSALS[outcome]}")
    print("In force." if outcome == "stored" else "It was in force already.")
    return 0
