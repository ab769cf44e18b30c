"""The keys of one case through its history: which ids are signed, which are superseded, which are held.

A key counts only where its id stands in a signed header of the causal past; a rotation only where its body
opens under the key that it replaces. Sets of entries are integers: bit i stands for the entry at position i.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from crypto.constants import COMPARTMENTS, IDENTITY, LANES, THREAD_OFFSET, THREADS
from crypto.event_header import KeyEntry
from crypto.genesis_header import GenesisHeader
from crypto.keys import SHARE_A, SHARE_B, join_shares, key_id, share_id, thread_key
from crypto.types import CaseId, DeploymentId, KeyId

Slot = tuple[int, KeyId]
_KEY_LEN = 32


@dataclass
class Generation:
    """Keys of one lane that were made together: the record key, its thread key, for identity the shares."""

    lane: int
    bit: int
    slots: tuple[Slot, ...]
    superseded_by: int = 0

    def in_force(self, void: int) -> bool:
        """Whether it came from an entry that counts, and none that counts replaced it."""
        return not self.bit & void and not self.superseded_by & ~void

    def slot(self, c: int) -> Slot | None:
        """The slot of compartment `c`; for identity the first, which is the key itself."""
        return next((slot for slot in self.slots if slot[0] == c), None)


@dataclass
class KeyHistory:
    """Grows as entries are accepted in causal order."""

    case_id: CaseId
    deployment: DeploymentId
    offered: Mapping[KeyId, bytes]
    generations: list[Generation] = field(default_factory=list)
    held: dict[Slot, bytes] = field(default_factory=dict)
    faults: list[tuple[int, str, str]] = field(default_factory=list)
    _by_slot: dict[Slot, list[Generation]] = field(default_factory=dict)
    _supplements: dict[Slot, int] = field(default_factory=dict)

    def begin(self, header: GenesisHeader) -> None:
        """Take the ten ids of the report."""
        ids = header.key_ids
        for c in COMPARTMENTS:
            slots: list[Slot] = [(c, ids[c - 1])]
            if c in LANES:
                slots.append((c + THREAD_OFFSET, ids[len(COMPARTMENTS) + 1 + c]))
            if c == IDENTITY:
                slots += [(c, ids[len(COMPARTMENTS)]), (c, ids[len(COMPARTMENTS) + 1])]
            self._add(Generation(c, 1, tuple(slots)), 0)

    def first(self) -> dict[int, bytes]:
        """K of each lane of the report that is held."""
        whole = ((one.lane, one.slots[0]) for one in self.generations[: len(COMPARTMENTS)])
        return {lane: self.held[slot] for lane, slot in whole if slot in self.held}

    def add_supplement(self, header: GenesisHeader, position: int) -> dict[int, bytes]:
        """Take a supplement's ten ids; K of each of its lanes that is held.

        They open its own bodies and may be granted; no event may stand under them, so they never come in force.
        """
        apart = KeyHistory(self.case_id, self.deployment, self.offered)
        apart.begin(header)
        for slot in apart.in_force(0):
            self._supplements[slot] = self._supplements.get(slot, 0) | 1 << position
        self.faults += [(position, kind, text) for _, kind, text in apart.faults]
        return apart.first()

    def of_supplement(self, position: int) -> tuple[Slot, ...]:
        """The slots of the supplement at a position, in a fixed order: what a grant of it names."""
        return tuple(sorted(slot for slot, bits in self._supplements.items() if bits >> position & 1))

    def new_slots(self, entries: Iterable[KeyEntry], ancestors: int) -> tuple[Slot, ...]:
        """The entries that no header of the causal past names: what a rotation brings."""
        slots = ((entry.c, entry.key_id) for entry in entries)
        return tuple(
            slot
            for slot in slots
            if not self.known(slot, ancestors) and not self._supplements.get(slot, 0) & ancestors
        )

    def known(self, slot: Slot, ancestors: int) -> bool:
        """Whether a signed header of the causal past names this key."""
        return any(one.bit & ancestors for one in self._by_slot.get(slot, ()))

    def superseded(self, slot: Slot, ancestors: int) -> bool:
        """Whether every generation that has this key was rotated within the causal past."""
        return all(
            one.superseded_by & ancestors for one in self._by_slot.get(slot, ()) if one.bit & ancestors
        )

    def add_rotation(self, lane: int, position: int, slots: tuple[Slot, ...], replaced: Slot) -> None:
        """Accept a rotation: its keys come in force, the replaced generation ends for whoever knew."""
        for one in self._by_slot.get(replaced, ()):
            one.superseded_by |= 1 << position
        self._add(Generation(lane, 1 << position, slots), position)

    def threads(self, ancestors: int) -> list[tuple[Slot, bytes]]:
        """Thread keys held, of the causal past, newest first: candidates for a reporter's event."""
        found = [
            (slot, self.held[slot])
            for one in self.generations
            for slot in one.slots
            if slot[0] in THREADS and one.bit & ancestors and slot in self.held
        ]
        return found[::-1]

    def current(self, void: int) -> dict[int, tuple[KeyId, ...]]:
        """Key ids in force by compartment; rotations at the positions in `void` count for nothing."""
        found: dict[int, set[KeyId]] = {}
        for one in self.generations:
            if one.in_force(void):
                for c in {slot[0] for slot in one.slots}:
                    slot = one.slot(c)
                    found.setdefault(c, set()).update([] if slot is None else [slot[1]])
        return {c: tuple(sorted(ids)) for c, ids in sorted(found.items())}

    def in_force(self, void: int) -> tuple[Slot, ...]:
        """All slots in force, shares too, in a fixed order."""
        slots = {slot for one in self.generations if one.in_force(void) for slot in one.slots}
        return tuple(sorted(slots))

    def ever_in_force(self, void: int) -> tuple[Slot, ...]:
        """All slots of entries that count, the newest first, each once."""
        slots = [slot for one in reversed(self.generations) if not one.bit & void for slot in one.slots]
        return tuple(dict.fromkeys(slots))

    def unclaimed(self) -> list[KeyId]:
        """Ids of offered keys that no accepted header names."""
        named = {slot[1] for slot in (*self._by_slot, *self._supplements)}
        return sorted(one for one in self.offered if one not in named)

    def _add(self, generation: Generation, position: int) -> None:
        self.generations.append(generation)
        for slot in generation.slots:
            self._by_slot.setdefault(slot, []).append(generation)
        if generation.lane == IDENTITY:
            self._hold_identity(generation, position)
            return
        for slot in generation.slots:
            key = self.offered.get(slot[1])
            if key is not None:
                self._hold(slot, key, position)
        self._derive_thread(generation, position)

    def _hold(self, slot: Slot, key: bytes, position: int) -> None:
        if len(key) == _KEY_LEN and key_id(key, slot[0], self.case_id, self.deployment) == slot[1]:
            self.held[slot] = key
        else:
            self.faults.append(
                (position, "key-mismatch", "A key that was handed over is not the one signed for.")
            )

    def _derive_thread(self, generation: Generation, position: int) -> None:
        record = generation.slot(generation.lane)
        thread = generation.slot(generation.lane + THREAD_OFFSET)
        if record is None or thread is None or record not in self.held:
            return
        key = thread_key(self.held[record], generation.lane, self.case_id, self.deployment)
        if key_id(key, thread[0], self.case_id, self.deployment) == thread[1]:
            self.held[thread] = key
        else:
            text = "The conversation key signed here does not belong to the record key beside it."
            self.faults.append((position, "thread-key-mismatch", text))

    def _hold_identity(self, generation: Generation, position: int) -> None:
        """K[4] from its own id or from both shares; a share alone is kept, so that it can be handed on."""
        whole, *shares = generation.slots
        key = self.offered.get(whole[1])
        if key is not None:
            self._hold(whole, key, position)
        for which, slot in zip((SHARE_A, SHARE_B), shares, strict=False):
            share = self.offered.get(slot[1])
            if share is None:
                continue
            right = (
                len(share) == _KEY_LEN and share_id(share, which, self.case_id, self.deployment) == slot[1]
            )
            if right:
                self.held[slot] = share
            else:
                self.faults.append(
                    (position, "key-mismatch", "A share that was handed over is not the one signed for.")
                )
        if len(shares) == SHARE_B and all(slot in self.held for slot in shares):
            self._hold(whole, join_shares(self.held[shares[0]], self.held[shares[1]]), position)
