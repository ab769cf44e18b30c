"""JSON shapes of the places in which services leave their answers."""

from typing import Annotated

from pydantic import Field, StringConstraints

from portal.wire import Blob, Hex32, Shape


class PacketRequest(Shape):
    """A place for a service's answer: its id, the record of 1,248 bytes, and for how many days it is open."""

    packet_id: Hex32
    record: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]*={0,2}$", max_length=1_664)]
    days: Annotated[int, Field(ge=1, le=90)]


class PacketOpenRequest(Shape):
    """Which answer is about to be given."""

    packet_id: Hex32


class PacketIdsRequest(Shape):
    """Places for answers of services: to look at, or whose answers stand in the case, or to close."""

    packet_ids: Annotated[list[Hex32], Field(min_length=1, max_length=100)]


class PacketRecordAnswer(Shape):
    """What to seal the answer to."""

    record: Blob


class PacketAnswerShape(Shape):
    """One sealed answer, 5,472 bytes."""

    packet_id: Hex32
    answer: Blob


class PacketAnswers(Shape):
    """Answers that wait for the member."""

    packets: list[PacketAnswerShape]
