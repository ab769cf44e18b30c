# ruff: noqa: T201 - a command line prints
import argparse
from pathlib import Path

from portal.keyring.card import Card
from portal.settings import Organisation
from portal.settings_file import settings_path
from portal.setup import LANGUAGES, initialise


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`init`: the first settings file and an empty database."""
    init = commands.add_parser("init", help="write portal.toml from a site card and make the database")
    init.add_argument("--card", type=Path, required=True, help="card.json from the key ceremony")
    init.add_argument("--organisation", required=True, help="the organisation's name, as reporters read it")
    init.add_argument("--contact", required=True, help="an address where people get help with the portal")
    init.add_argument(
        "--other-channel", action="append", default=[], help="another way to report; may be repeated"
    )
    init.add_argument("--language", action="append", default=[], help="language code; may be repeated")
    init.set_defaults(run=_init)


def _init(chosen: argparse.Namespace) -> int:
    card = Card.parse(chosen.card.read_bytes())
    organisation = Organisation(chosen.organisation, chosen.contact, tuple(chosen.other_channel))
    path = settings_path()
    initialise(path, card, organisation, tuple(chosen.language) or LANGUAGES)
    print(f"Wrote {path}. Compare the root key's fingerprint with the ceremony's:\n  {card.fingerprint}")
    return 0
