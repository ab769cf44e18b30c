"""Checking a bundle offline, believing nobody but the root key whose fingerprint the checker brings.

Every fault is named, and checking goes on as far as what is left allows: whoever holds a bundle wants to know what
was touched, not only that something was.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crypto.bundle import (
    FORMS,
    KEYS,
    MANIFEST,
    SIGNATURE,
    BundleEntry,
    body_name,
    entry_name,
    exhibit_name,
    open_with_secret,
    same,
)
from crypto.bundle_keyrings import read_keyrings
from crypto.constants import COMPARTMENTS, DEPLOYMENT_LEN, HASH_LEN, MEMBER_ID_LEN, VERIFY_KEY_LEN
from crypto.documents import encode_json, from_hex, hex_field, parse_json
from crypto.documents import field as field_of
from crypto.domain import sha256
from crypto.errors import ProtocolError
from crypto.keyring import Keyring, Member, root_fingerprint
from crypto.log import CaseLog, Entry, assemble, heads_fingerprint
from crypto.signing import verify
from crypto.submission import event_id
from crypto.types import DeploymentId, KeyringHash


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that doesn't hold. `code` is stable; `where` names the file or entry; `text` says it to people."""

    code: str
    where: str
    text: str


@dataclass
class BundleReport:
    """What a check found. `holds`: nothing at all was wrong."""

    findings: list[Finding] = field(default_factory=list)
    form: str = ""
    case_id: str = ""
    made_on: str = ""
    reason: str = ""
    exporter: Member | None = None
    entries: int = 0
    enclosed: int = 0
    heads: str = ""
    bodies: dict[tuple[int, int], Mapping[str, Any]] = field(default_factory=dict, repr=False)

    @property
    def holds(self) -> bool:
        """Whether everything was as it was signed."""
        return not self.findings

    def note(self, code: str, where: str, text: str) -> None:
        """Record a finding, once."""
        finding = Finding(code, where, text)
        if finding not in self.findings:
            self.findings.append(finding)


def check_bundle(files: Mapping[str, bytes], fingerprint: str) -> BundleReport:
    """Check all of a bundle. `fingerprint`: of the root key, from a poster or a person, never from the bundle."""
    report = BundleReport()
    manifest = _manifest(files)
    if manifest is None:
        report.note(
            "no-bundle", MANIFEST, "This is no evidence bundle, or its list of contents can't be read."
        )
        return report
    deployment = DeploymentId(hex_field(manifest, "deployment_id", DEPLOYMENT_LEN))
    root_vk = hex_field(manifest, "root_vk", VERIFY_KEY_LEN)
    report.form, report.made_on = str(manifest["form"]), str(manifest.get("made_on", ""))
    report.case_id, report.reason = str(manifest.get("case_id", "")), str(manifest.get("reason", ""))
    if _plain(root_fingerprint(root_vk, deployment)) != _plain(fingerprint):
        report.note(
            "wrong-root",
            MANIFEST,
            "It names another root key than the fingerprint that you gave: it comes from somebody else.",
        )
    _check_files(files, manifest, report)
    keyrings = read_keyrings(files, root_vk, deployment, report.note)
    _check_signature(files, manifest, keyrings, deployment, report)
    entries = _read_entries(files, manifest, deployment, report)
    _check_chain(entries, files, manifest, keyrings, deployment, report)
    _check_bodies(entries, files, deployment, report)
    return report


def _manifest(files: Mapping[str, bytes]) -> dict[str, Any] | None:
    """The list of contents, where it is one at all."""
    try:
        manifest = parse_json(files[MANIFEST])
        hex_field(manifest, "deployment_id", DEPLOYMENT_LEN)
        hex_field(manifest, "root_vk", VERIFY_KEY_LEN)
    except (KeyError, ProtocolError):
        return None
    right = manifest.get("amparo") == "bundle" and manifest.get("v") == 1 and manifest.get("form") in FORMS
    return manifest if right else None


def _plain(text: str) -> str:
    return "".join(text.split()).lower()


def _check_files(files: Mapping[str, bytes], manifest: Mapping[str, Any], report: BundleReport) -> None:
    listed: dict[str, Mapping[str, Any]] = {}
    for row in manifest.get("files") or ():
        if isinstance(row, dict) and isinstance(row.get("name"), str):
            listed[row["name"]] = row
    for name, row in sorted(listed.items()):
        data = files.get(name)
        if data is None:
            report.note("file-missing", name, "It stands in the signed list, and isn't in the archive.")
        elif row.get("size") != len(data) or row.get("sha256") != sha256(data).hex():
            report.note("file-altered", name, "It isn't the file that was signed.")
    for name in sorted(set(files) - set(listed) - {MANIFEST, SIGNATURE}):
        report.note("file-added", name, "It is in the archive, and nobody signed it.")


def _check_signature(
    files: Mapping[str, bytes],
    manifest: Mapping[str, Any],
    keyrings: Mapping[KeyringHash, Keyring],
    deployment: DeploymentId,
    report: BundleReport,
) -> None:
    try:
        named = KeyringHash(hex_field(manifest, "keyring_hash", HASH_LEN))
        member_id = hex_field(manifest, "member_id", MEMBER_ID_LEN)
    except ProtocolError:
        report.note("signature", SIGNATURE, "It doesn't say who made it.")
        return
    keyring = keyrings.get(named)
    member = None if keyring is None else keyring.member(member_id)
    if member is None:
        report.note("signer", SIGNATURE, "Whoever made it doesn't stand in a keyring of this organisation.")
        return
    try:
        verify("bundle", member.verify_vk, files[MANIFEST], files.get(SIGNATURE, b""), deployment)
    except ProtocolError:
        report.note("signature", SIGNATURE, "The list of contents isn't signed by the person whom it names.")
        return
    report.exporter = member


