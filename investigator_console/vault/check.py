"""Opening every record of a vault, to find what was changed on disk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from investigator_console.vault.errors import TamperedRecordError
from investigator_console.vault.opened import Vault


@dataclass(frozen=True)
class CheckResult:
    """How many records each table holds, and which ones don't open."""

    counts: Mapping[str, int]
    faults: Sequence[TamperedRecordError]


def check_vault(vault: Vault) -> CheckResult:
    """Open everything once, the intake files too. Changes nothing."""
    counts: dict[str, int] = {}
    faults: list[TamperedRecordError] = []
    for table in vault.store.tables():
        counts[table] = vault.store.count(table)
        for _record in vault.store.each(table, damaged=faults):
            pass
    try:
        counts["intake"] = sum(1 for _secret in vault.intake.each())
    except TamperedRecordError as fault:
        faults.append(fault)
    return CheckResult(counts, tuple(faults))
