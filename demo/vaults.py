"""Members at work: their vaults are opened, synchronised, used and closed again."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from demo.installation import Member, Places
from investigator_console.access.declaring import declare_conflict
from investigator_console.cases.shelf import Shelf
from investigator_console.cases.status import set_case_status
from investigator_console.cases.writing import Refused
from investigator_console.directory.publishing import publish, published_state
from investigator_console.directory.service import find_entry, mark_verified, save_entry
from investigator_console.messages.service import send_message
from investigator_console.sync.service import connect, synchronise
from investigator_console.vault.folder import find_vault
from investigator_console.vault.opened import Vault
from investigator_console.vault.service import open_vault
from policies import load


class DemoBrokenError(Exception):
    """A step of the demo did not do what it should; the message says which."""


class Desks:
    """Members' vaults while the demo is set up: each is opened once, all are closed at the end."""

    def __init__(self, places: Places, members: Sequence[Member]) -> None:
        self._places = places
        self._members = {member.person.name: member for member in members}
        self._open: dict[str, Vault] = {}
        self._policies = load()

    def first_synchronisation(self, stopping: Callable[[], bool]) -> None:
        """Every member once: this publishes the intake keys, without which no report can be sealed."""

        def once(name: str) -> None:
            if not stopping():
                vault = self._vault(name)
                synchronise(vault, connect(vault))

        # Two at a time: each holds 64 MiB while its passphrase is stretched.
        with ThreadPoolExecutor(max_workers=2) as pool:
            list(pool.map(once, self._members))

    def answer(self, name: str, case_id: bytes, *, status: str = "", note: str = "", text: str = "") -> None:
        """The member reads what came, sets a status, writes a message, and sends both."""
        vault = self._vault(name)
        client = connect(vault)
        synchronise(vault, client)
        shelf = Shelf(vault, bytes(32))
        no_conflict = self._policies.conflicts.that("opens").id
        declared = declare_conflict(vault, shelf, self._policies, case_id, no_conflict)
        if declared is not None:
            _done(declared, name)
        if status:
            _done(set_case_status(vault, shelf, self._policies, case_id, status, note), name)
        if text:
            _done(send_message(vault, shelf, self._policies, case_id, text, None), name)
        report = synchronise(vault, client)
        if report.waiting:
            raise DemoBrokenError(f"What {name} wrote was not taken by the portal: {report.problems}")

    def publish_services(self, name: str, services: Sequence[Mapping[str, Any]]) -> None:
        """The member writes entries into the directory, checked today, and shows the public ones to everybody."""
        vault, today = self._vault(name), datetime.now(UTC).date()
        for service in services:
            faults = save_entry(vault, self._policies, service)
            entry = find_entry(vault, str(service["id"]))
            if entry is None or faults or mark_verified(vault, self._policies, entry, today):
                raise DemoBrokenError(f"a service of the demo can't stand in the directory: {faults}")
        publish(vault, self._policies, today)
        synchronise(vault, connect(vault))
        state = published_state(vault)
        if state is None or not state.sent:
            raise DemoBrokenError(f"the portal did not take the directory of {name}")

    def close(self) -> None:
        """Locks every vault."""
        while self._open:
            self._open.popitem()[1].close()

    def _vault(self, name: str) -> Vault:
        if name not in self._members:
            raise DemoBrokenError(f"nobody in the demo is called {name}")
        if name not in self._open:
            place = find_vault(self._places.vaults, name)
            self._open[name] = open_vault(place, self._members[name].passphrase)
        return self._open[name]


def _done(outcome: object, name: str) -> None:
    if isinstance(outcome, Refused):
        raise DemoBrokenError(f"{name} could not write: {outcome.reason}")
