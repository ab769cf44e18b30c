# ruff: noqa: T201 - a command line prints
import argparse
from datetime import UTC, date, datetime
from pathlib import Path

import httpx

from crypto.manifest import Manifest, parse_earlier, sign_manifest
from portal.commands.keyring import ask_passphrase
from portal.commands.opened import opened_app
from portal.keyring.card import Card
from portal.keyring.ceremony import CeremonyError, open_root, read
from portal.manifest import service
from portal.manifest.check import check_live
from portal.settings_file import load_settings


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`manifest make | sign | publish | verify`: the signed list of the reporter's pages."""
    group = commands.add_parser("manifest", help="the signed list of the reporter's pages")
    actions = group.add_subparsers(required=True, metavar="COMMAND")
    make = actions.add_parser("make", help="list what this portal serves, to be signed at the ceremony")
    make.add_argument("--out", type=Path, default=Path("pages.json"))
    make.set_defaults(run=_make)
    sign = actions.add_parser("sign", help="sign a list with the root key (offline)")
    sign.add_argument("folder", type=Path, help="the ceremony's folder")
    sign.add_argument("file", type=Path, help="what `manifest make` wrote")
    sign.add_argument("--before", type=Path, help="the list signed last: what changed is shown")
    sign.add_argument("--out", type=Path, default=Path("pages.amf"))
    sign.add_argument("--passphrase-file", type=Path, help="instead of asking for it")
    sign.set_defaults(run=_sign)
    publish = actions.add_parser("publish", help="serve a signed list; refuses one that does not fit")
    publish.add_argument("file", type=Path)
    publish.set_defaults(run=_publish)
    verify = actions.add_parser("verify", help="check a live portal from outside; anyone may")
    verify.add_argument("url", help="the portal's address, e.g. https://report.example.org")
    known = verify.add_mutually_exclusive_group(required=True)
    known.add_argument("--fingerprint", help="of the root key, as printed on paper")
    known.add_argument("--card", type=Path, help="card.json of the deployment")
    verify.set_defaults(run=_verify)


def _today() -> date:
    return datetime.now(UTC).date()


def _make(chosen: argparse.Namespace) -> int:
    with opened_app(load_settings()) as (app, services):
        settings = services.settings
        before = service.read_signed(settings)
        version = 1
        if before is not None:
            former = () if settings.root_change is None else (settings.root_change.former,)
            version = parse_earlier(before, (settings.root_vk, *former), settings.deployment_id).version + 1
        listed = service.list_pages(app, services, version, _today())
    chosen.out.write_bytes(listed.encode())
    print(f"Wrote {chosen.out}: version {version}, {len(listed.files)} files, hash {listed.hash.hex()}")
    print("Carry it to the ceremony: amparo-portal manifest sign FOLDER " + chosen.out.name)
    return 0


def _sign(chosen: argparse.Namespace) -> int:
    ceremony = read(chosen.folder)
    listed = Manifest.parse_document(chosen.file.read_bytes())
    card = ceremony.card
    if (listed.deployment_id, listed.root_vk) != (card.deployment_id, card.root_vk):
        raise CeremonyError("This list belongs to another deployment. Nothing was signed.")
    if chosen.before is not None:
        roots = (card.root_vk, bytes.fromhex(ceremony.former))
        _show_changes(parse_earlier(chosen.before.read_bytes(), roots, card.deployment_id), listed)
    seed = open_root(chosen.folder, ask_passphrase(chosen, new=False))
    chosen.out.write_bytes(sign_manifest(listed, seed))
    print(f"Signed {chosen.out}: version {listed.version}, {len(listed.files)} files.")
    print(f"Carry it to the portal: amparo-portal manifest publish {chosen.out.name}")
    return 0


def _show_changes(before: Manifest, after: Manifest) -> None:
    for path in service.differences(before.files, after.files):
        word = "new" if path not in before.files else "gone" if path not in after.files else "changed"
        print(f"  {word}: {path}")
    for name in sorted(before.headers.keys() | after.headers.keys()):
        if before.headers.get(name) != after.headers.get(name):
            print(f"  header changed: {name}: {after.headers.get(name, '(gone)')}")
    if after.version <= before.version:
        raise CeremonyError(
            f"Version {after.version} is not newer than {before.version}. Make the list on the portal again."
        )


def _publish(chosen: argparse.Namespace) -> int:
    with opened_app(load_settings()) as (app, services):
        manifest = service.publish(app, services, chosen.file.read_bytes())
    print(f"Published version {manifest.version}. Start the portal again, so that it is served.")
    return 0


def _verify(chosen: argparse.Namespace) -> int:
    fingerprint = chosen.fingerprint
    if chosen.card is not None:
        fingerprint = Card.parse(chosen.card.read_bytes()).fingerprint
    with httpx.Client(base_url=chosen.url.rstrip("/"), follow_redirects=False) as client:
        manifest, findings = check_live(client, fingerprint)
    for finding in findings:
        print(f"{finding.path}: {finding.text}")
    if findings or manifest is None:
        print(f"NOT as signed: {len(findings)} findings.")
        return 1
    print(f"As signed: version {manifest.version} of {manifest.issued_on}, {len(manifest.files)} files.")
    return 0
