# ruff: noqa: T201 - a command line prints
import argparse
import getpass
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

from crypto.keyring import root_fingerprint
from portal.keyring.adopt import adopt_root
from portal.keyring.ceremony import CeremonyError, read
from portal.keyring.new_root import change_root
from portal.settings_file import load_settings, settings_path
from portal.store.engine import Store

_FEWEST_LETTERS = 12


def add_actions(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`keyring root-change` at the ceremony, `keyring root-publish` on the portal."""
    change = actions.add_parser("root-change", help="make a new root key; the deployment and its cases stay")
    change.add_argument("folder", type=Path, help="the ceremony's folder, on a machine without a network")
    change.add_argument("--passphrase-file", type=Path, help="of the former key, instead of asking for it")
    change.add_argument("--new-passphrase-file", type=Path, help="of the new key, instead of asking for it")
    change.add_argument(
        "--former-lost", action="store_true", help="the former key can't sign: key or passphrase are lost"
    )
    change.set_defaults(run=_change)
    take = actions.add_parser("root-publish", help="take a new root key over on this portal")
    take.add_argument("file", type=Path, help="the announcement, root-….amr")
    take.add_argument("keyring", type=Path, help="the first keyring that the new root signed")
    take.add_argument("--fingerprint", required=True, help="of the new root, from the ceremony's paper")
    take.add_argument(
        "--former-lost", action="store_true", help="accept a change that the former key did not sign"
    )
    take.set_defaults(run=_publish)


def _change(chosen: argparse.Namespace) -> int:
    before = read(chosen.folder)
    former = (
        None if chosen.former_lost else _secret(chosen.passphrase_file, "Passphrase of the former root key: ")
    )
    new = _secret(chosen.new_passphrase_file, "Passphrase of the new root key: ")
    if chosen.new_passphrase_file is None and getpass.getpass("The same again: ") != new:
        raise CeremonyError("The two were not the same. Nothing was made; try again.")
    if len(new) < _FEWEST_LETTERS:
        raise CeremonyError(f"Take a passphrase of at least {_FEWEST_LETTERS} letters, better six words.")
    path = change_root(chosen.folder, former, new, _today())
    after = read(chosen.folder)
    print(f"New root key made. Write its fingerprint down, in two places:\n  {after.card.fingerprint}")
    print(f"The former one was:\n  {before.card.fingerprint}")
    print(f"Wrote {path} and a new card.json. Next: amparo-portal keyring sign {chosen.folder}")
    if former is None:
        print("The former key did not sign. Tell members why before their consoles ask them.")
    return 0


def _publish(chosen: argparse.Namespace) -> int:
    settings = load_settings()
    with closing(Store(settings.database_url)) as store:
        keyring = adopt_root(
            settings,
            settings_path(),
            store,
            chosen.file.read_bytes(),
            chosen.keyring.read_bytes(),
            fingerprint=chosen.fingerprint,
            former_lost=chosen.former_lost,
            today=_today(),
        )
    root = root_fingerprint(load_settings().root_vk, settings.deployment_id)
    print(f"The root key is {root}. Keyring {keyring.version} is published, good until {keyring.expires_on}.")
    print("Start the portal again now: until then nobody can report or log in.")
    print(
        "Then sign the list of pages with the new root (manifest make, sign, publish) and print new posters."
    )
    return 0


def _secret(file: Path | None, question: str) -> str:
    return getpass.getpass(question) if file is None else file.read_text(encoding="utf-8").rstrip("\r\n")


def _today() -> date:
    return datetime.now(UTC).date()
