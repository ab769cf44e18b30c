"""`amparo-console`: make a member's vault, serve the pages, back up, restore, check."""

import argparse
import getpass
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from crypto.errors import ProtocolError
from investigator_console.app import create_app
from investigator_console.directory import commands as directory
from investigator_console.duty import commands as duty
from investigator_console.evidence import commands as evidence
from investigator_console.keys.service import create_member
from investigator_console.server import serve as run_server
from investigator_console.settings import SettingsError, load_settings
from investigator_console.vault.backup import back_up, restore
from investigator_console.vault.check import check_vault
from investigator_console.vault.errors import VaultError
from investigator_console.vault.folder import find_vault, list_vaults
from investigator_console.vault.service import change_passphrase, open_vault
from policies import load as load_policies


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 where it went well, 1 where a check found something, 2 where it couldn't be done."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except (VaultError, SettingsError, ProtocolError, OSError) as fault:
        print(f"amparo-console: {fault}", file=sys.stderr)
        return 2


def make_member(options: argparse.Namespace) -> int:
    """Make a vault, write the request, show the recovery code once."""
    roles = [role.id for role in load_policies().roles.roles]
    if options.role not in roles:
        raise VaultError(f"There is no role {options.role!r}. The roles are: {', '.join(roles)}")
    if options.out.exists():
        raise VaultError(f"{options.out} is there already. Choose another name with --out.")
    try:
        card = json.loads(options.card.read_text("utf-8"))
    except ValueError:
        raise VaultError(f"{options.card} is no site card.") from None
    made = create_member(
        _folder(), options.name, options.role, options.region, card, _new_passphrase(options.passphrase_file)
    )
    options.out.write_bytes(made.request)
    print(f"Vault:    {made.vault.path}")
    print(f"Request:  {options.out}  (hand it to the keeper of the keyring; nothing in it is secret)")
    print()
    print("Recovery code. It opens this vault when the passphrase is forgotten, and is shown only now.")
    print("Write it on paper, put it into a sealed envelope, and keep it away from this computer:")
    print()
    print(f"    {made.recovery_code}")
    print()
    return 0


def serve(_options: argparse.Namespace) -> int:
    """Serve the pages on 127.0.0.1 until stopped."""
    settings = load_settings()
    app = create_app(settings)
    print(f"Amparo console: http://127.0.0.1:{settings.port}/  (stop with Ctrl-C)", flush=True)
    run_server(app, settings)
    return 0


def list_members(_options: argparse.Namespace) -> int:
    """Name the vaults on this computer."""
    for vault in list_vaults(_folder()):
        print(f"{vault.name}\t{vault.path}")
    return 0


def save_backup(options: argparse.Namespace) -> int:
    """Write a sealed backup."""
    vault = open_vault(find_vault(_folder(), options.name), _passphrase(options.passphrase_file))
    try:
        back_up(vault, options.out)
    finally:
        vault.close()
    print(f"Backup: {options.out}. It holds no intake keys: a copy that is stolen opens no new report.")
    return 0


def load_backup(options: argparse.Namespace) -> int:
    """Make a vault from a backup."""
    today = datetime.now(UTC).date()
    vault = restore(options.file, _folder(), _passphrase(options.passphrase_file), today)
    path = vault.folder.path
    vault.close()
    print(f"Restored: {path}. New intake keys are made at the next synchronisation.")
    print("Cases that came after the backup was made: ask a co-holder to grant them to you.")
    return 0


def change(options: argparse.Namespace) -> int:
    """Let a vault open with another passphrase."""
    place = find_vault(_folder(), options.name)
    change_passphrase(
        place, _passphrase(options.passphrase_file), _new_passphrase(options.new_passphrase_file)
    )
    print(
        "Changed. Backups made before still open with the old passphrase: make a new one, and destroy them."
    )
    return 0


def check(options: argparse.Namespace) -> int:
    """Open every record of a vault and name those that don't open."""
    vault = open_vault(find_vault(_folder(), options.name), _passphrase(options.passphrase_file))
    try:
        result = check_vault(vault)
    finally:
        vault.close()
    for table, count in result.counts.items():
        print(f"{count:8d}  {table}")
    for fault in result.faults:
        print(f"CHANGED   {fault}")
    print(
        "Every record opens." if not result.faults else f"{len(result.faults)} records were changed on disk."
    )
    return 1 if result.faults else 0


def _folder() -> Path:
    return load_settings().vaults


def _passphrase(file: Path | None) -> str:
    if file is not None:
        return file.read_text("utf-8").rstrip("\r\n")
    return getpass.getpass("Passphrase (or recovery code): ")


def _new_passphrase(file: Path | None) -> str:
    if file is not None:
        return file.read_text("utf-8").rstrip("\r\n")
    first = getpass.getpass("New passphrase: ")
    if first != getpass.getpass("The same again: "):
        raise VaultError("The two passphrases differ. Nothing was made.")
    return first


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="amparo-console", description="The members' application of Amparo.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    run = commands.add_parser("serve", help="serve the pages on this computer")
    run.set_defaults(run=serve)

    evidence.add_command(commands)

    member = commands.add_parser("member", help="vaults of members").add_subparsers(
        required=True, metavar="ACTION"
    )
    new = member.add_parser("new", help="make a vault and a signed request for the keyring")
    new.add_argument(
        "--name", required=True, help="the member's name; it stays on this computer and at the ceremony"
    )
    new.add_argument("--role", required=True, help="a role of policies/roles.toml")
    new.add_argument("--region", default="HQ", help='where the member works; "HQ" for headquarters')
    new.add_argument("--card", required=True, type=Path, help="the site card that you were handed")
    new.add_argument("--out", required=True, type=Path, help="where the request is written")
    _passphrase_option(new)
    new.set_defaults(run=make_member)
    listing = member.add_parser("list", help="name the vaults on this computer")
    listing.set_defaults(run=list_members)

    vault = commands.add_parser("vault", help="backup, restore, check, another passphrase").add_subparsers(
        required=True, metavar="ACTION"
    )
    backup = vault.add_parser("backup", help="write a sealed backup, without intake keys")
    backup.add_argument("--name", required=True)
    backup.add_argument("--out", required=True, type=Path)
    _passphrase_option(backup)
    backup.set_defaults(run=save_backup)
    again = vault.add_parser("restore", help="make a vault from a backup")
    again.add_argument("file", type=Path)
    _passphrase_option(again)
    again.set_defaults(run=load_backup)
    checking = vault.add_parser("check", help="open every record and name those that were changed on disk")
    checking.add_argument("--name", required=True)
    _passphrase_option(checking)
    checking.set_defaults(run=check)
    changing = vault.add_parser("passphrase", help="take another passphrase; the recovery code stays")
    changing.add_argument("--name", required=True)
    _passphrase_option(changing)
    changing.add_argument("--new-passphrase-file", type=Path, help="read the new one from this file")
    changing.set_defaults(run=change)
    directory.add_commands(commands, _folder, _passphrase)
    duty.add_commands(commands, _folder, _passphrase)
    return parser


def _passphrase_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--passphrase-file", type=Path, help="read the passphrase from this file instead of asking"
    )


if __name__ == "__main__":
    sys.exit(main())
