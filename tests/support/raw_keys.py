"""Compartments tried with raw keys: every secret that a vault holds, against every byte that the portal ever had."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from sqlalchemy import select

from crypto.constants import COMPARTMENTS, KIND_GENESIS, LANES
from crypto.errors import DecryptionFailed, ProtocolError
from crypto.event_header import EventHeader
from crypto.genesis_header import GenesisHeader
from crypto.hpke import OpeningKey, unwrap
from crypto.keys import EventContext, join_shares, thread_key, unpack_slots
from crypto.submission import genesis_context, open_body, wrap_info_at
from crypto.types import CaseId, DeploymentId
from investigator_console.cases.entry import TABLE as ENTRIES
from investigator_console.cases.keys import TABLE as CASE_KEYS
from investigator_console.cases.keys import CaseKeys
from investigator_console.vault.opened import Vault
from portal.store.engine import Store
from portal.store.models import Body, Record, Wrap

_HEX_KEY = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")


@dataclass(frozen=True)
class Sealed:
    """One sealed body. `c`: its compartment, 1 to 5, 17 to 19, or 16 for a reporter's message."""

    event_id: bytes
    case_id: bytes
    c: int
    context: EventContext
    body: bytes


@dataclass(frozen=True)
class Wrapped:
    """One wrap of a report, with the info that it was sealed to."""

    case_id: bytes
    info: bytes
    wrap: bytes


@dataclass(frozen=True)
class Captured:
    """What somebody has who copied the portal's database before any wrap was dropped, and again later."""

    bodies: tuple[Sealed, ...]
    wraps: tuple[Wrapped, ...]


def capture(store: Store, deployment: DeploymentId) -> Captured:
    """Every body in every case, and every wrap of a report that the portal still has."""
    with store.reading() as session:
        records = session.execute(select(Record.seq, Record.event_id, Record.case_id, Record.header)).all()
        bodies = {
            (seq, at): body
            for seq, at, body in session.execute(select(Body.record_seq, Body.position, Body.body))
        }
        wraps = {
            (seq, at): wrap
            for seq, at, wrap in session.execute(select(Wrap.record_seq, Wrap.position, Wrap.wrap))
        }
    sealed: list[Sealed] = []
    wrapped: list[Wrapped] = []
    for seq, event_id, case_id, header in records:
        contexts = _contexts(header, deployment)
        for at, (c, context) in enumerate(contexts):
            body = bodies.get((seq, at))
            assert body, "a body that is missing proves nothing"
            sealed.append(Sealed(event_id, case_id, c, context, body))
        if header[2] == KIND_GENESIS:
            parsed = GenesisHeader.parse(header)
            wrapped += [
                Wrapped(case_id, wrap_info_at(parsed, at, deployment), wrap)
                for (of, at), wrap in wraps.items()
                if of == seq
            ]
    return Captured(tuple(sealed), tuple(wrapped))


def _contexts(header: bytes, deployment: DeploymentId) -> list[tuple[int, EventContext]]:
    if header[2] == KIND_GENESIS:
        parsed = GenesisHeader.parse(header)
        return [(c, genesis_context(parsed, c, deployment)) for c in COMPARTMENTS]
    event = EventHeader.parse(header)
    return [(event.c, event.context)]


def raw_keys(vault: Vault, captured: Captured) -> frozenset[bytes]:
    """Every 32 bytes of a vault that could be a key: kept, unwrapped, or joined of two others.

    Weekly and reserve secrets are tried on every wrap, those of other people too; whatever in the vault looks
    like a key counts as one, of whichever case it is.
    """
    seeds = [secret.seed for secret in vault.intake.each()]
    plain = {*seeds, *_kept(vault)}
    for wrapped in captured.wraps:
        for seed in seeds:
            plain.update(_unwrapped(seed, wrapped))
    held = {key for one in _case_keys(vault) for key in _generations(one)}
    return frozenset(plain | held | {join_shares(one, other) for one, other in combinations(sorted(held), 2)})


def opened_compartments(
    keys: frozenset[bytes], captured: Captured, case_id: bytes, deployment: DeploymentId
) -> Mapping[tuple[bytes, int], object]:
    """(event id, compartment) to the text, of all that opens in a case with any of these keys, or derived ones."""
    found: dict[tuple[bytes, int], object] = {}
    keys |= {thread_key(key, lane, CaseId(case_id), deployment) for key in keys for lane in LANES}
    for sealed in captured.bodies:
        if sealed.case_id != case_id:
            continue
        for key in keys:
            try:
                found[sealed.event_id, sealed.c] = open_body(sealed.body, key, sealed.context, deployment)
            except ProtocolError:
                continue
            break
    return found


def _kept(vault: Vault) -> Iterator[bytes]:
    """Whatever has the form of a key anywhere in the vault; entries are the portal's own bytes."""
    for table in vault.store.tables():
        if table != ENTRIES:
            for record in vault.store.each(table):
                yield from (bytes.fromhex(text.decode()) for text in _HEX_KEY.findall(record.plaintext))


def _case_keys(vault: Vault) -> Iterator[CaseKeys]:
    return (CaseKeys.decode(record.plaintext) for record in vault.store.each(CASE_KEYS))


def _generations(keys: CaseKeys) -> Iterator[bytes]:
    for held in (keys.records, keys.threads, keys.shares):
        for generations in held.values():
            yield from generations


def _unwrapped(seed: bytes, wrapped: Wrapped) -> set[bytes]:
    try:
        slots = unpack_slots(unwrap(OpeningKey.expand(seed), wrapped.info, wrapped.wrap))
    except DecryptionFailed:
        return set()
    return {slot for slot in slots if slot is not None}
