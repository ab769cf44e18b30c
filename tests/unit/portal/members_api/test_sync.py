import pytest

from tests.support.portal_world import settle

BASE = "/api/v1/members/entries"


def ids(answer):
    return [entry["event_id"] for entry in answer.json["entries"]]


def test_a_member_pages_through_every_record(either_world):
    world = either_world
    reporters = [world.reported() for _ in range(5)]
    _, session = world.member("ETH")
    settle(world.services.store)
    seen, after = [], ""
    for expected_left in (3, 1, 0):
        answer = world.client.get(BASE, query_string={"after": after, "limit": 2}, headers=session)
        seen += ids(answer)
        after = answer.json["next"]
        assert answer.json["remaining"] == expected_left
        assert answer.json["more"] is (expected_left > 0)
    assert seen == [reporter.event_id.hex() for reporter in reporters]
    quiet = world.client.get(BASE, query_string={"after": after}, headers=session)
    assert (ids(quiet), quiet.json["next"], quiet.json["more"]) == ([], after, False)


def test_a_cursor_stands_behind_every_entry(world):
    first, second = world.reported(), world.reported()
    _, session = world.member()
    entry = world.client.get(BASE, headers=session).json["entries"][0]
    assert entry["event_id"] == first.event_id.hex()
    rest = world.client.get(BASE, query_string={"after": entry["cursor"]}, headers=session)
    assert ids(rest) == [second.event_id.hex()]


def test_a_member_is_handed_all_bodies_and_of_the_wraps_their_own_and_the_reporters(world):
    reporter = world.reported()
    person, session = world.member("VCO", 1)
    entry = world.client.get(BASE, headers=session).json["entries"][0]
    names = [one.recipient_id for one in reporter.submission.header.entries]
    assert [wrap["index"] for wrap in entry["wraps"]] == [names.index(person.id), len(names) - 1]
    assert len(entry["bodies"]) == 5
    single = world.client.get(f"{BASE}/{reporter.event_id.hex()}", headers=session).json
    assert single == {key: value for key, value in entry.items() if key != "cursor"}


def test_a_statistics_officer_is_handed_the_reporters_wrap_alone(world):
    """It opens to a case code only; whoever brings a lost report back has to have it."""
    reporter = world.reported()
    _, session = world.member("STAT")
    last = len(reporter.submission.header.entries) - 1
    entry = world.client.get(BASE, headers=session).json["entries"][0]
    assert [wrap["index"] for wrap in entry["wraps"]] == [last]


@pytest.mark.parametrize("event_id", ["00" * 32, "zz" * 32, "00", "A" * 64])
def test_an_unknown_record_is_not_here(shared_world, event_id):
    _, session = shared_world.member()
    assert shared_world.client.get(f"{BASE}/{event_id}", headers=session).status_code == 404


@pytest.mark.parametrize(
    "after", ["x", "1-2", "00000000-1-", "00000000-x-1", "00000000--1-1", f"00000000-0-{1 << 63}"]
)
def test_an_invented_cursor_is_refused(shared_world, after):
    _, session = shared_world.member()
    answer = shared_world.client.get(BASE, query_string={"after": after}, headers=session)
    assert (answer.status_code, answer.json["error"]) == (400, "malformed")


@pytest.mark.parametrize("limit", ["0", "201", "-1", "x", "", "9" * 40, "٣"])
def test_an_impossible_limit_is_refused(shared_world, limit):
    _, session = shared_world.member()
    answer = shared_world.client.get(BASE, query_string={"limit": limit}, headers=session)
    assert answer.status_code == 400


def test_a_cursor_of_another_epoch_starts_anew(world):
    reporter = world.reported()
    _, session = world.member()
    answer = world.client.get(BASE, query_string={"after": "00000000-0-999"}, headers=session)
    assert ids(answer) == [reporter.event_id.hex()]


def test_acknowledged_wraps_are_dropped_and_the_hour_is_not(either_world):
    world = either_world
    reporter = world.reported()
    _, session = world.member("INV")
    _, other = world.member("INV", 1)
    body = {"event_ids": [reporter.event_id.hex(), "00" * 32]}
    assert world.client.post("/api/v1/members/acks", json=body, headers=session).json == {"done": True}
    settle(world.services.store)
    mine = world.client.get(BASE, headers=session).json["entries"][0]
    theirs = world.client.get(BASE, headers=other).json["entries"][0]
    assert (len(mine["wraps"]), len(theirs["wraps"])) == (1, 2)
    assert len(world.open_mailbox(reporter.keys).json["entries"][0]["wraps"]) == 1
    with world.services.store.reading() as connection:
        assert connection.exec_driver_sql("SELECT received_hour FROM cases").scalar_one() is not None


@pytest.mark.parametrize(
    "body", [{}, {"event_ids": []}, {"event_ids": ["x"]}, {"event_ids": ["00" * 32] * 501}, [], "x"]
)
def test_a_body_of_another_shape_is_refused(shared_world, body):
    _, session = shared_world.member()
    answer = shared_world.client.post("/api/v1/members/acks", json=body, headers=session)
    assert (answer.status_code, answer.json["error"]) == (400, "malformed")
