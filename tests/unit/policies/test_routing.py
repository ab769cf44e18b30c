import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies import document, load
from policies.routing import Refused, Routed, gaps, route
from tests.vectors import make_routing

VECTORS = Path(make_routing.__file__).with_name("routing.json")
DOCUMENT = json.loads(document("routing"))
STAFF = make_routing.staffings()
CODES = [category["code"] for category in DOCUMENT["categories"]]
ANSWERS = [option["id"] for option in DOCUMENT["conflicts"]]


def ask(categories, conflicts=(), staffing="full", **more):
    members, recipients = STAFF[staffing]
    return route(DOCUMENT, members, recipients, categories, list(conflicts), **more)


def group(name, staffing="full"):
    return tuple(row["id"] for row in STAFF[staffing][0] if name in row["groups"])


def test_the_vectors_are_what_the_rule_says_today():
    assert VECTORS.read_text(encoding="utf-8") == make_routing.text()


def test_by_default_investigators_read_it():
    assert ask(["FRD"]).lanes[1] == group("INV")


def test_feedback_alone_goes_to_the_feedback_team_and_with_misconduct_it_does_not():
    assert ask(["FBK"]).lanes[1] == group("AAP")
    assert ask(["FBK", "FRD"]).lanes[1] == group("INV")


def test_retaliation_goes_to_ethics_and_alone_opens_no_allegation():
    routed = ask(["RET"])
    assert (routed.lanes[1], routed.lanes[2]) == ((), group("ETH"))
    assert (routed.used[1], routed.used[2]) == (False, True)
    assert routed.lanes[5] == group("ETH")


def test_retaliation_with_something_else_uses_both_lanes():
    routed = ask(["RET", "FRD"])
    assert (routed.lanes[1], routed.lanes[2]) == (group("INV"), group("ETH"))
    assert routed.used == {1: True, 2: True, 3: False}


@pytest.mark.parametrize("answer", ["investigation-office", "head-of-office"])
def test_accusations_against_investigators_or_leadership_go_to_oversight(answer):
    routed = ask(["FRD"], [answer])
    assert routed.lanes[1] == group("ALT")
    assert routed.excluded_teams == (answer,)


def test_ethics_in_conflict_hands_retaliation_to_oversight():
    assert ask(["RET"], ["ethics"]).lanes[2] == group("ALT")


def test_not_sure_goes_to_headquarters_only():
    routed = ask(["SEA-E"], ["not-sure"])
    regions = {row["id"]: row["region"] for row in STAFF["full"][0]}
    assert {regions[one] for roster in routed.lanes.values() for one in roster} == {"HQ"}


def test_an_excluded_team_gets_nothing_in_any_lane():
    routed = ask(["SEA-A", "RET"], ["local-psea", "ethics"])
    everybody = {one for roster in routed.lanes.values() for one in roster} | {
        *routed.share_a,
        *routed.share_b,
    }
    assert not everybody & set(routed.excluded_members)
    assert set(group("ETH")) <= set(routed.excluded_members)


def test_victim_care_always_holds_the_assistance_key():
    assert ask(["FRD"]).lanes[3] == group("VCO")
    assert not set(ask(["FRD"]).lanes[5]) & set(group("VCO"))
    assert set(group("VCO")) <= set(ask(["SEA-A"]).lanes[5])
    assert set(group("VCO")) <= set(ask(["FRD"], assistance=True).lanes[5])


def test_too_few_holders_is_a_refusal_with_its_lane():
    assert ask(["FRD"], staffing="one-investigator") == Refused("too-few-holders", 1)
    assert ask(["RET"], staffing="one-ethics") == Refused("too-few-holders", 2)


def test_one_holder_of_a_lane_that_is_not_used_stops_no_report():
    routed = ask(["FRD"], staffing="one-ethics")
    assert routed.lanes[2] == group("ETH", "one-ethics")
    assert len(routed.lanes[2]) == 1


def test_nobody_holds_allegation_and_assistance():
    assert ask(["FRD"], staffing="two-hats") == Refused("both-hands", 3)


def test_an_answer_that_leaves_nobody_for_an_unused_lane_does_not_stop_the_report():
    routed = ask(["FRD"], ["ethics", "oversight"])
    assert routed.lanes[2] == ()
    assert ask(["RET"], ["ethics", "oversight"]) == Refused("too-few-holders", 2)


def test_shares_never_meet_in_one_hand_and_custodians_come_first():
    assert ask(["FRD"], staffing="custody").share_b == group("CUST", "custody")
    assert ask(["FRD"]).share_b == group("ALT")
    assert ask(["FRD"], ["ethics"]).share_a == group("VCO")


def test_violence_by_others_asks_for_no_story():
    assert ask(["GBV-X"]) == Refused("services-only", 0)


@pytest.mark.parametrize(
    ("categories", "conflicts", "reason"),
    [([], [], "no-category"), (["XXX"], [], "unknown-choice"), (["FRD"], ["xxx"], "unknown-choice")],
)
def test_answers_that_the_policy_does_not_know_are_refused(categories, conflicts, reason):
    assert ask(categories, conflicts) == Refused(reason, 0)


def test_the_most_urgent_category_sets_the_tier():
    assert ask(["FBK", "SEA-E"]).tier == "T1"
    assert ask(["FBK"]).tier == "T3"


def test_the_ceremony_is_told_what_a_keyring_would_refuse():
    members, recipients = STAFF["one-investigator"]
    found = gaps(DOCUMENT, members, recipients)
    assert ("FRD", "none", Refused("too-few-holders", 1)) in found
    assert not [entry for entry in gaps(DOCUMENT, *STAFF["full"]) if entry[1] == "none"]


@given(
    staffing=st.sampled_from(sorted(STAFF)),
    categories=st.lists(st.sampled_from(CODES), unique=True, max_size=4),
    conflicts=st.lists(st.sampled_from(ANSWERS), unique=True, max_size=4),
    assistance=st.booleans(),
)
def test_whatever_is_answered_no_lane_in_use_is_held_by_one_and_none_by_an_excluded(
    staffing, categories, conflicts, assistance
):
    outcome = ask(categories, conflicts, staffing, assistance=assistance)
    if isinstance(outcome, Refused):
        return
    assert isinstance(outcome, Routed)
    assert all(len(roster) != 1 for lane, roster in outcome.lanes.items() if outcome.used.get(lane, True))
    assert all(len(outcome.lanes[lane]) >= 2 for lane, used in outcome.used.items() if used)
    assert not set(outcome.lanes[1]) & set(outcome.lanes[3])
    assert not set(outcome.share_a) & set(outcome.share_b)
    everybody = {one for roster in outcome.lanes.values() for one in roster} | {
        *outcome.share_a,
        *outcome.share_b,
    }
    assert not everybody & set(outcome.excluded_members)
    assert everybody <= set(STAFF[staffing][1])
    assert outcome == ask(categories[::-1], conflicts[::-1], staffing, assistance=assistance)


def test_a_complaint_about_the_handling_reaches_oversight_alone():
    answers = load().routing.working_teams
    assert answers == ("investigation-office", "ethics", "feedback-team")
    working = {*group("INV"), *group("ETH"), *group("AAP")}
    for code in ("FRD", "RET", "FBK", "SEA-E"):
        routed = ask([code], answers)
        assert isinstance(routed, Routed)
        readers = {one for lane in (1, 2) for one in routed.lanes[lane]}
        assert readers == set(group("ALT")), code
        assert not working & {*routed.share_a, *routed.share_b, *routed.lanes[5]}
