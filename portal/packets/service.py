from base64 import b64encode

from crypto.constants import HASH_LEN, PACKET_ANSWER_LEN, PACKET_RECORD_LEN
from crypto.errors import BadLength
from portal.members_api.session import Caller
from portal.services import Services
from portal.store import packets as rows
from portal.wire import PacketRequest, decode_blob

# A caseload of years; beyond it somebody fills the table.
_MOST = 2_000
PAGE = 100


def open_place(services: Services, caller: Caller, asked: PacketRequest) -> bool:
    """Opens a place for an answer; False where its id is somebody else's. Raises `BadLength`."""
    record = decode_blob(asked.record)
    if len(record) != PACKET_RECORD_LEN:
        raise BadLength("a packet record has 1,248 bytes")
    last_day = services.day() + asked.days
    with services.store.writing() as session:
        if rows.open_packets(session, caller.id) >= _MOST:
            return False
        return rows.add_packet(session, bytes.fromhex(asked.packet_id), caller.id, record, last_day)


def record_of(services: Services, packet_id: bytes) -> str | None:
    """The record that a service seals to, base64; None where no answer is waited for."""
    with services.store.reading() as session:
        record = rows.waiting_record(session, packet_id, services.day())
    return None if record is None else b64encode(record).decode("ascii")


def store_answer(services: Services, raw: bytes) -> bool | None:
    """As `rows.put_answer`. `raw`: packet id 32 ‖ answer. Raises `BadLength`: every answer has one size."""
    if len(raw) != HASH_LEN + PACKET_ANSWER_LEN:
        raise BadLength("an answer has 5,504 bytes with its place")
    with services.store.writing() as session:
        return rows.put_answer(session, raw[:HASH_LEN], raw[HASH_LEN:], services.day())


def waiting_answers(services: Services, caller: Caller) -> list[dict[str, str]]:
    """Answers for this member, sealed."""
    with services.store.reading() as session:
        found = rows.answers_of(session, caller.id, PAGE)
    return [
        {"packet_id": packet.hex(), "answer": b64encode(answer).decode("ascii")} for packet, answer in found
    ]


def drop_answers(services: Services, caller: Caller, packet_ids: list[str]) -> None:
    """The member has stored them."""
    with services.store.writing() as session:
        rows.drop_answers(session, caller.id, [bytes.fromhex(one) for one in packet_ids])
