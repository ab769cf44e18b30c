"""From what the portal hands over to what the vault keeps: check, unwrap, and say which wraps may be dropped.

Nothing here believes the portal: ids are computed again, signatures of reports are checked, and a key counts
only where its id stands in the signed header that its wrap belongs to.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache, partial

from crypto.constants import KIND_GENESIS
from crypto.errors import BadCommitment, DecryptionFailed, Malformed, ProtocolError
from crypto.events import EventSubmission, open_event_keys
from crypto.hpke import OpeningKey
from crypto.keyring import Keyring
from crypto.returned import reporters_wraps
from crypto.submission import HeldKeys, Submission, event_id, open_keys, verified_report
from crypto.types import DeploymentId
from investigator_console.cases.entry import StoredEntry
from investigator_console.language import gettext
from investigator_console.sync.answers import Entry
from investigator_console.sync.report import SyncReport
from investigator_console.sync.watch import Watch
from investigator_console.vault.opened import Vault

KeyringLookup = Callable[[bytes], Keyring | None]
SecretLookup = Callable[[bytes], OpeningKey | None]


@dataclass(frozen=True)
class Ingested:
    """One entry, ready to be stored. `keys`: what its wraps held for this member.

    `acknowledge`: every wrap of ours was opened, so that the portal may drop them once this is stored
    durably.
    """

    entry: StoredEntry
    keys: tuple[HeldKeys, ...] = field(default=(), repr=False)
    acknowledge: bool = False
    is_report: bool = False


@dataclass(frozen=True)
class Ingester:
    """Reads entries for one member. `secret_of`: by KEM key hash; `keyring_of`: by keyring hash."""

    member_id: bytes
    deployment: DeploymentId
    secret_of: SecretLookup
    keyring_of: KeyringLookup
    report: SyncReport
    watch: Watch = field(default_factory=Watch)

    def read(self, entry: Entry) -> Ingested | None:
        """Check and unwrap one entry; None, and a problem in the report, where it is no record at all."""
        try:
            stored = StoredEntry(
                entry.event_id, entry.header, entry.signatures, entry.bodies, entry.received_on
            )
            if event_id(entry.header, self.deployment) != entry.event_id:
                raise BadCommitment("the id belongs to another record")
            if stored.is_report:
                return self._read_report(entry, stored)
            return self._read_event(entry, stored)
        except ProtocolError as fault:
            self._problem(
                gettext(
                    "The portal sent something that is no valid record (%(code)s, %(id)s). It wasn't stored.",
                    code=fault.code,
                    id=entry.event_id.hex()[:12],
                )
            )
            return None

    def _read_report(self, entry: Entry, stored: StoredEntry) -> Ingested:
        if len(entry.signatures) != 1:
            raise Malformed("a report has one signature")
        submission = Submission.assemble(entry.header, entry.signatures[0], entry.wraps, entry.bodies)
        if stored.kind == KIND_GENESIS:
            verified_report(entry.header, entry.signatures[0], self.deployment)
        else:
            # Signed by the key that it names; whether that is a code of this case only the case's log can say.
            submission.verify(self.deployment)
        stored = replace(stored, wraps=reporters_wraps(submission))
        header = submission.header
        mine = [index for index in entry.wraps if header.entries[index].recipient_id == self.member_id]
        self.watch.look_at_keyring(self.keyring_of(header.keyring_hash), stored.received_on, self.report)
        for index in mine:
            self.watch.look_at_key(header.entries[index].kem_hash, stored.received_on, self.report)
        opened = [
            self._unwrap(
                stored,
                header.entries[index].kem_hash,
                partial(open_keys, submission, index, deployment=self.deployment),
            )
            for index in mine
        ]
        return self._ingested(stored, opened, is_report=True)

    def _read_event(self, entry: Entry, stored: StoredEntry) -> Ingested:
        body = entry.bodies[0] if entry.bodies else None
        event = EventSubmission.assemble(entry.header, entry.signatures, entry.wraps, body)
        stored = replace(stored, wraps=reporters_wraps(event))
        header = event.header
        mine = [index for index in entry.wraps if header.wraps[index].recipient_id == self.member_id]
        if not mine:
            return Ingested(stored)
        keyring = self.keyring_of(header.keyring_hash)
        author = None if keyring is None else keyring.member(header.author_id)
        if author is None:
            # Kept without its keys: the record's own check names what is wrong with it.
            return Ingested(stored)
        event.verify(author.verify_vk, self.deployment)
        opened = [
            self._unwrap(
                stored,
                header.wraps[index].kem_hash,
                partial(
                    open_event_keys, event, index, author_vk=author.verify_vk, deployment=self.deployment
                ),
            )
            for index in mine
        ]
        return self._ingested(stored, opened, is_report=False)

    def _unwrap(
        self, stored: StoredEntry, kem_hash: bytes, opening: Callable[[OpeningKey], HeldKeys]
    ) -> HeldKeys | None:
        secret = self.secret_of(kem_hash)
        if secret is None:
            self.report.unopenable += 1
            return None
        try:
            return opening(secret)
        except BadCommitment:
            self._problem(
                gettext(
                    "A key that was wrapped for you is not the one that the signed record names (%(id)s). "
                    "It was refused: somebody may be showing you another record than your colleagues. "
                    "Tell oversight.",
                    id=stored.event_id.hex()[:12],
                )
            )
        except (DecryptionFailed, Malformed):
            self._problem(
                gettext(
                    "A wrap addressed to you doesn't open (%(id)s). Ask a co-holder if it was meant for you.",
                    id=stored.event_id.hex()[:12],
                )
            )
        return None

    def _ingested(self, stored: StoredEntry, opened: list[HeldKeys | None], *, is_report: bool) -> Ingested:
        keys = tuple(held for held in opened if held is not None)
        return Ingested(
            stored, keys, acknowledge=bool(opened) and len(keys) == len(opened), is_report=is_report
        )

    def _problem(self, sentence: str) -> None:
        if sentence not in self.report.problems:
            self.report.problems.append(sentence)


def cached_secrets(vault: Vault) -> SecretLookup:
    """Look intake keys up by the public key's hash, each read and expanded once a synchronisation.

    The lookup holds them for as long as it lives itself: one synchronisation, never longer.
    """
    seeds = {secret.fingerprint: secret.seed for secret in vault.intake.each()}

    @cache
    def find(fingerprint: bytes) -> OpeningKey | None:
        seed = seeds.get(fingerprint)
        return None if seed is None else OpeningKey.expand(seed)

    return find
