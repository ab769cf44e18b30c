from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crypto.case_code import new_code
from portal.basic.service import Draft, Refused, Sent, plan_report, route_draft, send_report
from tests.support.basic_portal import Portal, stored_reports

DRAFT = Draft(("FRD",), ("none",), "The rice is gone.", "today", "Store 4", "en")


@pytest.fixture
def code(organisation):
    return new_code(organisation.deployment)


def test_a_report_is_sealed_to_its_readers_and_says_that_the_server_sealed_it(portal, organisation, code):
    assert send_report(portal.services, DRAFT, code) == Sent(sent_before=False)
    [sent] = stored_reports(portal)
    assert organisation.readers(sent, 1) == {"head-of-investigations", "investigator"}
    body = organisation.open_bodies(sent, organisation.one("investigator"))[1]
    assert body["path"] == "server"
    assert (body["story"], body["when"], body["where"]) == ("The rice is gone.", "today", "Store 4")
    assert body["language"] == "en"


def test_the_words_are_nowhere_in_what_is_stored(portal, code):
    send_report(portal.services, DRAFT, code)
    [sent] = stored_reports(portal)
    assert b"rice" not in sent
    for file in portal.folder.iterdir():
        assert b"rice" not in file.read_bytes()


def test_the_same_code_again_is_the_same_case_whatever_is_written_now(portal, code):
    send_report(portal.services, DRAFT, code)
    again = send_report(portal.services, replace(DRAFT, story="Something else."), code)
    assert again == Sent(sent_before=True)
    assert len(stored_reports(portal)) == 1


@pytest.mark.parametrize(
    ("categories", "conflicts", "lanes"),
    [
        (("RET",), ("none",), {2: {"ethics-officer"}}),
        (("FBK",), ("none",), {1: {"feedback-officer"}}),
        (("FRD",), ("investigation-office",), {1: {"oversight"}}),
        (("HAR", "RET"), ("none",), {1: {"head-of-investigations", "investigator"}, 2: {"ethics-officer"}}),
    ],
)
def test_answers_choose_the_readers(portal, organisation, code, categories, conflicts, lanes):
    send_report(portal.services, replace(DRAFT, categories=categories, conflicts=conflicts), code)
    [sent] = stored_reports(portal)
    for lane in (1, 2):
        told = {
            person.role
            for person in organisation.recipients
            if "story" in organisation.open_bodies(sent, person).get(lane, {})
        }
        assert told == lanes.get(lane, set())


def test_reports_of_different_kinds_are_the_same_number_of_bytes(portal, organisation):
    for categories, conflicts in (
        (("FRD",), ("none",)),
        (("SEA-E",), ("local-psea",)),
        (("RET",), ("ethics",)),
    ):
        draft = replace(DRAFT, categories=categories, conflicts=conflicts)
        assert send_report(portal.services, draft, new_code(organisation.deployment)) == Sent(
            sent_before=False
        )
    assert len({len(sent) for sent in stored_reports(portal)}) == 1


def test_a_category_that_asks_for_no_story_is_refused(portal, code):
    outcome = send_report(portal.services, replace(DRAFT, categories=("GBV-X",)), code)
    assert outcome == Refused("services-only")
    assert stored_reports(portal) == []


def test_an_expired_keyring_seals_nothing(portal, code):
    portal.clock.advance(days=500)
    assert route_draft(portal.services, DRAFT) == Refused("keyring-expired", 503)
    assert send_report(portal.services, DRAFT, code) == Refused("keyring-expired", 503)


def test_too_few_published_keys_seal_nothing(tmp_path, organisation, code):
    kept = organisation.one("investigator").id
    published = [one for one in organisation.recipients if one.group != "INV" or one.id == kept]
    portal = Portal(tmp_path, organisation, published)
    assert send_report(portal.services, DRAFT, code) == Refused("too-few-holders")
    assert stored_reports(portal) == []


def test_rules_that_the_root_did_not_sign_seal_nothing(tmp_path, organisation, code):
    pins = {name: bytes(32) for name in ("routing", "roles", "sharing")}
    portal = Portal(tmp_path, organisation.with_keyring(policies=pins))
    assert send_report(portal.services, DRAFT, code) == Refused("not-ready", 503)


def test_a_text_that_fits_no_body_is_refused(portal, code):
    assert send_report(portal.services, replace(DRAFT, story='"' * 262_000), code) == Refused("too-long", 413)


def test_the_plan_names_exclusions_in_the_two_stories_alone(portal):
    draft = replace(DRAFT, conflicts=("ethics",))
    routed = route_draft(portal.services, draft)
    plan = plan_report(draft, routed, datetime(2026, 11, 21, 9, 5, 59, tzinfo=UTC))
    assert {lane for lane, body in plan.bodies.items() if "exclusions" in body} == {1, 2}
    assert {lane for lane, body in plan.bodies.items() if "story" in body} == {1}
    assert plan.bodies[1]["claimed_at"] == "2026-11-21T09:05Z"
    assert plan.bodies[5]["tier"] == "T2"
