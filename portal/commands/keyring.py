# ruff: noqa: T201 - a command line prints
import argparse
import getpass
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from crypto.constants import KEYRING_WARN_DAYS
from crypto.keyring import Keyring
from portal.commands import new_root
from portal.keyring import ceremony
from portal.keyring.card import Card
from portal.keyring.ceremony import CeremonyError
from portal.keyring.publish import publish
from portal.settings_file import load_settings
from portal.store.engine import Store

_FEWEST_LETTERS = 12


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`keyring ...`: the offline ceremony in a folder, and publishing its result."""
    group = commands.add_parser("keyring", help="the key ceremony (offline), and publishing its result")
    actions = group.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int], about: str) -> argparse.ArgumentParser:
        made = actions.add_parser(name, help=about)
        made.set_defaults(run=run)
        if name != "publish":
            made.add_argument(
                "folder", type=Path, help="the ceremony's folder, on a machine without a network"
            )
        return made

    new_root.add_actions(actions)
    for name, run, about in (
        ("root-new", _root_new, "make the root key and a deployment id"),
        ("sign", _sign, "sign the next keyring; refuses a group with fewer than two"),
    ):
        command(name, run, about).add_argument(
            "--passphrase-file", type=Path, help="instead of asking for it"
        )
    command("init", _init, "set the portal's addresses").add_argument(
        "--origin", action="append", required=True
    )
    command("card", _card, "write card.json for members and the portal")
    add = command("add", _add, "take in a member's request")
    add.add_argument("request", type=Path)
    add.add_argument("--group", action="append", default=[], help="instead of the group of the member's role")
    command("remove", _remove, "remove a member").add_argument("member", help="name or id")
    command("show", _show, "list the members of the next keyring")
    command("fingerprint", _fingerprint, "print the root key's fingerprint")
    command("check", _check, "verify a keyring file").add_argument("file", type=Path, nargs="?")
    publishing = command("publish", _publish, "make a signed keyring current on this portal")
    publishing.add_argument("file", type=Path)


def _today() -> date:
    return datetime.now(UTC).date()


def ask_passphrase(chosen: argparse.Namespace, *, new: bool) -> str:
    """The root key's passphrase, from the file that was named or from the keyboard. Raises `CeremonyError`."""
    if chosen.passphrase_file is not None:
        text: str = chosen.passphrase_file.read_text(encoding="utf-8").rstrip("\r\n")
    else:
        text = getpass.getpass("Passphrase of the root key: ")
        if new and getpass.getpass("The same again: ") != text:
            raise CeremonyError("The two were not the same. Nothing was made; try again.")
    if new and len(text) < _FEWEST_LETTERS:
        raise CeremonyError(f"Take a passphrase of at least {_FEWEST_LETTERS} letters, better six words.")
    return text


def _root_new(chosen: argparse.Namespace) -> int:
    made = ceremony.new_root(chosen.folder, ask_passphrase(chosen, new=True))
    print(f"Root key made. Write its fingerprint down, in two places:\n  {made.card.fingerprint}")
    return 0


def _init(chosen: argparse.Namespace) -> int:
    made = ceremony.set_origins(chosen.folder, chosen.origin)
    print("The next keyring names " + ", ".join(made.origins))
    return 0


def _card(chosen: argparse.Namespace) -> int:
    ceremony.write_card(chosen.folder)
    print(f"Wrote {chosen.folder / 'card.json'}: hand it to members and to the portal.")
    return 0


def _add(chosen: argparse.Namespace) -> int:
    seat = ceremony.add_member(chosen.folder, chosen.request.read_bytes(), chosen.group)
    print(f"{seat.name} ({seat.role}, {seat.region}) will stand in {', '.join(seat.groups)}. Id {seat.id}")
    return 0


def _remove(chosen: argparse.Namespace) -> int:
    seat = ceremony.remove_member(chosen.folder, chosen.member)
    print(f"{seat.name} will not stand in the next keyring. Sign and publish it to make that true.")
    return 0


def _sign(chosen: argparse.Namespace) -> int:
    path = ceremony.sign(chosen.folder, ask_passphrase(chosen, new=False), _today())
    print(f"Signed {path}. Carry it to the portal: amparo-portal keyring publish {path.name}")
    return 0


def _show(chosen: argparse.Namespace) -> int:
    state = ceremony.read(chosen.folder)
    print(f"Last signed: version {state.version}. Addresses: {', '.join(state.origins) or 'none yet'}")
    for seat in state.seats:
        print(f"{','.join(seat.groups):8} {seat.role:24} {seat.region:8} {seat.id} {seat.name}")
    return 0


def _fingerprint(chosen: argparse.Namespace) -> int:
    print(ceremony.read(chosen.folder).card.fingerprint)
    return 0


def _check(chosen: argparse.Namespace) -> int:
    path = chosen.file or ceremony.newest_keyring(chosen.folder)
    state = ceremony.read(chosen.folder)
    _report(ceremony.check(path, state.card, _today(), vouched=state.vouched_hashes))
    return 0


def _report(keyring: Keyring) -> None:
    print(f"Keyring {keyring.version}, good until {keyring.expires_on}. Hash {keyring.hash.hex()}")
    for name, members in keyring.groups.items():
        print(f"  {name}: {len(members)}")
    left = keyring.days_left(_today())
    if left < KEYRING_WARN_DAYS:
        print(f"  It expires in {left} days: hold a ceremony and sign a new one.")


def _publish(chosen: argparse.Namespace) -> int:
    settings = load_settings()
    card = Card(settings.deployment_id, settings.root_vk, settings.origins)
    store = Store(settings.database_url)
    keyring = publish(settings, store, chosen.file.read_bytes(), _today())
    _report(keyring)
    missing = sorted(set(settings.origins) - set(keyring.origins))
    if missing:
        print(f"  It does not name {missing[0]}: nobody can log in there. Run `keyring init` and sign again.")
    print(f"Published. The root key's fingerprint is {card.fingerprint}")
    return 0
