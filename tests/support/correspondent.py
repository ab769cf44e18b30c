"""A reporter after sending: what a case code opens, and what its holder writes."""

from dataclasses import dataclass

import policies
from crypto.constants import KIND_SUPPLEMENT
from crypto.events import Author, EventSubmission, seal_event
from crypto.log import CaseLog, Entry, assemble
from crypto.rekeying import replace_code
from crypto.submission import HeldKeys, Submission, open_keys
from policies.fold import Case, fold
from portal.basic.thread_keys import generations, keys_by_id, own_wraps
from tests.support.portal_world import Reporter, World


@dataclass
class Correspondent:
    """The reporter after sending: a mailbox, thread keys, and nothing else."""

    world: World
    reporter: Reporter
    used: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        self.used = tuple(sorted(self.keys().used))

    @property
    def case_id(self) -> bytes:
        return Submission.parse(self.reporter.raw).header.case_id

    def keys(self) -> HeldKeys:
        """What the first code opens in the report."""
        submission = Submission.parse(self.reporter.raw)
        last = len(submission.header.entries) - 1
        return open_keys(submission, last, self.reporter.keys.kem_seed, self.world.deployment)

    def log(self) -> CaseLog:
        """The thread plane as the mailbox hands it over, verified and opened with thread keys alone."""
        answer = self.world.open_mailbox(self.reporter.keys)
        assert answer.status_code == 200
        entries = [Entry.from_document(entry) for entry in answer.json["entries"]]
        return self._read(entries)[0]

    def _read(self, entries):
        reports = [entry for entry in entries if entry.header[2] == 1]
        events = [entry for entry in entries if entry.header[2] != 1]
        added = [entry for entry in events if entry.header[2] == KIND_SUPPLEMENT]
        deployment = self.world.deployment
        genesis = Submission.parse(self.reporter.raw)
        written = [
            EventSubmission.assemble(one.header, one.signatures, dict(one.wraps))
            for one in events
            if one not in added
        ]
        keyrings = self._keyrings(
            [genesis.header.keyring_hash, *(one.header.keyring_hash for one in written)]
        )
        wraps = own_wraps(genesis, written, self.reporter.keys, keyrings, deployment)
        known = keys_by_id(wraps, self.case_id, deployment)
        log = assemble(reports[0], events, keyrings, deployment, known)
        return log, generations(wraps, log)

    def replace_code(self) -> None:
        """Take a new code, as the page does; the old one then opens nothing."""
        answer = self.world.open_mailbox(self.reporter.keys)
        log, held = self._read([Entry.from_document(entry) for entry in answer.json["entries"]])
        new = self.world.reporter().keys
        event = replace_code(
            self.reporter.keys,
            new,
            case_id=self.case_id,
            generations=held,
            used=self.used,
            parents=log.thread_heads,
            keyring_hash=self.world.keyring.hash,
            deployment=self.world.deployment,
        )
        assert self.world.client.post("/api/v1/mailbox/events", data=event.encode()).status_code == 201
        self.reporter.keys = new

    def _keyrings(self, hashes):
        directory = self.world.services.directory
        with self.world.services.store.reading() as session:
            found = {one: directory.keyring(session, one) for one in set(hashes)}
        return {one: keyring for one, keyring in found.items() if keyring is not None}

    def case(self) -> Case:
        folded = fold(self.log().records, policies.load())
        assert folded is not None
        return folded

    def write(self, text: str, lane: int | None = None) -> None:
        log = self.log()
        event = seal_event(
            {"v": 1, "type": "message", "text": text, "sent_at": "2026-11-21T09:00Z"},
            c=16,
            key=log.key_for(16 + (lane or self.used[0])),
            case_id=self.case_id,
            author=Author.reporter(self.reporter.keys),
            parents=log.thread_heads,
            keyring_hash=self.world.keyring.hash,
            deployment=self.world.deployment,
        )
        answer = self.world.client.post("/api/v1/mailbox/events", data=event.encode())
        assert answer.status_code == 201, answer.data
