"""All cases of help that this member looks after, read once and then only where something changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

from investigator_console.cases.shelf import Shelf
from investigator_console.cases.summary import CaseSummary
from investigator_console.referrals.care import CareSummary, read_care
from investigator_console.vault.opened import Vault
from policies import Policies
from policies.care_scope import care_scope, sees_case


@dataclass(frozen=True)
class Cared:
    """One case in the inbox's words and in those of victim care."""

    summary: CaseSummary
    care: CareSummary


class CareBook:
    """Belongs to one unlocked vault. Safe to use from several threads."""

    def __init__(self, vault: Vault, policies: Policies) -> None:
        self._vault = vault
        self._scope = care_scope(vault.profile.role, policies)
        self._me = vault.profile.member_id.hex()
        self._lock = Lock()
        self._known: dict[bytes, tuple[CaseSummary, CareSummary | None]] = {}

    @property
    def open_to_me(self) -> bool:
        """Whether this member's role looks after anybody."""
        return self._scope != "none"

    def on(self, shelf: Shelf) -> Sequence[Cared]:
        """The cases that this member sees the help of, in no order. An unchanged case is not read again."""
        with self._lock:
            self._known = {summary.case_id: self._read(summary) for summary in shelf.listed()}
            return [
                Cared(summary, care)
                for summary, care in self._known.values()
                if care is not None and sees_case(self._scope, self._me, care.managers, care.officers)
            ]

    def _read(self, summary: CaseSummary) -> tuple[CaseSummary, CareSummary | None]:
        known = self._known.get(summary.case_id)
        if known is not None and known[0] is summary:
            return known
        return summary, read_care(self._vault, summary.case_id)
