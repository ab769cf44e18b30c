"""The keys of one case that this vault holds, in the order in which they came."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Self

from crypto.constants import IDENTITY, LANES
from crypto.keys import SHARE_A, SHARE_B
from investigator_console.vault.opened import Vault

TABLE = "case-keys"


@dataclass(frozen=True)
class CaseKeys:
    """All generations, oldest first: `records` by c, `threads` by lane where only T is held, `shares`."""

    records: Mapping[int, tuple[bytes, ...]] = field(default_factory=dict, repr=False)
    threads: Mapping[int, tuple[bytes, ...]] = field(default_factory=dict, repr=False)
    shares: Mapping[int, tuple[bytes, ...]] = field(default_factory=dict, repr=False)

    @property
    def held(self) -> frozenset[int]:
        """The record compartments (1 to 5) that this member can open; identity takes both of its shares."""
        identity = {IDENTITY} if set(self.shares) == {SHARE_A, SHARE_B} else set()
        return frozenset(self.records) | identity

    @property
    def lanes(self) -> tuple[int, ...]:
        """The lanes (1 to 3) whose conversation this member can read, lowest first."""
        return tuple(lane for lane in LANES if lane in self.records or lane in self.threads)

    @property
    def empty(self) -> bool:
        """Whether nothing of this case opens here."""
        return not (self.records or self.threads or self.shares)

    def adding(
        self,
        records: Mapping[int, bytes],
        share: tuple[int, bytes] | None = None,
        threads: Mapping[int, bytes] | None = None,
    ) -> Self:
        """The same with more keys; a key that is held already changes nothing."""
        return type(self)(
            _added(self.records, records),
            _added(self.threads, threads or {}),
            _added(self.shares, {} if share is None else {share[0]: share[1]}),
        )

    def without(self, lanes: Collection[int]) -> Self:
        """The same without the keys of some lanes (1 to 5), which this member gave up or lost."""
        records = {c: keys for c, keys in self.records.items() if c not in lanes}
        threads = {lane: keys for lane, keys in self.threads.items() if lane not in lanes}
        return type(self)(records, threads, {} if IDENTITY in lanes else dict(self.shares))

    def encode(self) -> bytes:
        """JSON bytes for the sealed record."""
        return json.dumps(
            {
                "records": {str(c): [key.hex() for key in keys] for c, keys in self.records.items()},
                "threads": {str(c): [key.hex() for key in keys] for c, keys in self.threads.items()},
                "shares": {str(which): [key.hex() for key in keys] for which, keys in self.shares.items()},
            }
        ).encode("ascii")

    @classmethod
    def decode(cls, data: bytes) -> Self:
        """The reverse of `encode`."""
        document = json.loads(data)
        return cls(
            _generations(document["records"]),
            _generations(document["threads"]),
            _generations(document["shares"]),
        )


def read_keys(vault: Vault, case_id: bytes) -> CaseKeys:
    """The keys of a case; empty where none is held."""
    found = vault.store.get(TABLE, case_id)
    return CaseKeys() if found is None else CaseKeys.decode(found)


def write_keys(vault: Vault, case_id: bytes, keys: CaseKeys) -> None:
    """Seal the keys of a case."""
    vault.store.put(TABLE, case_id, keys.encode(), parent=case_id)


def _added(held: Mapping[int, tuple[bytes, ...]], new: Mapping[int, bytes]) -> dict[int, tuple[bytes, ...]]:
    merged = dict(held)
    for c, key in new.items():
        if key not in merged.get(c, ()):
            merged[c] = (*merged.get(c, ()), key)
    return merged


def _generations(document: Mapping[str, list[str]]) -> dict[int, tuple[bytes, ...]]:
    return {int(c): tuple(bytes.fromhex(key) for key in keys) for c, keys in document.items()}
