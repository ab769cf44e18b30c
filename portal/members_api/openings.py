from base64 import b64encode
from typing import Any, Literal

from crypto.domain import sha256
from crypto.errors import BadLength, BadSignature, Malformed
from crypto.openings import Batch, batch_length
from portal.members_api.session import Caller
from portal.services import Services
from portal.store.openings import add_openings, openings_after, openings_of_day

PAGE = 50
READERS = "ALT"
Outcome = Literal["stored", "known", "stored-before"]
# A list claims the day of the member's own clock.
_SKEW_DAYS = 1


def store_openings(services: Services, caller: Caller, data: bytes) -> Outcome:
    """Stores the caller's sealed list of a day: one a day, of one size, sealed to all of oversight.

    Raises `ProtocolError` for anything else: a list of another size, or to other people, would tell something.
    """
    batch = Batch.parse(data)
    readers = caller.directory.keyring.groups[READERS]
    if len(data) != batch_length(len(readers)):
        raise BadLength("a list of openings has one size")
    if tuple(one.recipient_id for one in batch.places) != readers:
        raise Malformed("a list of openings is sealed to oversight, all of them, in the keyring's order")
    if batch.member_id != caller.id or batch.keyring_hash != caller.directory.keyring.hash:
        raise BadSignature("a list of openings is the caller's own, under the current keyring")
    if abs(batch.day - services.day()) > _SKEW_DAYS:
        raise Malformed("a list of openings is of today")
    batch.verify(caller.member.verify_vk, services.settings.deployment_id)
    digest = sha256(data)
    with services.store.writing() as session:
        before = openings_of_day(session, caller.id, batch.day)
        if before is not None:
            return "known" if before == digest else "stored-before"
        add_openings(session, caller.id, batch.day, digest, data)
    return "stored"


def may_read(caller: Caller) -> bool:
    """Whether the lists are sealed to the caller's group: nobody else is even told how many there are."""
    return caller.id in caller.directory.keyring.groups[READERS]


def page(services: Services, after: int) -> dict[str, Any]:
    """The next lists of all members."""
    with services.store.reading() as session:
        rows = openings_after(session, after, PAGE)
    batches = [{"number": row.seq, "batch": b64encode(row.batch).decode("ascii")} for row in rows]
    return {"batches": batches, "more": len(rows) == PAGE}
