"""The words of all cases in memory, from their sealed records; kept in step with the shelf."""

from array import array
from bisect import bisect_left
from datetime import UTC, datetime
from threading import Lock

from investigator_console.access.gate import is_over
from investigator_console.cases.shelf import Shelf
from investigator_console.search.text import TABLE
from investigator_console.search.words import words_of
from investigator_console.vault.opened import Vault

_AFTER_ALL = "\U0010ffff"


class SearchIndex:
    """Belongs to one unlocked vault. Safe to use from several threads.

    A case that changed gets a new number, and its old one is dead: numbers in a word's list only ever rise.
    """

    def __init__(self, vault: Vault, shelf: Shelf) -> None:
        self._vault = vault
        self._shelf = shelf
        self._lock = Lock()
        self._cases: list[bytes | None] = []
        self._number: dict[bytes, int] = {}
        self._places: dict[str, array[int]] = {}
        self._sorted: list[str] = []
        self._seen = -1

    def refresh(self) -> None:
        """Read what changed since the last time; at first all."""
        with self._lock:
            self._refresh()

    def find(self, query: str) -> frozenset[bytes]:
        """The cases that hold every word of the query; a word also finds longer ones that begin with it."""
        wanted = words_of([query])
        if not wanted:
            return frozenset()
        with self._lock:
            self._refresh()
            found: set[int] | None = None
            for word in sorted(wanted, key=len, reverse=True):
                numbers = self._beginning_with(word)
                found = numbers if found is None else found & numbers
                if not found:
                    return frozenset()
            cases = (self._cases[number] for number in found or ())
            return frozenset(case_id for case_id in cases if case_id is not None and self._may_read(case_id))

    def _may_read(self, case_id: bytes) -> bool:
        # Who has not declared yet, or whose time is over, must not learn a case's words by asking for them.
        summary = self._shelf.get(case_id)
        today = datetime.now(UTC).date()
        return summary is not None and not summary.gate and not is_over(summary.until, today)

    def _beginning_with(self, word: str) -> set[int]:
        start = bisect_left(self._sorted, word)
        end = bisect_left(self._sorted, word + _AFTER_ALL)
        return {number for one in self._sorted[start:end] for number in self._places[one]}

    def _refresh(self) -> None:
        changes = self._shelf.changes
        if changes == self._seen:
            return
        for case_id in self._shelf.changed_since(self._seen):
            self._take(case_id)
        self._seen = changes
        if len(self._sorted) != len(self._places):
            self._sorted = sorted(self._places)

    def _take(self, case_id: bytes) -> None:
        old = self._number.pop(case_id, None)
        if old is not None:
            self._cases[old] = None
        summary = self._shelf.get(case_id)
        sealed = self._vault.store.get(TABLE, case_id) if summary is not None and summary.listed else None
        if sealed is None:
            return
        number = len(self._cases)
        self._cases.append(case_id)
        self._number[case_id] = number
        for word in sealed.decode("utf-8").split(" "):
            places = self._places.get(word)
            if places is None:
                places = self._places[word] = array("L")
            places.append(number)
