"""The rules of the fold, each under its name."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.fold import fold
from tests.unit.policies.fold_case import (
    COLLEAGUE,
    HEAD,
    INVESTIGATOR,
    OVERSIGHT,
    POLICIES,
    folded,
    kinds,
    removal,
)
from tests.unit.policies.histories import (
    HOLD,
    History,
    default_bodies,
    member,
    message,
    random_history,
    status,
)


def test_a_report_alone(history):
    case = folded(history)
    assert case.report.stories == {1: "They changed the list."}
    assert (case.report.path, case.tier, case.waiting, case.acknowledged) == ("browser", "T2", "us", False)
    assert case.holders.of(1) == tuple(sorted(default_bodies()[1]["roster"]))
    assert case.problems == ()


def test_without_its_report_there_is_no_case(history):
    assert fold([], POLICIES) is None


def test_e5_messages_and_notes_are_a_union(history):
    base = history.heads()
    history.add(INVESTIGATOR, message("a"), knows=base)
    history.add("reporter", message("b"), knows=base)
    history.add(INVESTIGATOR, {"type": "note", "text": "n1"}, knows=base)
    history.add(COLLEAGUE, {"type": "note", "text": "n2"}, knows=base)
    case = folded(history)
    assert sorted(one.text for one in case.messages) == ["a", "b"]
    assert sorted(one.text for one in case.notes) == ["n1", "n2"]


def test_e5_a_later_status_replaces_the_one_that_it_knew(history):
    history.add(INVESTIGATOR, status("assessing"))
    history.add(COLLEAGUE, status("closed"))
    assert (folded(history).status[1].value, folded(history).status[1].conflict) == ("closed", False)


def test_e5_open_beats_closed_until_somebody_settles_it(history):
    base = history.heads()
    history.add(INVESTIGATOR, status("closed"), knows=base)
    history.add(COLLEAGUE, status("investigating"), knows=base)
    register = folded(history).status[1]
    assert (register.value, register.values, register.conflict) == (
        "investigating",
        ("investigating", "closed"),
        True,
    )
    history.add(HEAD, status("closed"))
    assert (folded(history).status[1].value, folded(history).status[1].conflict) == ("closed", False)


def test_e5_one_register_for_each_thread(history):
    history.add(INVESTIGATOR, status("closed"), lane=1)
    history.add("ethics-officer", status("assessing"), lane=2)
    assert {lane: one.value for lane, one in folded(history).status.items()} == {1: "closed", 2: "assessing"}


def test_e5_no_assignee_counts_while_two_are_named(history):
    base = history.heads()
    for who in (HEAD, INVESTIGATOR):
        history.add(who, {"type": "assign", "to": member("investigator", who == HEAD)}, knows=base)
    case = folded(history)
    assert (case.assignee.value, case.assignee.conflict) == ("", True)
    history.add(HEAD, {"type": "assign", "to": member("investigator")})
    assert folded(history).assignee.value == member("investigator")


def test_e5_categories_in_conflict_are_joined_and_the_urgent_one_sets_the_tier(history):
    base = history.heads()
    history.add(HEAD, {"type": "category", "categories": ["FBK"]}, knows=base)
    history.add(INVESTIGATOR, {"type": "category", "categories": ["SEA-E"]}, knows=base)
    case = folded(history)
    assert (case.category.value, case.category.conflict, case.tier) == ("FBK SEA-E", True, "T1")
    assert case.report.categories == ("FRD",)


def test_e5_stage_and_assistance_keep_the_protective_value(history):
    base = history.heads()
    history.add(HEAD, {"type": "stage", "stage": "closed"}, lane=5, knows=base)
    history.add(INVESTIGATOR, {"type": "stage", "stage": "open"}, lane=5, knows=base)
    history.add("victim-care-officer", {"type": "assistance", "state": "declined"}, lane=5, knows=base)
    history.add(("victim-care-officer", 1), {"type": "assistance", "state": "offered"}, lane=5, knows=base)
    case = folded(history)
    assert (case.stage.value, case.assistance.value) == ("open", "offered")
    assert folded_without_assistance().assistance.value == "unknown"


def folded_without_assistance():
    begun = History("plain")
    begun.genesis()
    return folded(begun)


def test_e7_what_is_not_allowed_or_not_known_has_no_effect_and_is_named(history):
    history.add("reporter", status("closed"))
    history.add("psea-officer", status("closed"))
    history.add("nobody-we-know", message("x"))
    history.add(INVESTIGATOR, status("received"))
    history.add(INVESTIGATOR, {"type": "dance"})
    history.add(INVESTIGATOR, message("x"), thread=False)
    history.add(INVESTIGATOR, message("x"), kind="keys")
    history.add(HEAD, {"type": "adopt", "events": "all"})
    case = folded(history)
    assert (dict(case.status), case.messages) == ({}, ())
    assert kinds(case) == {"not-allowed", "malformed", "unknown-type", "wrong-plane", "wrong-kind"}


def test_e7_a_hostile_report_is_read_as_far_as_it_goes():
    begun = History()
    body = default_bodies()[1] | {
        "story": 7,
        "roster": "all",
        "exclusions": [],
        "categories": [1],
        "answers": None,
    }
    begun.genesis({1: body, 5: {"categories": ["FRD", "WHAT"], "tier": {}, "used": "yes"}})
    case = folded(begun)
    assert case.report.stories == {1: ""}
    assert case.report.categories == ("FRD", "WHAT")
    assert kinds(case) == {"malformed-report", "unknown-category"}


def test_a_report_cannot_slow_itself_down():
    begun = History()
    bodies = default_bodies()
    bodies[5] |= {"categories": ["SEA-A"], "tier": "T3"}
    begun.genesis(bodies)
    assert folded(begun).tier == "T1"


def test_e11_stored_is_not_opened_by_a_person(history):
    history.add("reporter", message("anyone?"))
    assert folded(history).acknowledged is False
    history.add(INVESTIGATOR, message("yes"))
    assert folded(history).acknowledged is True


@pytest.mark.parametrize(
    "body",
    [
        {"v": 1, "type": "conflict-declaration", "answer": "possible", "note": "", "sent_at": ""},
        {"v": 1, "type": "recuse"},
        {"v": 1, "type": "note", "text": "A word among us."},
    ],
)
def test_e11_who_declares_steps_back_or_notes_has_not_answered(history, body):
    history.add(INVESTIGATOR, body)
    assert folded(history).acknowledged is False


def test_whose_turn_it_is(history):
    assert folded(history).waiting == "us"
    history.add(INVESTIGATOR, status("info_requested"))
    assert folded(history).waiting == "reporter"
    history.add("reporter", message("answer"))
    assert folded(history).waiting == "us"
    history.add(INVESTIGATOR, message("thanks"))
    assert folded(history).waiting == "reporter"
    history.add(INVESTIGATOR, status("assessing"))
    assert folded(history).waiting == "nobody"


def test_a_cleared_page_hides_what_she_had_seen_from_her_alone_and_asks_nobody_for_anything(history):
    before = history.add(INVESTIGATOR, message("before"))
    base = history.heads()
    meanwhile = history.add(INVESTIGATOR, message("meanwhile"), knows=base)
    history.add("reporter", {"v": 1, "type": "view-cleared"}, knows=base)
    case = folded(history)
    assert before in case.cleared
    assert meanwhile not in case.cleared
    assert [one.text for one in case.messages] == ["before", "meanwhile"]
    assert (case.waiting, case.problems) == ("nobody", ())


def test_nobody_but_the_reporter_clears_her_page(history):
    history.add(INVESTIGATOR, message("before"))
    history.add(INVESTIGATOR, {"v": 1, "type": "view-cleared"})
    history.add("reporter", {"v": 1, "type": "view-cleared"}, void="code-replaced")
    assert folded(history).cleared == frozenset()


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 2**32), size=st.integers(0, 25))
def test_the_fold_does_not_see_arrival_order_or_repeats(seed, size):
    chance = random.Random(seed)
    records = random_history(chance, size).records()
    again = records + chance.sample(records, min(3, len(records)))
    chance.shuffle(again)
    assert fold(again, POLICIES) == fold(records, POLICIES)


@pytest.mark.long
def test_ten_thousand_histories_fold_the_same_in_two_orders_of_arrival():
    for seed in range(10_000):
        chance = random.Random(seed)
        records = random_history(chance, chance.randint(5, 40)).records()
        other = list(records)
        chance.shuffle(other)
        assert fold(other, POLICIES) == fold(records, POLICIES), seed


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_a_hold_or_removal_never_loses_to_something_concurrent(seed):
    history = random_history(random.Random(seed), 20)
    root = history.records()[0].event_id
    watcher = (OVERSIGHT, 9)
    history.add(watcher, HOLD, knows=[root])
    history.add(watcher, removal(INVESTIGATOR), knows=[root])
    case = folded(history)
    assert case.destruction.destroyed == frozenset()
    assert case.destruction.holds
    assert member(INVESTIGATOR) not in case.holders.of(1)
