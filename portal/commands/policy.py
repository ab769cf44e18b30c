# ruff: noqa: T201 - a command line prints
import argparse
import json
import sys
from pathlib import Path

import policies
from policies.document import plain


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`policies check`, `policies show`."""
    group = commands.add_parser("policies", help="the policy files").add_subparsers(
        required=True, metavar="COMMAND"
    )
    check = group.add_parser("check", help="read every policy file; name the first mistake and its remedy")
    check.add_argument("folder", type=Path, nargs="?", help="default: the policies that come with the portal")
    check.set_defaults(run=_check)
    show = group.add_parser("show", help="print a policy as browsers read it")
    show.add_argument("name", help="a document that browsers read, or the id of any policy file")
    show.set_defaults(run=_show)


def _check(chosen: argparse.Namespace) -> int:
    loaded = policies.load(chosen.folder)
    for header in loaded.headers():
        digest = policies.policy_hash(header.id, loaded)[:16]
        print(f"{header.id}: version {header.version}, {header.status}, {digest}")
    for name, digest in policies.pins(loaded).items():
        print(f"pinned in the keyring: {name} {digest}")
    return 0


def _show(chosen: argparse.Namespace) -> int:
    loaded = policies.load()
    documents = ("routing", "roles", "sharing", "statuses")
    fields = {header.id: header for header in loaded.headers()}
    if chosen.name in documents:
        print(policies.document(chosen.name).decode("utf-8"))
    elif chosen.name in fields:
        content = plain(getattr(loaded, chosen.name.replace("-", "_")))
        print(json.dumps(content, indent=1, ensure_ascii=False))
    else:
        known = ", ".join(sorted({*documents, *fields}))
        print(f"There is no policy {chosen.name!r}. Known: {known}", file=sys.stderr)
        return 1
    return 0
