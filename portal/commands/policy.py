# ruff: noqa: T201 - a command line prints
import argparse
from pathlib import Path

import policies


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`policies check`, `policies show`."""
    group = commands.add_parser("policies", help="the policy files").add_subparsers(
        required=True, metavar="COMMAND"
    )
    check = group.add_parser("check", help="read every policy file; name the first mistake and its remedy")
    check.add_argument("folder", type=Path, nargs="?", help="default: the policies that come with the portal")
    check.set_defaults(run=_check)
    show = group.add_parser("show", help="print a policy as browsers read it")
    show.add_argument("name", choices=["routing", "roles", "sharing", "statuses"])
    show.set_defaults(run=_show)


def _check(chosen: argparse.Namespace) -> int:
    loaded = policies.load(chosen.folder)
    for header in loaded.headers():
        print(f"{header.id}: version {header.version}, {header.status}")
    for name, digest in policies.pins(loaded).items():
        print(f"pinned in the keyring: {name} {digest}")
    return 0


def _show(chosen: argparse.Namespace) -> int:
    print(policies.document(chosen.name).decode("utf-8"))
    return 0
