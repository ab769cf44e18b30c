"""A referral on paper and its answer: printed only with consent, answered once, without an account."""

import re

import pytest

from crypto.case_code import decode, new_code, stretch
from crypto.packets import packet_keys, packet_record, seal_packet_answer
from investigator_console.cases.record import load_case
from investigator_console.directory.service import find_entry, save_entry
from policies import load as load_policies
from policies.directory.terms import with_answers
from tests.functional.test_console_help import ASKED, ITEMS, Helper, unlocked
from tests.support.console_world import open_office
from tests.support.directory_samples import service
from tests.support.portal_world import Organisation

POLICIES = load_policies()
ANSWER = {"v": 1, "type": "packet-answer", "value": "accepted", "reason": "", "note": "Tuesday."}


@pytest.fixture(scope="session")
def organisation():
    return Organisation.found()


@pytest.fixture
def office(tmp_path, organisation):
    made = open_office(tmp_path, organisation)
    yield made
    made.world.services.store.close()


# --- the portal's side, over both databases ---


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
        from base64 import b64encode

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
    _, session = portal_world.member("VCO", 1)
    assert portal_world.client.get("/api/v1/members/packets", headers=session).json == {"packets": []}
    acks = {"packet_ids": [place.keys.packet_id.hex()]}
    portal_world.client.post("/api/v1/members/packets/acks", json=acks, headers=session)
    assert len(place.waiting()) == 1
    from portal.housekeeping import tidy

    portal_world.clock.forward(days=3)
    tidy(portal_world.services.store, portal_world.services.seconds())
    place.session = portal_world.member("VCO")[1]
    assert len(place.waiting()) == 1
    portal_world.client.post("/api/v1/members/packets/acks", json=acks, headers=place.session)
    assert place.waiting() == []


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


# --- the console's side ---


@pytest.fixture
def officer(office):
    browser = unlocked(office, "Paz Officer", "VCO", 2)
    yield browser
    browser.console.lock()


@pytest.fixture
def investigator(office):
    browser = unlocked(office, "Ina Investigator", "INV", 1)
    yield browser
    browser.console.lock()


@pytest.fixture
def helper(office, officer):
    """A case with a directory entry that the person was referred to; consent is still missing."""
    office.report(categories=("SEA-E",), help_asked=ASKED)
    found = service(verified_on=office.today.isoformat())
    assert save_entry(officer.console.desk.vault, POLICIES, found) == []
    made = Helper(officer)
    made.do("episode", state="offered")
    made.do("episode", state="consented")
    made.do("referral", sector="MED", entry="clinic", items=ITEMS)
    return made


def paper(helper):
    address = f"{helper.case}/packet/{helper.referral()}"
    page = helper.browser.get(address)
    return helper.browser.post(address, page, **{"item-safe-contact": "After noon, through Ada"})


def state_of(helper):
    desk = helper.browser.console.desk
    [summary] = desk.shelf.listed()
    return load_case(desk.vault, POLICIES, summary.case_id).case.referrals[0]


def digits_of(answer):
    return re.search(r'data-testid="packet-digits">([\d ]+)<', answer.text)[1]


def answer_with(office, digits, **told):
    world = office.world
    keys = packet_keys(stretch(decode(digits, world.deployment), world.deployment), world.deployment)
    from base64 import b64decode

    opened = world.client.post("/api/v1/packets/open", json={"packet_id": keys.packet_id.hex()})
    record = b64decode(opened.json["record"])
    raw = keys.packet_id + seal_packet_answer(ANSWER | told, record, keys, world.deployment)
    return world.client.post("/api/v1/packets/answers", data=raw)


def test_i6_nothing_is_printed_without_a_live_consent_for_every_item(helper):
    refused = paper(helper)
    assert refused.status_code == 400
    assert 'data-testid="packet-refused"' in refused.text
    # What was typed is not lost.
    assert "After noon, through Ada" in refused.text
    helper.agree(recipient="clinic", organisation="", items=["needs"])
    assert paper(helper).status_code == 400
    helper.agree(recipient="clinic", organisation="")
    printed = paper(helper)
    assert printed.status_code == 200
    assert "After noon, through Ada" in printed.text
    assert len(digits_of(printed).replace(" ", "")) == 28


def test_the_answer_comes_back_and_stands_on_the_checklist(office, helper):
    helper.agree(recipient="clinic", organisation="")
    digits = digits_of(paper(helper))
    helper.browser.wait()
    assert answer_with(office, digits, value="rejected", reason="full").status_code == 201
    assert 'data-testid="referral-row"' in helper.sync().text
    referral = state_of(helper)
    assert (referral.answer, referral.refusal) == ("rejected", "full")
    [tick] = referral.ticks["answered"]
    assert tick.evidence == "packet-receipt"
    # Used: a second answer is refused, and synchronising again changes nothing.
    with pytest.raises(KeyError):
        answer_with(office, digits)
    helper.sync()
    assert len(state_of(helper).ticks["answered"]) == 1


def test_an_entry_that_went_stale_between_choosing_and_sending_is_not_printed(helper):
    helper.agree(recipient="clinic", organisation="")
    vault = helper.browser.console.desk.vault
    entry = find_entry(vault, "clinic")
    save_entry(vault, POLICIES, with_answers(entry.document, {"verified_on": ("2020-01-01",)}))
    refused = paper(helper)
    assert refused.status_code == 400
    assert "no longer vouches" in refused.text
    save_entry(vault, POLICIES, {**entry.document, "status": "temporarily closed"})
    assert paper(helper).status_code == 400
    save_entry(vault, POLICIES, entry.document)
    assert paper(helper).status_code == 200


def test_an_answer_that_the_portal_made_up_changes_nothing(office, helper):
    from sqlalchemy import update

    from portal.store.models import Packet

    helper.agree(recipient="clinic", organisation="")
    digits = digits_of(paper(helper))
    helper.browser.wait()
    answer_with(office, digits)
    with office.world.services.store.writing() as session:
        session.execute(update(Packet).values(answer=b"\x00" * 5_472))
    helper.sync()
    assert state_of(helper).answer == ""


def test_a_colleague_outside_victim_care_finds_no_packet(investigator, helper):
    investigator.console.desk.sync.start()
    investigator.wait()
    address = f"{investigator.first_case()}/packet/{helper.referral()}"
    assert investigator.get(address).status_code == 404
    assert investigator.post(address, investigator.get("/directory/files")).status_code == 404
