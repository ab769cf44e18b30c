"""What both sides of a case tell each other, children, and acts that have no effect where they stand."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from policies.assistance_due import list_due
from policies.assistance_request import read_request
from policies.children import is_child
from policies.consent_ledger import Allowed, Denied, may_contact, may_tell_investigation
from policies.safeguards import earliest_moment, notice_refusal, notify_refusal
from tests.unit.policies.assistance_histories import (
    CARE,
    COLLEAGUE,
    LOCAL,
    POLICIES,
    RECEIVED,
    add,
    begun,
    consent,
    day,
    episode,
    folded,
    kinds,
    referral,
    tick,
)
from tests.unit.policies.histories import member

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


def test_help_goes_through_the_reporter_where_somebody_else_was_harmed():
    history = begun(harmed_person="someone-else")
    assert may_contact(folded(history), RECEIVED) == Denied("no-row")
    row = add(history, CARE, consent(recipient="victim-care", scope="direct-contact", items=["safe-contact"]))
    assert may_contact(folded(history), RECEIVED) == Allowed((row,))
    add(history, "reporter", {"type": "consent-withdraw", "all": True})
    assert may_contact(folded(history), RECEIVED) == Denied("withdrawn")
    assert isinstance(may_contact(folded(begun(harmed_person="me")), RECEIVED), Allowed)


def test_two_people_may_decide_to_speak_with_a_child():
    history = begun(harmed_person="someone-else", age_group="child")
    decision = {"type": "best-interest", "decision": "contact", "reason": "absent", "on": day(1)}
    made = add(history, CARE, decision)
    assert not folded(history).episode.decided("contact")
    add(history, COLLEAGUE, {"type": "assistance-approve", "names": made})
    case = folded(history)
    assert case.episode.decided("contact")
    assert isinstance(may_contact(case, RECEIVED, decided=case.episode.decided("contact")), Allowed)


def test_the_lead_for_children_is_told_within_a_day():
    history = begun(category="HAR", age_group="child")
    (due,) = [
        one for one in list_due(folded(history), RECEIVED, RECEIVED, POLICIES) if one.kind == "child-alert"
    ]
    assert due.due_on == RECEIVED + timedelta(days=1)
    add(history, CARE, {"type": "child-alert", "on": day(0)})
    assert "child-alert" not in {one.kind for one in list_due(folded(history), RECEIVED, RECEIVED, POLICIES)}
    grown = begun(category="CSG")
    assert is_child(folded(grown), POLICIES)
    add(grown, CARE, {"type": "episode-step", "step": "child-considered", "done": True, "age_band": "adult"})
    assert not is_child(folded(grown), POLICIES)


def test_investigators_learn_nothing_where_the_person_said_no():
    assert may_tell_investigation(folded(begun()), RECEIVED)
    history = begun(consents={"support-known": "no"})
    assert not may_tell_investigation(folded(history), RECEIVED)
    yes = consent(recipient="investigation", scope="support-known", items=["needs"])
    add(history, CARE, yes)
    assert may_tell_investigation(folded(history), RECEIVED)
    add(history, "reporter", {"type": "consent-withdraw", "all": True})
    assert not may_tell_investigation(folded(history), RECEIVED)


@pytest.mark.parametrize("answer", ["yes", "not-asked"])
def test_all_that_is_taken_back_takes_the_reports_own_answer_along(answer):
    history = begun(consents={"support-known": answer})
    assert may_tell_investigation(folded(history), RECEIVED)
    add(history, "reporter", {"type": "consent-withdraw", "all": True})
    assert not may_tell_investigation(folded(history), RECEIVED)


def test_all_that_is_taken_back_leaves_what_nobody_agreed_to_and_the_page_never_showed():
    history = begun(category="SEA-A")
    protecting = {"basis": "vital-interest", "given_by": "two-people", "reason": "child-at-risk"}
    hidden = add(history, CARE, consent(shown=False, age_band="6-11", assent="no", **protecting))
    agreed = add(history, CARE, consent(recipient="clinic-8", shown=False))
    shown = add(history, CARE, consent(recipient="clinic-9"))
    add(history, "reporter", {"type": "consent-withdraw", "all": True})
    ledger = folded(history).ledger
    assert [ledger.row(one).withdrawn_by for one in (hidden, agreed, shown)] == ["", "reporter", "reporter"]


def ahead(history, on=3):
    return history.add("investigator", {"type": "safety-moment-ahead", "on": day(on)}, lane=5)


def notified(history, moment, who="investigator", **more):
    return history.add(who, {"type": "subject-notified", "names": moment}, lane=5, **more)


def test_the_person_reported_is_not_told_before_victim_care_acknowledged():
    history = begun()
    moment = ahead(history)
    late = datetime(2026, 11, 24, tzinfo=UTC)
    assert notify_refusal(folded(history).safeguards, moment, late) == "not-acknowledged"
    notified(history, moment)
    assert not folded(history).safeguards.notified
    assert kinds(folded(history)) == {"notified-too-soon"}
    base = history.heads()
    history.add(CARE, {"type": "safety-acknowledged", "names": moment}, lane=5)
    notified(history, moment, knows=base)
    assert not folded(history).safeguards.notified
    safeguards = folded(history).safeguards
    assert notify_refusal(safeguards, moment, datetime(2026, 11, 22, 23, 59, tzinfo=UTC)) == "too-soon"
    assert notify_refusal(safeguards, moment, datetime(2026, 11, 23, tzinfo=UTC)) == ""
    notified(history, moment)
    assert folded(history).safeguards.notified


@pytest.mark.parametrize("who", ["investigator", "head-of-investigations", LOCAL])
def test_nobody_but_victim_care_acknowledges_a_safety_moment(who):
    history = begun()
    moment = ahead(history)
    history.add(who, {"type": "safety-acknowledged", "names": moment}, lane=5)
    assert folded(history).safeguards.waiting[0].event_id == moment


def test_a_safety_moment_lies_two_full_days_ahead():
    assert earliest_moment(datetime(2026, 11, 29, 0, 0, tzinfo=UTC), POLICIES) == date(2026, 12, 1)
    assert earliest_moment(datetime(2026, 11, 29, 0, 1, tzinfo=UTC), POLICIES) == date(2026, 12, 2)


def test_a_contact_is_announced_a_day_ahead():
    assert notice_refusal(NOW + timedelta(hours=24), NOW, POLICIES) == ""
    assert notice_refusal(NOW + timedelta(hours=24, seconds=-1), NOW, POLICIES) == "too-soon"
    history = begun()
    body = {
        "type": "contact-notice",
        "at": "2026-11-22T09:00Z",
        "kind": "interview",
        "sent_at": "2026-11-21T09:00Z",
    }
    history.add("investigator", body, lane=5)
    history.add("investigator", body | {"sent_at": "2026-11-21T09:01Z"}, lane=5)
    assert sorted(one.late for one in folded(history).safeguards.notices) == [False, True]


@pytest.mark.parametrize(
    "body",
    [
        {"type": "unsuitable-entry", "entry": "clinic-7", "why": "the subject works there"},
        {"type": "unsuitable-entry", "entry": "the subject works there"},
        {"type": "contact-notice", "at": "tomorrow, by Amina", "kind": "interview"},
        {"type": "safety-moment-ahead", "on": day(3), "note": "he is the camp manager"},
        {"type": "safety-moment-ahead", "on": day(3), "sent_at": "he is the camp manager"},
    ],
)
def test_free_text_never_crosses(body):
    history = begun()
    history.add("investigator", body, lane=5)
    case = folded(history)
    assert kinds(case) == {"malformed"}
    assert case.safeguards.unsuitable == ()


def test_an_unsuitable_entry_is_a_code_that_names_nobody():
    history = begun()
    history.add("investigator", {"type": "unsuitable-entry", "entry": "clinic-7"}, lane=5)
    assert folded(history).safeguards.unsuitable == ("clinic-7",)


@pytest.mark.parametrize("lane", [1, 2, 5])
def test_acts_of_help_have_no_effect_outside_of_their_lane(lane):
    history = begun()
    for body in (episode("offered"), consent(), referral()):
        add(history, CARE, body, lane=lane)
    case = folded(history)
    assert (case.episode.begun, case.ledger.rows, case.referrals) == (False, (), ())


def test_hostile_bodies_are_problems_and_never_exceptions():
    chance = random.Random(7)
    odd = [None, 7, [], {}, [[]], [{}], "", "x" * 300, True, {"entry": []}, {"steps": 7}, "2026-02-30"]
    bodies = [
        episode("offered"),
        consent(),
        referral(),
        tick("0" * 64, "sent"),
        {"type": "followup", "referral": "0" * 64, "day": 1, "outcome": "well", "on": day(1)},
        {"type": "gap", "sector": "MED", "place": "East", "on": day(1)},
        {"type": "handover", "to": member(*LOCAL), "to_role": "psea-officer"},
        {"type": "best-interest", "decision": "share", "reason": "absent", "on": day(1)},
        {"type": "contact", "with": "person", "way": "phone", "outcome": "reached", "on": day(1)},
        {"type": "consent-withdraw", "consents": ["0" * 64]},
        {
            "type": "plan-shown",
            "state": "offered",
            "items": [{"id": "0" * 64, "kind": "consent", "organisation": "A"}],
        },
    ]
    history = begun()
    for body in bodies:
        for field in set(body) - {"type", "v"}:
            add(history, chance.choice([CARE, LOCAL]), body | {field: chance.choice(odd)})
            add(history, CARE, {key: value for key, value in body.items() if key != field})
    for value in odd:
        read_request({"used": value, "needs": value, "consents": value, "age_group": value}, POLICIES)
    assert folded(history).problems


def test_what_must_never_be_recorded_is_found_in_any_of_our_languages():
    check = POLICIES.never_record.check
    for text in (
        "Call +254 722 123 456",
        "to a.b@example.org",
        "card UNHCR-12-34567",
        "she is pregnant",
        "والحامل",
    ):
        assert len(check(text)) == 1, text
    for text in (
        "Enceinte de trois mois",
        "está embarazada",
        "٠٧٢٢١٢٣٤٥٦",
        "-1.29207, 36.82195",
        "born in 1999",
    ):
        assert check(text), text
    for text in (
        "Meet at 10:30 on 2026-11-26, clinic 3",
        "Transport for 2 on 26/11/2026",
        "She wants a woman",
        "",
    ):
        assert check(text) == (), text
