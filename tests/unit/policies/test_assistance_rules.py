"""The episode, referrals, windows, safeguards: merging without a clock, edges of bands, versions, foul play."""

import itertools
import random
from datetime import UTC, date, datetime, timedelta

import pytest

from policies.assistance_due import is_child, list_due, urgent_windows
from policies.assistance_request import read_request
from policies.consent_ledger import Allowed, Denied, may_contact, may_tell_investigation
from policies.episode import allowed_next
from policies.safeguards import earliest_moment, notice_refusal, notify_refusal
from tests.unit.policies.assistance_histories import (
    CARE,
    COLLEAGUE,
    LOCAL,
    POLICIES,
    RECEIVED,
    add,
    begun,
    care_for,
    consent,
    day,
    episode,
    folded,
    kinds,
    referral,
    snapshot,
    tick,
)
from tests.unit.policies.histories import member

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


def test_an_episode_begins_with_an_offer_and_a_named_role():
    history = begun()
    add(history, CARE, episode("plan"))
    add(history, CARE, episode("offered", manager_role=None))
    case = folded(history)
    assert not case.episode.begun
    assert kinds(case) == {"episode-jump", "malformed"}
    add(history, CARE, episode("offered", manager=member(*LOCAL)))
    assert folded(history).episode.manager == member(*LOCAL)
    assert folded(history).episode.manager_role == "victim-care-officer"


def test_an_episode_walks_from_offer_to_end_and_may_begin_again():
    history = begun()
    walk = ("offered", "consented", "needs-agreed", "plan", "review", "closed", "reopened")
    for state in walk:
        assert state in allowed_next(folded(history).episode)
        care_for(history, state)
        assert folded(history).episode.state == state
    assert [state for state, _, _ in folded(history).episode.history] == list(walk)


def test_two_officers_who_disagree_leave_it_open_until_one_settles_it():
    history = begun()
    care_for(history, "offered")
    base = history.heads()
    add(history, CARE, episode("declined"), knows=base)
    add(history, LOCAL, episode("consented"), knows=base)
    case = folded(history)
    assert (case.episode.state, case.episode.states) == ("consented", ("consented", "declined"))
    assert allowed_next(case.episode) >= {"consented", "declined", "needs-agreed"}
    care_for(history, "declined")
    assert folded(history).episode.states == ("declined",)


def test_a_handover_names_who_cares_and_two_at_once_name_nobody():
    history = begun()
    add(history, CARE, episode("offered", manager=member(*CARE)))
    base = history.heads()
    for who in (LOCAL, COLLEAGUE):
        add(history, CARE, {"type": "handover", "to": member(*who), "to_role": who[0]}, knows=base)
    assert folded(history).episode.manager == ""
    assert len(folded(history).episode.managers) == 2
    add(history, CARE, {"type": "handover", "to": member(*LOCAL), "to_role": LOCAL[0]})
    assert folded(history).episode.manager == member(*LOCAL)


def test_two_officers_who_tick_at_once_days_offline_lose_nothing():
    history = begun()
    care_for(history, "offered", "consented")
    add(history, CARE, consent())
    made = add(history, CARE, referral())
    base = history.heads()
    mine = add(history, CARE, tick(made, "sent", evidence="phone"), knows=base)
    mine = add(history, CARE, tick(made, "answered", value="accepted"), knows=[mine])
    theirs = add(history, LOCAL, tick(made, "sent", on=3, evidence="paper"), knows=base)
    theirs = add(history, LOCAL, {"type": "episode-step", "step": "explained", "done": True}, knows=[theirs])
    case = folded(history)
    (one,) = case.referrals
    assert {tick.evidence for tick in one.ticks["sent"]} == {"phone", "paper"}
    assert (one.sent_on, one.answer) == (date(2026, 11, 22), "accepted")
    assert case.episode.done("explained")
    assert case.problems == ()


def test_the_order_of_arrival_changes_nothing():
    def told(order):
        history = begun()
        care_for(history, "offered", "consented")
        add(history, CARE, consent())
        made = add(history, CARE, referral())
        base = history.heads()
        acts = [
            (CARE, tick(made, "sent")),
            (LOCAL, tick(made, "answered", value="rejected", reason="full")),
            (COLLEAGUE, tick(made, "answered", value="accepted")),
            (LOCAL, {"type": "followup", "referral": made, "day": 1, "outcome": "well", "on": day(3)}),
        ]
        for place in order:
            add(history, *acts[place], knows=base)
        (one,) = folded(history).referrals
        return one.answer, one.refusal, one.sent_on, one.conflicts, len(one.followups)

    assert {told(order) for order in itertools.permutations(range(4))} == {
        ("rejected", "full", date(2026, 11, 22), ("answered",), 1)
    }


def test_a_referral_keeps_the_checklist_that_it_was_made_under():
    history = begun()
    old = snapshot(version=1, steps=[{"id": "sent", "label": "Sent"}, {"id": "called", "label": "Called"}])
    made = add(history, CARE, referral(policy=old))
    fresh = add(history, CARE, referral())
    add(history, CARE, tick(made, "called"))
    add(history, CARE, tick(fresh, "called"))
    add(history, CARE, tick(made, "received"))
    case = folded(history)
    by_id = {one.id: one for one in case.referrals}
    assert (by_id[made].policy_version, by_id[made].done("called"), by_id[made].received) == (1, True, "")
    assert by_id[fresh].policy_version == POLICIES.referral_sop.policy.version
    assert not by_id[fresh].done("called")
    assert [problem.kind for problem in case.problems] == ["step-unknown"] * 2


