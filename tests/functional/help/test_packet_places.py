"""Where answers to packets lie on the portal: taken once, kept until somebody has them, then forgotten."""

from base64 import b64encode

from sqlalchemy import func, select

from crypto.case_code import new_code, stretch
from crypto.packets import packet_keys, packet_record, seal_packet_answer
from portal.housekeeping import tidy
from portal.store.models import Packet
from tests.support.care_desk import ANSWER


class Place:
    """A code on paper, and the member who waits for its answer."""

    def __init__(self, world, days=30):
        self.world = world
        self.person, self.session = world.member("VCO")
        self.keys = packet_keys(stretch(new_code(world.deployment), world.deployment), world.deployment)
        self.seed = bytes(range(32))
        self.record = packet_record(self.seed, self.keys, world.deployment)
        self.days = days

    def open(self, **changes):
        asked = {
            "packet_id": self.keys.packet_id.hex(),
            "record": b64encode(self.record).decode(),
            "days": self.days,
        }
        return self.world.client.post("/api/v1/members/packets", json=asked | changes, headers=self.session)

    def ask(self):
        return self.world.client.post("/api/v1/packets/open", json={"packet_id": self.keys.packet_id.hex()})

    def sealed(self, **changes):
        answer = seal_packet_answer(ANSWER | changes, self.record, self.keys, self.world.deployment)
        return self.keys.packet_id + answer

    def answer(self, raw):
        return self.world.client.post("/api/v1/packets/answers", data=raw)

    def named(self, act, session=None):
        """What a member asks of a place that they know."""
        asked = {"packet_ids": [self.keys.packet_id.hex()]}
        return self.world.client.post(
            f"/api/v1/members/packets/{act}", json=asked, headers=session or self.session
        )

    def waiting(self):
        return self.world.client.get("/api/v1/members/packets", headers=self.session).json["packets"]


def test_a_code_takes_one_answer_and_the_same_bytes_again(portal_world):
    place = Place(portal_world)
    assert place.open().status_code == 201
    assert place.open().status_code == 201
    raw = place.sealed()
    assert place.answer(raw).status_code == 201
    # A confirmation that was lost on its way: the same bytes again are no second answer.
    assert place.answer(raw).status_code == 200
    second = place.answer(place.sealed(value="rejected"))
    assert (second.status_code, second.data) == (403, b'{"error":"not-accepted"}')
    [kept] = place.waiting()
    assert kept["packet_id"] == place.keys.packet_id.hex()


def test_unknown_used_and_lapsed_codes_are_one_answer_in_the_same_bytes(portal_world):
    unknown, used, lapsed = Place(portal_world), Place(portal_world), Place(portal_world, days=1)
    used.open()
    lapsed.open()
    used.answer(used.sealed())
    portal_world.clock.forward(days=2)
    for asked in (Place.ask, lambda place: place.answer(place.sealed())):
        answers = {(answer.status_code, answer.data) for answer in map(asked, (unknown, lapsed))}
        answers.add((403, used.ask().data))
        assert answers == {(403, b'{"error":"not-accepted"}')}


def test_an_answer_stays_until_its_member_has_it_and_only_they_get_it(portal_world):
    place = Place(portal_world, days=1)
    place.open()
    place.answer(place.sealed())
    _, investigator = portal_world.member("INV")
    _, colleague = portal_world.member("VCO", 1)
    for session in (investigator, colleague):
        assert portal_world.client.get("/api/v1/members/packets", headers=session).json == {"packets": []}
    # Whoever knows the place has it from the case; but not without a role that makes packets.
    assert place.named("waiting", investigator).json == {"packets": []}
    for act in ("acks", "closed"):
        assert place.named(act, investigator).json == {"done": True}
    assert place.named("waiting", colleague).json["packets"] == place.waiting()
    assert len(place.waiting()) == 1
    portal_world.clock.forward(days=3)
    tidy(portal_world.services.store, portal_world.services.seconds(), 2555)
    place.session = portal_world.member("VCO")[1]
    assert len(place.waiting()) == 1
    place.named("acks", portal_world.member("VCO", 1)[1])
    assert place.waiting() == []


def test_a_lapsed_place_is_forgotten_and_an_answer_that_nobody_fetches_two_months_later(portal_world):
    fetched, never = Place(portal_world, days=1), Place(portal_world, days=1)
    for place in (fetched, never):
        place.open()
        place.answer(place.sealed())
    fetched.named("acks")
    for days, left in ((1, 2), (1, 1), (59, 1), (1, 0)):
        portal_world.clock.forward(days=days)
        tidy(portal_world.services.store, portal_world.services.seconds(), 2555)
        assert (days, places(portal_world)) == (days, left)


def test_a_closed_place_is_gone_at_once_with_what_lies_there(portal_world):
    waiting, answered = Place(portal_world), Place(portal_world)
    for place in (waiting, answered):
        place.open()
    answered.answer(answered.sealed())
    for place in (waiting, answered):
        assert place.named("closed").json == {"done": True}
        assert place.ask().data == b'{"error":"not-accepted"}'
    assert places(portal_world) == 0


def places(world):
    with world.services.store.reading() as session:
        return session.execute(select(func.count()).select_from(Packet)).scalar_one()


def test_somebody_elses_place_is_not_taken_over_and_sizes_are_fixed(portal_world):
    place = Place(portal_world)
    place.open()
    place.session = portal_world.member("VCO", 1)[1]
    assert place.open().status_code == 403
    assert place.open(record="AAAA").status_code == 400
    assert place.open(days=0).status_code == 400
    assert place.answer(place.sealed() + b"x").status_code == 400
    assert place.answer(b"").status_code == 400
    assert len({len(place.sealed(note="x" * n)) for n in (0, 1, 500)}) == 1
