"""Judging one entry after the other, in causal order: who signed it, under which keyring, with which key.

Everything here is decided by an entry's own causal past, so every console decides alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from crypto.constants import KIND_KEYS, LANES, THREAD_OFFSET
from crypto.errors import BadCommitment, ProtocolError
from crypto.event_header import EventHeader
from crypto.events import EventSubmission
from crypto.keyring import Keyring, Member
from crypto.log_entries import Candidate
from crypto.log_keys import KeyHistory, Slot
from crypto.log_node import Node
from crypto.log_opening import Body, lane_of, open_member_body, open_reporter_body
from crypto.log_records import Problem, ReporterIdentity
from crypto.reporter_keys import author_id
from crypto.submission import Submission
from crypto.types import DeploymentId, EventId, KeyId, KeyringHash, MemberId


@dataclass
class Walk:
    """The log so far. `identities`: the case's reporter codes with the position that introduced each."""

    deployment: DeploymentId
    keyrings: Mapping[KeyringHash, Keyring]
    keys: KeyHistory
    problems: set[Problem]
    nodes: dict[EventId, Node] = field(default_factory=dict)
    identities: dict[MemberId, list[tuple[int, ReporterIdentity]]] = field(default_factory=dict)

    @classmethod
    def begin(
        cls,
        report: Submission,
        name: EventId,
        keyrings: Mapping[KeyringHash, Keyring],
        known_keys: Mapping[KeyId, bytes],
        deployment: DeploymentId,
        problems: set[Problem],
    ) -> Self:
        """Place the verified report at position 0."""
        header = report.header
        keys = KeyHistory(header.case_id, deployment, known_keys)
        keys.begin(header)
        walk = cls(deployment, keyrings, keys, problems)
        author = author_id(header.sign_vk, deployment)
        identity = ReporterIdentity(name, author, header.auth_vk, header.sign_vk, header.kem_pk)
        walk.identities[author] = [(0, identity)]
        keyring = keyrings.get(header.keyring_hash)
        if keyring is None:
            walk.note(name, "keyring-unknown", "The report names a keyring that is not at hand.")
        version = 0 if keyring is None else keyring.version
        walk.nodes[name] = Node(name, 0, 0, (), author, header.keyring_hash, keyring, version, thread=True)
        return walk

    def note(self, name: EventId, kind: str, text: str) -> None:
        """Record a problem."""
        self.problems.add(Problem(name.hex(), kind, text))

    def place(self, candidate: Candidate) -> Node | None:
        """Place an event whose parents are all placed; None where nobody can be held to have signed it."""
        header = candidate.header
        parents = [self.nodes[parent] for parent in header.parents]
        ancestors = 0
        for parent in parents:
            ancestors |= parent.ancestors | 1 << parent.position
        keyring = self.keyrings.get(header.keyring_hash)
        signer = self._signer(candidate, keyring, ancestors)
        if signer is None:
            return None
        past = max(parent.floor for parent in parents)
        node = Node(
            event_id=candidate.event_id,
            position=len(self.nodes),
            ancestors=ancestors,
            parents=header.parents,
            author=header.author_id,
            keyring_hash=header.keyring_hash,
            keyring=keyring,
            floor=max(past, 0 if keyring is None else keyring.version),
            thread=header.in_thread_plane,
            member=signer if isinstance(signer, Member) else None,
            header=header,
        )
        self.nodes[candidate.event_id] = node
        fault = self._fault(node, header, parents, past) or self._open(node, header, candidate)
        if fault is not None:
            node.rejected, node.bodies = True, {}
            self.note(node.event_id, *fault)
        elif header.replacement is not None:
            new = header.replacement
            identity = ReporterIdentity(
                node.event_id, author_id(new.sign_vk, self.deployment), new.auth_vk, new.sign_vk, new.kem_pk
            )
            self.identities.setdefault(identity.author_id, []).append((node.position, identity))
        return node

    def _signer(
        self, candidate: Candidate, keyring: Keyring | None, ancestors: int
    ) -> Member | ReporterIdentity | None:
        """The author whom the header names, where causal past and keyring know them and they signed."""
        header, name = candidate.header, candidate.event_id
        signer: Member | ReporterIdentity | None
        if header.by_reporter:
            codes = self.identities.get(header.author_id, ())
            signer = next((one for position, one in codes if ancestors >> position & 1), None)
            if keyring is None:
                self.note(name, "keyring-unknown", "This entry names a keyring that is not at hand.")
        elif keyring is None:
            self.note(name, "keyring-unknown", "This entry names a keyring that is not at hand; it waits.")
            return None
        else:
            signer = keyring.member(header.author_id)
        if signer is None:
            self.note(name, "unknown-author", "Nobody whom this case knows signed this entry.")
            return None
        vk = signer.verify_vk if isinstance(signer, Member) else signer.sign_vk
        believed = [self._verified(one, vk) for one in candidate.submissions]
        if not all(believed):
            self.note(name, "bad-signature", "A copy of this entry came with a signature that does not hold.")
        return signer if any(believed) else None

    def _verified(self, submission: EventSubmission, vk: bytes) -> bool:
        try:
            submission.verify(vk, self.deployment)
        except ProtocolError:
            return False
        return True

    def _fault(
        self, node: Node, header: EventHeader, parents: list[Node], past: int
    ) -> tuple[str, str] | None:
        """Rules that the author could check: planes, keyring versions, keys of the causal past."""
        if node.thread and not all(parent.thread for parent in parents):
            return (
                "wrong-plane",
                "What the reporter may see cites something that they may not; it has no effect.",
            )
        if node.keyring is not None and node.keyring.version < past:
            return (
                "keyring-rolled-back",
                "Signed under an older keyring than its author had seen; it has no effect.",
            )
        if header.by_reporter:
            return None
        slot = (header.c, header.key_id)
        if not self.keys.known(slot, node.ancestors):
            return "unknown-key", "Sealed under a key that nobody signed for; it has no effect."
        if self.keys.superseded(slot, node.ancestors):
            return (
                "superseded-key",
                "Sealed under a key that its author knew to be replaced; it has no effect.",
            )
        return None

    def _open(self, node: Node, header: EventHeader, candidate: Candidate) -> tuple[str, str] | None:
        if header.by_reporter:
            return self._open_reporter(node, header, candidate.body)
        key = self.keys.held.get((header.c, header.key_id))
        new = self.keys.new_slots(header.keys, node.ancestors) if header.kind == KIND_KEYS else ()
        if key is None:
            node.sealed = True
            return self._rotate(node, header, new, None) if new else None
        body = open_member_body(header, candidate.body, key, self.deployment)
        if isinstance(body, BadCommitment) and new:
            return "rotation-unopened", "A key change by someone without the key that it replaces; refused."
        if isinstance(body, ProtocolError):
            return "body-unopened", f"The body does not open under the key that it names ({body.code})."
        if body:
            node.bodies = {lane_of(header.c): body}
        return self._rotate(node, header, new, body or None) if new else None

    def _open_reporter(self, node: Node, header: EventHeader, sealed: bytes | None) -> tuple[str, str] | None:
        found = open_reporter_body(header, sealed, self.keys, node.ancestors)
        if found is None:
            node.sealed = True
            return None
        slot, body = found
        if self.keys.superseded(slot, node.ancestors):
            return (
                "superseded-key",
                "Sealed under a key that its author knew to be replaced; it has no effect.",
            )
        if isinstance(body, ProtocolError):
            return "body-unopened", f"The body does not open ({body.code})."
        node.bodies = {lane_of(slot[0]): body}
        return None

    def _rotate(
        self, node: Node, header: EventHeader, new: tuple[Slot, ...], body: Body | None
    ) -> tuple[str, str] | None:
        """Rule G3: one lane, its record key and its thread key together, under the key that is replaced."""
        lane = lane_of(header.c)
        wanted = [lane, lane + THREAD_OFFSET] if lane in LANES else [lane]
        if lane in LANES and header.c == lane:
            # Whoever reads the conversation alone must be able to check it too, so it is sealed under T.
            return (
                "rotation-malformed",
                "A key change of a lane must be sealed under its conversation key; refused.",
            )
        if sorted(c for c, _ in new) != wanted:
            return (
                "rotation-malformed",
                "A key change must bring the keys of its own lane, all of them; refused.",
            )
        if body is not None and (body.get("type") != "rotate" or not _is_number(body.get("lane"), lane)):
            return "rotation-malformed", "New keys came along with something that is no key change; refused."
        self.keys.add_rotation(lane, node.position, new, (header.c, header.key_id))
        return None


def _is_number(value: object, wanted: int) -> bool:
    """Whether JSON's `value` is this number. To Python `true` is 1 as well, to a reporter's browser it is not."""
    return value == wanted and not isinstance(value, bool)
