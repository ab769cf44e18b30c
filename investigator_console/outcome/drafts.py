"""A closure report that isn't proposed yet: one a case, sealed like everything else."""

from collections.abc import Mapping
from typing import Any

from investigator_console.vault.opened import Vault

TABLE = "outcome-draft"


def keep_report_draft(vault: Vault, case_id: bytes, fields: Mapping[str, Any]) -> None:
    """Seal what stands in the form."""
    vault.put_document(TABLE, case_id, fields)


def drop_report_draft(vault: Vault, case_id: bytes) -> None:
    """Forget it: it was proposed."""
    vault.store.delete(TABLE, case_id)


def read_report_draft(vault: Vault, case_id: bytes) -> dict[str, Any]:
    """What was kept, or nothing."""
    return vault.document(TABLE, case_id) or {}
