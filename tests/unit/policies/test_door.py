import json

import pytest

from crypto.constants import BODY_BUCKETS
from policies import load
from policies.assistance_request import read_request
from policies.door import RECENCY, TEXT_LIMIT, assistance_body
from policies.errors import PolicyError
from policies.loader import DIRECTORY

DOOR = load().door


def body(when="", asked=False, **answers):
    return assistance_body(answers, asked=asked, when=when, language="en")


def test_nothing_answered_is_not_used_and_asking_alone_is():
    assert body(consents={"statistics": "not-asked"}) == {"used": False}
    asked = body(asked=True)
    assert (asked["used"], asked["asked"], asked["wants_support"]) == (True, True, "not-asked")
    assert body(consents={"statistics": "yes"})["used"]


@pytest.mark.parametrize(
    ("when", "band"),
    [
        ("today", "within-72h"), ("days-3", "within-72h"), ("days-5", "72-120h"), ("weeks-2", "over-120h"),
        ("longer", "over-120h"), ("ongoing", "ongoing"), ("unknown", "unknown"), ("", "unknown"),
    ],
)  # fmt: skip
def test_the_answer_when_is_not_asked_again(when, band):
    assert body(when=when, asked=True)["recency"] == band


@pytest.mark.parametrize(
    ("wants", "support", "harmed"),
    [
        ("me", "yes", "me"),
        ("someone-else", "yes", "someone-else"),
        ("not-now", "not-now", "unknown"),
        ("no", "no", "unknown"),
    ],
)
def test_for_whom_help_is_wanted(wants, support, harmed):
    found = body(wants=wants)
    assert (found["wants_support"], found["harmed_person"]) == (support, harmed)


@pytest.mark.parametrize(
    ("danger", "recency", "told"),
    [
        ("", "within-72h", {"prophylaxis", "contraception", "always"}),
        ("", "72-120h", {"contraception", "always"}),
        ("", "ongoing", {"prophylaxis", "contraception", "always"}),
        ("yes", "over-120h", {"danger", "always"}),
        ("yes", "72-120h", {"danger", "contraception", "always"}),
        ("no", "over-120h", set()),
        ("unknown", "unknown", set()),
        # In danger, and nothing said of when it was: what works only early is told.
        ("yes", "unknown", {"danger", "prophylaxis", "contraception", "always"}),
    ],
)
def test_urgent_sentences_fit_the_band(danger, recency, told):
    assert {one.id for one in DOOR.told(danger, recency)} == told


def test_every_band_of_the_form_is_known():
    from flask import Flask
    from flask_babel import Babel

    from portal.pages.choices import when_choices

    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        codes = {code for code, _ in when_choices()}
    assert codes - RECENCY.keys() == {"unknown"}


def test_every_answer_of_the_door_is_read_by_victim_care():
    """What somebody ticks here, above all that nobody may contact them, must not be lost on the way."""
    ways, needs = [way.id for way in DOOR.contacts], [need.code for need in DOOR.needs]
    consents = dict.fromkeys(DOOR.consents, "yes")
    read = read_request(body(contact_ok=ways, needs=needs, consents=consents), load())
    assert (list(read.contact_ok), list(read.needs)) == (ways, needs)
    assert {scope: read.consents[scope] for scope in DOOR.consents} == consents
    assert read.left_alone


def test_the_longest_answers_fit_the_lane_beside_everything_else():
    text = "\U0001f600" * TEXT_LIMIT
    longest = body(
        "days-5", True, danger_now="unknown", age_group="unknown", wants="someone-else",
        needs=[need.code for need in DOOR.needs], contact_ok=[way.id for way in DOOR.contacts],
        unsafe_ways=text, safe_contact=text, not_from=text, already_referred="unknown",
        consents=dict.fromkeys(DOOR.consents, "not-asked"),
    )  # fmt: skip
    # What sealing adds: binding, sixteen readers, three policy hashes, the manifest's, and names.
    around = {
        "v": 1, "lane": "assistance", "binds": "f" * 64, "roster": ["f" * 32] * 16, "manifest": "f" * 64,
        "policies": dict.fromkeys(("routing", "roles", "sharing"), "f" * 64), "path": "browser",
        "claimed_at": "2026-11-26T10:00Z",
    }  # fmt: skip
    whole = json.dumps({**longest, **around}, ensure_ascii=False, separators=(",", ":")).encode()
    assert len(whole) <= BODY_BUCKETS[0] - 4


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('code = "SAF"', 'code = "XYZ"'),
        ('"support-known"', '"no-such-scope"'),
        ("text_max_chars = 200", "text_max_chars = 201"),
        ("max_services = 6", "max_service = 6"),
        ('id = "role-person"', 'id = "via-person"'),
    ],
)
def test_a_mistake_in_the_file_stops_the_start(tmp_path, old, new):
    for file in DIRECTORY.glob("*.toml"):
        text = file.read_text("utf-8")
        (tmp_path / file.name).write_text(
            text.replace(old, new) if file.name == "door.toml" else text, "utf-8"
        )
    with pytest.raises(PolicyError, match=r"door\.toml"):
        load(tmp_path)
