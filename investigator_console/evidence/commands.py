# ruff: noqa: T201 - a command line prints
"""`amparo-console verify`: check a bundle offline, without a vault."""

import argparse
from pathlib import Path

from crypto.bundle_check import BundleReport, check_bundle
from investigator_console.evidence.archive import unpack


def verify(options: argparse.Namespace) -> int:
    """Name each thing that doesn't hold; 0 where all holds, 1 else."""
    files, findings = unpack(options.file.read_bytes())
    report = check_bundle(files, options.root)
    for finding in findings:
        report.note(finding.code, finding.where, finding.text)
    for line in describe(report):
        print(line)
    return 0 if report.holds else 1


def describe(report: BundleReport) -> list[str]:
    """The report in lines, the verdict last."""
    lines = []
    if report.form:
        kind = "Redacted disclosure copy" if report.form == "disclosure" else "Evidence bundle"
        lines.append(f"{kind} of case {report.case_id}, made on {report.made_on}.")
        who = report.exporter
        signer = "nobody who can be named" if who is None else f"{who.role} {who.id.hex()}"
        lines.append(f"Signed by {signer}. Reason given: {report.reason}")
        lines.append(f"{report.entries} signed entries, {report.enclosed} opened and checked.")
        lines.append(
            f"Fingerprint of the record: {report.heads or 'none'}  (compare it with the organisation)"
        )
    lines += [f"WRONG  {one.code:18} {one.where}: {one.text}" for one in report.findings]
    count = len(report.findings)
    lines.append(
        "Everything holds." if report.holds else f"{count} things don't hold: don't rely on this file."
    )
    return lines


def add_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`verify FILE --root FINGERPRINT`."""
    checking = commands.add_parser("verify", help="check an evidence bundle, offline")
    checking.add_argument("file", type=Path)
    checking.add_argument(
        "--root", required=True, help="fingerprint of the root key, from the organisation's poster"
    )
    checking.set_defaults(run=verify)
