"""The thread keys that a case code opens: in the report, in rotations, in the replacement that made it."""

from collections.abc import Iterable, Mapping
from contextlib import suppress

from crypto.constants import THREAD_OFFSET
from crypto.errors import ProtocolError
from crypto.events import EventSubmission, open_event_keys
from crypto.keyring import Keyring
from crypto.keys import thread_key_id
from crypto.log import CaseLog
from crypto.reporter_keys import ReporterKeys, author_id
from crypto.submission import HeldKeys, Submission, open_keys
from crypto.types import CaseId, DeploymentId, KeyId, KeyringHash, MemberId

Generation = Mapping[int, bytes]


def own_wraps(
    genesis: Submission,
    events: Iterable[EventSubmission],
    reporter: ReporterKeys,
    keyrings: Mapping[KeyringHash, Keyring],
    deployment: DeploymentId,
) -> list[HeldKeys]:
    """What was wrapped to this code, in the order in which it was stored.

    Candidates only: `crypto.log` decides which of these keys a signed header names. What does not open is
    left out here, and missed there.
    """
    listed = list(events)
    codes = _codes(genesis, listed, deployment)
    found: list[HeldKeys] = []
    last = len(genesis.header.entries) - 1
    if genesis.header.entries[last].recipient_id == reporter.author_id:
        with suppress(ProtocolError):
            found.append(open_keys(genesis, last, reporter.kem_seed, deployment))
    for event in listed:
        keyring = keyrings.get(event.header.keyring_hash)
        member = keyring.member(event.header.author_id) if keyring else None
        signer = member.verify_vk if member else codes.get(event.header.author_id)
        for index, entry in enumerate(event.header.wraps):
            if signer is not None and entry.recipient_id == reporter.author_id:
                with suppress(ProtocolError):
                    found.append(open_event_keys(event, index, reporter.kem_seed, signer, deployment))
    return found


def _codes(
    genesis: Submission, events: Iterable[EventSubmission], deployment: DeploymentId
) -> dict[MemberId, bytes]:
    """The sign keys of all codes that this case claims to have had, by author id."""
    keys = [genesis.header.sign_vk]
    keys += [one.header.replacement.sign_vk for one in events if one.header.replacement is not None]
    return {author_id(key, deployment): key for key in keys}


def keys_by_id(wraps: Iterable[HeldKeys], case_id: CaseId, deployment: DeploymentId) -> dict[KeyId, bytes]:
    """All keys in the wraps, as `crypto.log` takes them."""
    return {
        thread_key_id(key, lane, case_id, deployment): key
        for held in wraps
        for lane, key in held.threads.items()
    }


def generations(wraps: Iterable[HeldKeys], log: CaseLog) -> tuple[Generation, ...]:
    """The keys that stand in the log, oldest first; those in force come last."""
    accepted = set(log.keys.values())
    kept = [
        {lane: key for lane, key in held.threads.items() if key in accepted} for held in wraps if held.threads
    ]
    found = [keys for keys in kept if keys]
    lanes = sorted({lane for keys in found for lane in keys})
    in_force = {lane: key for lane in lanes if (key := log.key_for(lane + THREAD_OFFSET)) is not None}
    newest = {lane: key for keys in found for lane, key in keys.items()}
    overtaken = {lane: key for lane, key in in_force.items() if key != newest[lane]}
    return (*found, *([overtaken] if overtaken else []))
