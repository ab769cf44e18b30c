from base64 import b64encode

from crypto.constants import HASH_LEN, PACKET_ANSWER_LEN, PACKET_RECORD_LEN
from crypto.errors import BadLength
from policies.roles import LANE_NUMBERS
from portal.members_api.session import Caller
from portal.packets.wire import PacketRequest
from portal.services import Services
from portal.store import packets as rows
from portal.wire import decode_blob

# A caseload of years; beyond it somebody fills the table.
_MOST = 2_000
PAGE = 100
_LANE = LANE_NUMBERS["assistance"]


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
    return [_shape(packet, answer) for packet, answer in found]


def answers_at(services: Services, caller: Caller, packet_ids: list[str]) -> list[dict[str, str]]:
    """Answers at places that a colleague opened, sealed. Who knows a place has it from the case or from the paper."""
    if not _cares(services, caller):
        return []
    with services.store.reading() as session:
        found = rows.answers_at(session, [bytes.fromhex(one) for one in packet_ids])
    return [_shape(packet, answer) for packet, answer in found]


def drop_answers(services: Services, caller: Caller, packet_ids: list[str]) -> None:
    """They stand in the case."""
    if _cares(services, caller):
        with services.store.writing() as session:
            rows.drop_answers(session, [bytes.fromhex(one) for one in packet_ids])


def close_places(services: Services, caller: Caller, packet_ids: list[str]) -> None:
    """Nobody waits there any more: what they belong to was destroyed."""
    if _cares(services, caller):
        with services.store.writing() as session:
            rows.close_packets(session, [bytes.fromhex(one) for one in packet_ids])


def _cares(services: Services, caller: Caller) -> bool:
    """Whether the role makes packets at all; the place itself, 32 secret bytes, says for which."""
    return services.policies.roles.may(caller.member.role, "packet", _LANE)


def _shape(packet_id: bytes, answer: bytes) -> dict[str, str]:
    return {"packet_id": packet_id.hex(), "answer": b64encode(answer).decode("ascii")}
