"""The summaries of all cases of the unlocked vault, in memory, kept in step with their sealed records."""

import gc
import hmac
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from investigator_console.cases.summary import FORM, CaseSummary
from investigator_console.vault.errors import TamperedRecordError
from investigator_console.vault.opened import Vault

TABLE = "summary"


class Shelf:
    """Loaded at unlocking. Only cases in which something opens are listed; the rest is known, not counted.

    `reference_key`: 32 bytes; case ids stay out of addresses and so out of the browser's history.
    """

    def __init__(self, vault: Vault, reference_key: bytes) -> None:
        self._vault = vault
        self._reference_key = reference_key
        self._lock = threading.Lock()
        self._by_id: dict[bytes, CaseSummary] = {}
        self._by_reference: dict[str, bytes] = {}
        # Grows with every change: who worked something out from the whole shelf sees whether it still holds.
        self.changes = 0
        self._changed_at: dict[bytes, int] = {}
        self.faults: list[TamperedRecordError] = []
        with _uncollected():
            for record in vault.store.each(TABLE, damaged=self.faults):
                self._remember(CaseSummary.decode(record.plaintext))
        self._ask_for_newer([summary for summary in self._by_id.values() if summary.form < FORM])

    def listed(self) -> Sequence[CaseSummary]:
        """The cases that this member can open, in no order."""
        with self._lock:
            return [summary for summary in self._by_id.values() if summary.listed]

    def changed_since(self, changes: int) -> Sequence[bytes]:
        """The cases, listed or not, that changed after that count of changes."""
        with self._lock:
            return [case_id for case_id, at in self._changed_at.items() if at > changes]

    def known(self) -> Sequence[CaseSummary]:
        """Every case that ever left a summary here, also those that are not listed, in no order."""
        with self._lock:
            return list(self._by_id.values())

    def get(self, case_id: bytes) -> CaseSummary | None:
        """The summary of a case, listed or not."""
        with self._lock:
            return self._by_id.get(case_id)

    def find(self, reference: str) -> CaseSummary | None:
        """The listed case behind an address. One that isn't listed is as unknown as one that isn't there."""
        with self._lock:
            case_id = self._by_reference.get(reference)
            summary = None if case_id is None else self._by_id[case_id]
            return summary if summary is not None and summary.listed else None

    def find_known(self, reference: str) -> CaseSummary | None:
        """Any case behind an address, listed or not: for pages that show less than the case."""
        with self._lock:
            case_id = self._by_reference.get(reference)
            return None if case_id is None else self._by_id[case_id]

    def label_of(self, summary: CaseSummary) -> str:
        """How colleagues name this case to each other."""
        return label(summary.case_id)

    def put(self, summary: CaseSummary) -> None:
        """Seal and remember. Call it inside the transaction of the change that it follows from."""
        self._vault.store.put(TABLE, summary.case_id, summary.encode())
        with self._lock:
            self._remember(summary)

    def change(self, case_id: bytes, **fields: object) -> None:
        """Replace some fields of a summary that exists."""
        summary = self.get(case_id)
        if summary is not None:
            self.put(replace(summary, **fields))  # type: ignore[arg-type]

    def reference(self, case_id: bytes) -> str:
        """What stands in a page's address for a case: 20 hex digits, good while this process runs."""
        return hmac.digest(self._reference_key, case_id, "sha256").hex()[:20]

    def unread(self) -> int:
        """How many listed cases have something that this member hasn't seen."""
        return sum(1 for summary in self.listed() if summary.unread)

    def asked(self) -> int:
        """How many requests for an identity wait for this member's share."""
        return sum(1 for summary in self.known() if summary.asked)

    def _ask_for_newer(self, outdated: Sequence[CaseSummary]) -> None:
        """Have the next synchronisation make them again: an earlier version sealed less into them."""
        if outdated:
            with self._vault.store.transaction():
                for summary in outdated:
                    self._vault.store.put("touched", summary.case_id, summary.case_id)

    def _remember(self, summary: CaseSummary) -> None:
        if summary.case_id not in self._by_id:
            self._by_reference[self.reference(summary.case_id)] = summary.case_id
        self._by_id[summary.case_id] = summary
        self.changes += 1
        self._changed_at[summary.case_id] = self.changes


@contextmanager
def _uncollected() -> Iterator[None]:
    """Ten thousand summaries that all stay make the collector look through them again and again, for nothing."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def label(case_id: bytes) -> str:
    """How colleagues name a case to each other: the first 32 bits of its id, in two groups."""
    text = case_id.hex()[:8].upper()
    return f"{text[:4]}-{text[4:]}"