def test_the_person_says_whether_help_arrived_and_the_officer_only_until_then():
    history = begun()
    made = add(history, CARE, referral())
    add(history, CARE, tick(made, "received", evidence="phone"))
    assert (folded(history).referrals[0].received, folded(history).referrals[0].received_from) == (
        "yes",
        "phone",
    )
    add(history, "reporter", {"type": "receipt", "referral": made, "received": False})
    assert (folded(history).referrals[0].received, folded(history).referrals[0].received_from) == (
        "no",
        "case-code",
    )
    add(history, "reporter", {"type": "receipt", "referral": made, "received": True})
    assert folded(history).referrals[0].received == "yes"


def test_every_result_of_the_policy_ends_a_referral():
    for result in POLICIES.referral_sop.results:
        history = begun()
        made = add(history, CARE, referral())
        add(history, CARE, tick(made, "result", result=result.id))
        case = folded(history)
        assert case.referrals[0].state(case, RECEIVED) == "ended"
        due = [one.kind for one in list_due(case, RECEIVED, RECEIVED, POLICIES) if one.kind == "gap"]
        assert due == (["gap"] if result.gap else [])


def test_a_gap_asks_the_last_resort_in_time_and_holds_no_detail_of_the_case():
    history = begun()
    add(history, CARE, {"type": "gap", "sector": "SHE", "place": "East district", "on": day(1)})
    (due,) = [one for one in list_due(folded(history), RECEIVED, RECEIVED, POLICIES) if one.kind == "gap"]
    assert (due.due_on, due.detail) == (RECEIVED + timedelta(days=2), "SHE")
    asked = {"type": "gap", "sector": "SHE", "place": "East district", "on": day(2), "asked": "UNFPA"}
    add(history, CARE, asked)
    assert not [one for one in list_due(folded(history), RECEIVED, RECEIVED, POLICIES) if one.kind == "gap"]


def test_followups_fall_on_their_days_over_the_end_of_a_month():
    history = begun()
    add(history, CARE, consent(until="2027-02-18"))
    made = add(history, CARE, referral())
    add(history, CARE, tick(made, "sent", on=11))

    def next_due():
        due = list_due(folded(history), RECEIVED, date(2026, 12, 31), POLICIES)
        return [(one.due_on, one.detail) for one in due if one.kind == "followup"]

    expected = ["2026-12-02", "2026-12-04", "2026-12-15", "2026-12-31", "2027-03-01"]
    for days, when in zip(POLICIES.referral_sop.followup_days, expected, strict=True):
        assert next_due() == [(date.fromisoformat(when), str(days))]
        look = {"type": "followup", "referral": made, "day": days, "outcome": "well", "on": when}
        add(history, LOCAL, look)
    assert next_due() == []


@pytest.mark.parametrize(("urgent", "days"), [(True, 1), (False, 3)])
def test_a_service_that_does_not_answer_is_asked_again(urgent, days):
    history = begun()
    sop = POLICIES.referral_sop
    hours = sop.answer_urgent_hours if urgent else sop.answer_hours
    made = add(history, CARE, referral(urgent=urgent, policy=snapshot(answer_hours=hours)))
    add(history, CARE, tick(made, "sent"))
    due = {one.kind: one for one in list_due(folded(history), RECEIVED, RECEIVED, POLICIES)}
    assert due["answer"].due_on == RECEIVED + timedelta(days=2 + days)
    add(history, CARE, tick(made, "answered", value="accepted"))
    assert "answer" not in {one.kind for one in list_due(folded(history), RECEIVED, RECEIVED, POLICIES)}


@pytest.mark.parametrize(
    ("recency", "hours", "hiv", "pregnancy"),
    [
        ("within-72h", 0, "open", "open"),
        ("within-72h", 48, "closing", "open"),
        ("within-72h", 72, "closing", "open"),
        ("within-72h", 72 + 1 / 60, "passed", "open"),
        ("within-72h", 96, "passed", "closing"),
        ("within-72h", 120, "passed", "closing"),
        ("within-72h", 120 + 1 / 60, "passed", "passed"),
        ("72-120h", 0, "passed", "open"),
        ("72-120h", 48, "passed", "closing"),
        ("72-120h", 48 + 1 / 60, "passed", "passed"),
        ("ongoing", 1000, "open", "open"),
    ],
)
def test_urgent_windows_close_at_the_edge_of_their_band(recency, hours, hiv, pregnancy):
    case = folded(begun(recency=recency))
    found = urgent_windows(case, RECEIVED, NOW + timedelta(hours=hours), POLICIES)
    assert {one.id: one.state for one in found} == {"prophylaxis": hiv, "contraception": pregnancy}


@pytest.mark.parametrize("recency", ["over-120h", "unknown"])
def test_no_window_is_promised_where_the_band_gives_none(recency):
    assert urgent_windows(folded(begun(recency=recency)), RECEIVED, NOW, POLICIES) == ()


def test_a_wrong_clock_does_not_close_a_window_early():
    case = folded(begun(recency="within-72h", claimed_at="2019-01-01T00:00Z"))
    found = urgent_windows(case, RECEIVED, NOW + timedelta(hours=72), POLICIES)
    assert {one.id: one.state for one in found}["prophylaxis"] == "closing"


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
