"""The one unlocked vault of this process: who may use it, when it locks, and what runs beside it."""

import secrets
import threading
import time
from collections.abc import Callable
from typing import Final

from flask import current_app

from investigator_console.cases.shelf import Shelf
from investigator_console.inbox.agenda import Agenda
from investigator_console.referrals.book import CareBook
from investigator_console.search.asked import Searches
from investigator_console.search.index import SearchIndex
from investigator_console.settings import Settings
from investigator_console.sync.background import BackgroundSync
from investigator_console.sync.client import PortalClient
from investigator_console.sync.progress import Progress
from investigator_console.sync.report import SyncReport
from investigator_console.sync.service import synchronise
from investigator_console.vault.errors import VaultLockedError
from investigator_console.vault.folder import find_vault
from investigator_console.vault.opened import Vault
from investigator_console.vault.service import open_vault
from policies import Policies

ClientFactory = Callable[[Vault], PortalClient]

EXTENSION: Final = "amparo"


class Desk:
    """Everything that exists only while a vault is unlocked."""

    def __init__(
        self, vault: Vault, policies: Policies, connect: ClientFactory, reference_key: bytes
    ) -> None:
        self.vault = vault
        self.policies = policies
        self.shelf = Shelf(vault, reference_key)
        self.agenda = Agenda(policies.timers)
        self.index = SearchIndex(vault, self.shelf)
        self.searches = Searches()
        self.care = CareBook(vault, policies)
        self.token = secrets.token_hex(32)
        self.sync = BackgroundSync(self._synchronise)
        self._connect = connect

    def _synchronise(self, progress: Progress) -> SyncReport:
        client = self._connect(self.vault)
        try:
            return synchronise(self.vault, client, progress, shelf=self.shelf, policies=self.policies)
        finally:
            client.close()
            # Beforehand and in this thread, so that the first search does not wait for ten thousand cases.
            self.index.refresh()


class Console:
    """Holds at most one `Desk`. All methods may be called from any thread."""

    def __init__(self, settings: Settings, policies: Policies, connect: ClientFactory) -> None:
        self.settings = settings
        self.policies = policies
        self._connect = connect
        self._desk: Desk | None = None
        self._lock = threading.RLock()
        self._wake = threading.Condition(self._lock)
        self._seen_at = (0.0, 0.0)
        # One for the whole process, so that an address still leads to its case after an idle lock.
        self._reference_key = secrets.token_bytes(32)

    @property
    def desk(self) -> Desk:
        """The unlocked vault and its surroundings. Raises `VaultLockedError`."""
        with self._lock:
            if self._desk is None or self._idle_too_long():
                self.lock()
                raise VaultLockedError("The vault is locked. Unlock it with your passphrase.")
            return self._desk

    @property
    def unlocked(self) -> bool:
        """Whether a vault is open in this process, in whichever browser."""
        try:
            return self.desk is not None
        except VaultLockedError:
            return False

    def unlock(self, name: str, passphrase: str) -> Desk:
        """Open the vault of the member called `name`; the one that was open is locked.

        Raises `VaultMissingError`, or `crypto.errors.WrongPassphrase`; then what was open stays open.
        """
        vault = open_vault(find_vault(self.settings.vaults, name), passphrase)
        desk = Desk(vault, self.policies, self._connect, self._reference_key)
        with self._lock:
            self.lock()
            self._desk = desk
            self.touch()
            threading.Thread(target=self._watch, args=(desk,), name="amparo-idle", daemon=True).start()
        return desk

    def lock(self) -> None:
        """Forget the keys. A synchronisation that runs stops at its next record."""
        with self._lock:
            desk, self._desk = self._desk, None
            self._wake.notify_all()
        if desk is not None:
            desk.vault.close()
            desk.sync.hurry()

    def touch(self) -> None:
        """Somebody is there: the idle minutes start again."""
        with self._lock:
            self._seen_at = (time.monotonic(), time.time())

    def _idle_too_long(self) -> bool:
        # A laptop that sleeps may stop the monotonic clock; one that is set back stops the other. Either
        # locks.
        monotonic, wall = self._seen_at
        idle = max(time.monotonic() - monotonic, time.time() - wall)
        return idle >= self.settings.idle_seconds

    def _watch(self, desk: Desk) -> None:
        with self._lock:
            while self._desk is desk:
                if self._idle_too_long():
                    self.lock()
                    return
                if desk.sync.started_before(self.settings.sync_every_seconds):
                    desk.sync.start()
                idle = time.monotonic() - self._seen_at[0]
                # Waking at least every minute notices a laptop that slept.
                self._wake.wait(min(60.0, max(0.05, self.settings.idle_seconds - idle)))


def console() -> Console:
    """The console of the running application."""
    found = current_app.extensions[EXTENSION]
    if not isinstance(found, Console):
        raise TypeError("create_app puts the console there")
    return found