def _read_entries(
    files: Mapping[str, bytes], manifest: Mapping[str, Any], deployment: DeploymentId, report: BundleReport
) -> dict[int, BundleEntry]:
    entries: dict[int, BundleEntry] = {}
    rows = manifest.get("events")
    for row in rows if isinstance(rows, list) else ():
        number = row.get("n") if isinstance(row, dict) else None
        if type(number) is not int:
            report.note("entry", MANIFEST, "The list of entries can't be read.")
            continue
        name = entry_name(number)
        try:
            named = from_hex(row.get("id"), HASH_LEN)
            entry = BundleEntry.decode(files[name], named)
        except KeyError:
            report.note("entry-missing", name, "An entry of the record is not in the archive.")
            continue
        except ProtocolError as fault:
            report.note("entry", name, f"This entry follows no known layout ({fault.code}).")
            continue
        if not same(event_id(entry.header, deployment), named):
            report.note("entry", name, "This is another entry than the list of contents names.")
            continue
        entries[number] = entry
    report.entries = len(entries)
    return entries


def _check_chain(
    entries: Mapping[int, BundleEntry],
    files: Mapping[str, bytes],
    manifest: Mapping[str, Any],
    keyrings: Mapping[KeyringHash, Keyring],
    deployment: DeploymentId,
    report: BundleReport,
) -> None:
    """The whole record again, from the bytes: who signed what, what hangs on what, and in which order."""
    handed = [_as_entry(number, one, files) for number, one in sorted(entries.items())]
    if not handed or not entries[min(entries)].is_report:
        report.note("chain", entry_name(1), "The first entry must be the report that began the case.")
        return
    log = assemble(handed[0], handed[1:], keyrings, deployment, {})
    report.heads = heads_fingerprint(log, deployment)
    if log.case_id.hex() != report.case_id:
        report.note("chain", entry_name(1), "The report began another case than the list of contents names.")
    numbers = {entry.event_id.hex(): number for number, entry in entries.items()}
    for problem in log.problems:
        where = entry_name(numbers.get(problem.event_id, 0))
        report.note(f"record-{problem.kind}", where, problem.text)
    for missing in log.missing:
        report.note("entry-removed", missing.hex(), "An entry that others cite isn't among those enclosed.")
    _check_order(log, entries, report)
    heads = manifest.get("heads")
    if heads != sorted(head.hex() for head in log.heads):
        report.note("heads", MANIFEST, "The record ends with other entries than its exporter signed for.")


def _check_order(log: CaseLog, entries: Mapping[int, BundleEntry], report: BundleReport) -> None:
    placed = [record.event_id for record in log.records]
    given = [
        entry.event_id.hex() for _, entry in sorted(entries.items()) if entry.event_id.hex() in set(placed)
    ]
    if given != placed:
        report.note("order", MANIFEST, "The entries don't stand in the order in which they hang together.")


def _check_bodies(
    entries: Mapping[int, BundleEntry],
    files: Mapping[str, bytes],
    deployment: DeploymentId,
    report: BundleReport,
) -> None:
    try:
        rows = parse_json(files.get(KEYS, b""))["keys"]
    except (ProtocolError, KeyError):
        report.note("keys", KEYS, "The keys of the enclosed bodies can't be read.")
        return
    for row in rows if isinstance(rows, list) else ():
        try:
            number, c = field_of(row, "n", int), field_of(row, "c", int)
            secret = hex_field(row, "secret", HASH_LEN)
        except (ProtocolError, AttributeError):
            report.note("keys", KEYS, "A key of an enclosed body can't be read.")
            continue
        _check_body(entries.get(number), number, c, secret, files, deployment, report)


def _check_body(
    entry: BundleEntry | None,
    number: int,
    c: int,
    secret: bytes,
    files: Mapping[str, bytes],
    deployment: DeploymentId,
    report: BundleReport,
) -> None:
    name, sealed = body_name(number, c), files.get(body_name(number, c))
    if entry is None or sealed is None or c not in range(1, 20):
        report.note("body-missing", name, "A body whose key is enclosed isn't there.")
        return
    try:
        body = open_with_secret(sealed, secret, entry.context(c, deployment), deployment)
    except ProtocolError as fault:
        report.note("body", name, f"This body doesn't open under the key that came with it ({fault.code}).")
        return
    if files.get(exhibit_name(number, c)) != encode_json(body):
        report.note("exhibit", exhibit_name(number, c), "This exhibit isn't what its sealed original says.")
    report.bodies[number, c] = body
    report.enclosed += 1


def _as_entry(number: int, entry: BundleEntry, files: Mapping[str, bytes]) -> Entry:
    """With the sealed bodies that are enclosed: their hashes are checked against the signed header."""
    if entry.is_report:
        bodies = tuple(files.get(body_name(number, c)) for c in COMPARTMENTS)
    else:
        own = [data for name, data in files.items() if name.startswith(f"bodies/{number:04}-")]
        bodies = (own[0] if own else None,)
    return Entry(entry.header, entry.signatures, bodies)
