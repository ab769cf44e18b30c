"""Drafts: one a case, sealed like everything else, so that locking loses nothing."""

from investigator_console.cases.shelf import Shelf
from investigator_console.vault.opened import Vault

TABLE = "draft"


def keep_draft(vault: Vault, shelf: Shelf, case_id: bytes, text: str) -> None:
    """Seal `text` as the draft of a case; an empty text removes it."""
    with vault.store.transaction():
        if text.strip():
            vault.store.put(TABLE, case_id, text.encode("utf-8"))
        else:
            vault.store.delete(TABLE, case_id)
        summary = shelf.get(case_id)
        if summary is not None and summary.draft != bool(text.strip()):
            shelf.change(case_id, draft=bool(text.strip()))


def read_draft(vault: Vault, case_id: bytes) -> str:
    """The draft of a case, or ""."""
    found = vault.store.get(TABLE, case_id)
    return "" if found is None else found.decode("utf-8")
