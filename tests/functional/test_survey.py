"""The survey: answers that belong to no case, for the eyes of statistics officers, on both databases."""

import datetime as dt
from base64 import b64decode, b64encode

import pytest

from crypto.hpke import kem_public
from crypto.intake import issue, parse_list, statistics_officers
from crypto.survey import StatisticsRow, SurveyAnswers, open_survey, seal_survey
from portal.housekeeping import tidy

ANSWERS = SurveyAnswers(1, (1, 2, 3, 0, 1, 1))


class Count:
    """The statistics officers of a portal, with their keys published."""

    def __init__(self, world):
        self.world = world
        self.seeds = {}
        for index in range(2):
            person, session = world.member("STAT", index)
            today = world.clock.today
            monday = today - dt.timedelta(days=today.weekday())
            [made] = issue(
                person.id, person.verify_seed, world.deployment, today, weeks=[monday], reserve=False
            )
            records = [b64encode(made.key.record).decode()]
            answer = self.post("members/intake-keys", json={"records": records}, headers=session)
            assert answer.json == {"stored": 1}
            self.seeds[person.id] = made.seed

    def post(self, path, **what):
        return self.world.client.post(f"/api/v1/{path}", **what)

    @property
    def officers(self):
        return statistics_officers(self.world.keyring)

    def sealed(self, answers=ANSWERS):
        keys = {one: kem_public(seed) for one, seed in self.seeds.items()}
        return seal_survey(answers, self.officers, keys, self.world.deployment)

    def rows(self, index=0):
        session = self.world.member("STAT", index)[1]
        return self.world.client.get("/api/v1/members/surveys", headers=session).json["rows"]

    def acknowledge(self, index, row_ids):
        session = self.world.member("STAT", index)[1]
        answer = self.post("members/surveys/acks", json={"row_ids": row_ids}, headers=session)
        assert answer.json == {"done": True}


@pytest.fixture
def count(portal_world):
    return Count(portal_world)


def test_answers_reach_both_officers_and_go_once_both_have_them(count):
    row = count.sealed()
    first = count.post("surveys", data=row.encode())
    again = count.post("surveys", data=row.encode())
    assert (first.status_code, first.data) == (again.status_code, again.data) == (201, b'{"stored":true}')
    for index, officer in enumerate(count.officers):
        [kept] = count.rows(index)
        opened = open_survey(
            StatisticsRow.parse(b64decode(kept["row"])), officer, count.seeds[officer], count.world.deployment
        )
        assert opened == ANSWERS
    count.acknowledge(0, [row.row_id.hex()])
    count.acknowledge(0, [row.row_id.hex()])
    assert count.rows(0) == []
    assert len(count.rows(1)) == 1
    count.acknowledge(1, [row.row_id.hex(), "00" * 16])
    assert count.rows(1) == []
    with count.world.services.store.reading() as session:
        assert session.exec_driver_sql("SELECT count(*) FROM survey_rows").scalar() == 0
        assert session.exec_driver_sql("SELECT count(*) FROM survey_acks").scalar() == 0


def test_the_keys_of_officers_are_listed_apart_and_serve_for_nothing_else(count):
    client, keyring = count.world.client, count.world.keyring
    listed = parse_list(client.get("/api/v1/statistics").data, keyring, holders=count.officers)
    assert set(listed) == set(count.officers)
    reports = client.get("/api/v1/intake").data
    assert not any(key.record in reports for key in listed.values())
    directory, day = count.world.services.directory.latest(), count.world.services.day()
    assert not any(directory.accepts_key(one, key.kem_hash, day) for one, key in listed.items())


def test_a_row_is_kept_with_its_day_alone_and_handed_out_in_no_order_of_time(count):
    rows = [count.sealed() for _ in range(8)]
    for row in rows:
        assert count.post("surveys", data=row.encode()).status_code == 201
    assert [one["row_id"] for one in count.rows()] == sorted(row.row_id.hex() for row in rows)
    with count.world.services.store.reading() as session:
        kept = session.exec_driver_sql("SELECT * FROM survey_rows").mappings().all()
    assert {tuple(row) for row in kept} == {("row_id", "received_day", "record")}
    assert {row["received_day"] for row in kept} == {count.world.services.day()}


@pytest.mark.parametrize("damage", ["short", "long", "one officer", "none", "empty"])
def test_a_row_of_another_size_is_refused(count, damage):
    row = count.sealed()
    raw = row.encode()
    one = StatisticsRow(row.row_id, row.places[:1]).encode()
    bad = {"short": raw[:-1], "long": raw + b"\0", "one officer": one, "none": raw[:7] + b"\0" + raw[8:24]}
    answer = count.post("surveys", data=bad.get(damage, b""))
    assert answer.status_code == (409 if damage == "one officer" else 400)
    assert count.rows() == []


def test_nobody_else_is_told_how_many_there_are(count):
    count.post("surveys", data=count.sealed().encode())
    for group in ("INV", "VCO", "ETH", "ALT", "AAP"):
        session = count.world.member(group)[1]
        client = count.world.client
        assert client.get("/api/v1/members/surveys", headers=session).status_code == 403
        acks = client.post("/api/v1/members/surveys/acks", json={"row_ids": ["00" * 16]}, headers=session)
        assert acks.status_code == 403


def test_a_row_that_nobody_can_open_any_more_is_forgotten(count):
    count.post("surveys", data=count.sealed().encode())
    count.world.clock.forward(days=249)
    tidy(count.world.services.store, count.world.services.seconds(), 2555)
    assert len(count.rows()) == 1
    count.world.clock.forward(days=2)
    tidy(count.world.services.store, count.world.services.seconds(), 2555)
    assert count.rows() == []


def test_without_scripts_it_is_sealed_at_once_and_no_cookie_plays_a_part(count):
    client = count.world.client
    page = client.get("/en/survey")
    assert (page.status_code, page.headers.getlist("Set-Cookie")) == (200, [])
    nothing = client.post("/en/survey", data={"easy": "certainly"})
    assert nothing.status_code == 400
    sent = client.post("/en/survey", data={"easy": "yes", "again": "no"})
    assert (sent.status_code, sent.headers.getlist("Set-Cookie")) == (200, [])
    assert b"survey-thanks" in sent.data
    [kept] = count.rows()
    officer = count.officers[0]
    row = StatisticsRow.parse(b64decode(kept["row"]))
    opened = open_survey(row, officer, count.seeds[officer], count.world.deployment)
    assert opened.answers == (1, 0, 0, 0, 0, 3)


def test_where_nobody_counts_nobody_is_asked(portal_world):
    assert portal_world.client.get("/en/survey").status_code == 404
    assert portal_world.client.post("/en/survey", data={"easy": "yes"}).status_code == 404
