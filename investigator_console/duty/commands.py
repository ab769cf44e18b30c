# ruff: noqa: T201 - a command line prints
"""`amparo-console roster ...`: see the duty roster, write it to a file, take one in, without a browser."""

import argparse
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from investigator_console.cases.writing import Refused
from investigator_console.duty.service import duty_state, signed_roster, take_roster
from investigator_console.vault.errors import VaultError
from investigator_console.vault.folder import find_vault
from investigator_console.vault.opened import Vault
from investigator_console.vault.service import open_vault
from policies import load as load_policies
from policies.duty_lines import describe_roster

Ask = Callable[[Path | None], str]


class _Commands:
    def __init__(self, folder: Callable[[], Path], passphrase: Ask) -> None:
        self.folder, self.passphrase = folder, passphrase

    def _open(self, options: argparse.Namespace) -> Vault:
        return open_vault(find_vault(self.folder(), options.name), self.passphrase(options.passphrase_file))

    def show(self, options: argparse.Namespace) -> int:
        """0 where somebody is on duty now, 1 where nobody is."""
        vault = self._open(options)
        try:
            state = duty_state(vault)
        finally:
            vault.close()
        if state.roster is None:
            print("No roster is known here. Synchronise, or sign one on the page Duty.")
            return 1
        print(describe_roster(state.roster, datetime.now(UTC)))
        return 0 if state.roster.on_duty(datetime.now(UTC)) else 1

    def export(self, options: argparse.Namespace) -> int:
        """Write the signed roster."""
        if options.out.exists():
            raise VaultError(f"{options.out} is there already. Choose another name.")
        vault = self._open(options)
        try:
            record = signed_roster(vault)
        finally:
            vault.close()
        if record is None:
            raise VaultError("No roster is known here. Synchronise, or sign one on the page Duty.")
        options.out.write_bytes(record)
        print(f"Wrote {options.out}. It holds addresses of the people on duty.")
        return 0

    def take(self, options: argparse.Namespace) -> int:
        """Keep a signed roster until the next synchronisation hands it in."""
        vault = self._open(options)
        try:
            taken = take_roster(vault, load_policies(), options.file.read_bytes())
        finally:
            vault.close()
        if isinstance(taken, Refused):
            raise VaultError(taken.reason)
        print(f"Version {taken.version} goes to the portal with the next synchronisation.")
        return 0


def add_commands(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", folder: Callable[[], Path], ask: Ask
) -> None:
    """`roster show`, `roster export`, `roster import`."""
    made = _Commands(folder, ask)
    actions = commands.add_parser("roster", help="the duty roster").add_subparsers(
        required=True, metavar="ACTION"
    )
    show = actions.add_parser("show", help="the roster in force, and the hours without anybody")
    show.set_defaults(run=made.show)
    export = actions.add_parser("export", help="write the roster in force to a file, signed as it is")
    export.add_argument("--out", required=True, type=Path)
    export.set_defaults(run=made.export)
    take = actions.add_parser("import", help="hand in a roster that was signed on another computer")
    take.add_argument("file", type=Path)
    take.set_defaults(run=made.take)
    for one in (show, export, take):
        one.add_argument("--name", required=True, help="whose vault")
        one.add_argument(
            "--passphrase-file", type=Path, help="read the passphrase from this file instead of asking"
        )
