"""I1 to I8: what holds of victim assistance whatever else happens. Each test is named after its invariant."""

import dataclasses
from datetime import timedelta

import pytest

from policies.assistance_due import list_due
from policies.assistance_request import AssistanceRequest, read_request
from policies.consent_ledger import Allowed, Denied, may_share
from policies.deadlines import trace_clocks
from tests.unit.policies.assistance_histories import (
    CARE,
    CLINIC,
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
    tick,
)
from tests.unit.policies.histories import status

ITEMS = ("needs", "safe-contact")
EVERY_STATE = [one.code for one in POLICIES.statuses.statuses if one.settable]
VA_CATEGORIES = [one.code for one in POLICIES.taxonomy.categories if one.opens_assistance]


def offers(case, today=RECEIVED):
    return [due for due in list_due(case, RECEIVED, today, POLICIES) if due.kind == "offer"]


@pytest.mark.parametrize("category", VA_CATEGORIES)
def test_i1_the_offer_is_due_from_receipt_for_every_category_of_victim_assistance(category):
    history = begun(category=category, used=False)
    (due,) = offers(folded(history))
    assert due.due_on - RECEIVED in {timedelta(days=1), timedelta(days=3)}


@pytest.mark.parametrize("code", EVERY_STATE)
def test_i1_no_state_of_the_case_stops_the_clock_of_an_offer(code):
    history = begun()
    before = offers(folded(history))
    history.add("investigator", status(code))
    history.add("investigator", {"type": "stage", "stage": "closed"}, lane=5)
    history.add(CARE, status(code), lane=3)
    case = folded(history)
    assert offers(case) == before
    assert before[0].due_on == RECEIVED + timedelta(days=1)
    received = {record.event_id: RECEIVED for record in history.records()}
    clocks = trace_clocks(case, history.records(), received, POLICIES, "victim-care-officer")
    assert "assistance-urgent" in {clock.timer for clock in clocks}


def test_i1_only_an_offer_stops_it():
    history = begun()
    care_for(history, "offered")
    assert offers(folded(history)) == []


@pytest.mark.parametrize(
    ("answers", "timer"),
    [
        ({"danger_now": "yes"}, "assistance-urgent"),
        ({"age_group": "child"}, "assistance-urgent"),
        ({"recency": "within-72h"}, "assistance-urgent"),
        ({"recency": "72-120h"}, "assistance-urgent"),
        ({"recency": "ongoing"}, "assistance-urgent"),
        ({"recency": "over-120h"}, "assistance"),
        ({}, "assistance"),
    ],
)
def test_i1_danger_a_child_or_a_recent_event_make_the_offer_urgent(answers, timer):
    assert [due.detail for due in offers(folded(begun(category="HAR", **answers)))] == [timer]


def test_i2_no_field_of_the_request_needs_an_answer_about_the_report():
    assert read_request({"used": True}, POLICIES).used
    assert dataclasses.replace(read_request({}, POLICIES), consents={}) == AssistanceRequest()
    about_the_report = {"story", "categories", "when", "where", "exclusions", "answers", "subject_details"}
    assert not about_the_report & {field.name for field in dataclasses.fields(AssistanceRequest)}


def test_i2_help_runs_from_offer_to_result_with_no_report_to_investigate():
    history = begun(category="UNS")
    genesis = next(iter(history.entries.values()))
    for lane in (1, 5):
        genesis.bodies.pop(lane)
    care_for(history, "offered", "consented", "needs-agreed", "plan")
    add(history, CARE, consent())
    made = add(history, CARE, referral())
    add(history, CARE, tick(made, "sent"))
    case = folded(history)
    assert (case.episode.state, case.referrals[0].state(case, RECEIVED)) == ("plan", "sent")
    assert case.problems == ()


@pytest.mark.parametrize("outcome", ["closed", "findings_ready"])
def test_i3_closing_a_case_never_closes_the_help(outcome):
    history = begun()
    care_for(history, "offered", "consented", "needs-agreed", "plan")
    before = folded(history).episode
    history.add("investigator", status(outcome))
    history.add("investigator", {"type": "stage", "stage": "closed"}, lane=5)
    case = folded(history)
    assert case.episode == before
    assert case.episode.open


def test_i3_no_ending_of_help_names_an_ending_of_a_case():
    endings = {code.id for code in POLICIES.referral_sop.closings}
    assert not endings & {one.code.lower() for one in POLICIES.outcomes.outcomes}
    history = begun()
    care_for(history, "offered", "consented")
    for reason in ("unsubstantiated", "UNSUB", "case-closed", None):
        add(history, CARE, episode("closed", reason=reason))
    assert folded(history).episode.state == "consented"


def test_i4_refusing_to_take_part_in_the_investigation_changes_nothing_of_the_help():
    history = begun()
    care_for(history, "offered", "consented")
    add(history, CARE, consent())
    before = folded(history)
    words = {
        "v": 1,
        "type": "message",
        "text": "I will not speak with investigators.",
        "sent_at": "2026-11-21T09:00",
    }
    history.add("reporter", words, thread=True)
    history.add("investigator", status("closed"))
    after = folded(history)
    assert (after.episode, after.ledger, after.referrals) == (before.episode, before.ledger, before.referrals)
    assert isinstance(may_share(after, CLINIC, ITEMS, RECEIVED + timedelta(days=2)), Allowed)


def test_i5_declining_help_does_not_close_the_case():
    history = begun()
    history.add("investigator", status("investigating"))
    care_for(history, "offered", "declined")
    add(history, CARE, {"type": "assistance", "state": "declined"}, lane=5)
    case = folded(history)
    assert case.status[1].value == "investigating"
    assert case.stage.value != "closed"
    assert (case.assistance.value, case.episode.state) == ("declined", "declined")
    add(history, CARE, episode("consented"))
    assert folded(history).episode.open


def test_i6_nothing_may_be_shared_without_a_live_row_that_names_recipient_and_items():
    history = begun()
    today = RECEIVED + timedelta(days=2)
    assert may_share(folded(history), CLINIC, ITEMS, today) == Denied("no-row", ITEMS)
    row = add(history, CARE, consent())
    case = folded(history)
    assert may_share(case, CLINIC, ITEMS, today) == Allowed((row,))
    assert may_share(case, "another", ITEMS, today) == Denied("no-row", ITEMS)
    assert may_share(case, CLINIC, (*ITEMS, "place"), today) == Denied("items-missing", ("place",))
    assert may_share(case, CLINIC, (), today) == Denied("no-items")


def test_i6_a_consent_holds_through_its_last_day_and_not_longer():
    history = begun()
    add(history, CARE, consent(until=day(10)))
    case = folded(history)
    assert isinstance(may_share(case, CLINIC, ITEMS, RECEIVED + timedelta(days=10)), Allowed)
    assert may_share(case, CLINIC, ITEMS, RECEIVED + timedelta(days=11)) == Denied("expired", ITEMS)


def test_i6_nobody_writes_a_consent_for_longer_than_the_policy_lets_one_last():
    history = begun()
    add(history, CARE, consent(until="2099-01-01"))
    scope = POLICIES.consent.scope("named-service")
    assert folded(history).ledger.rows[0].until == RECEIVED + timedelta(days=1 + scope.expires_days)


@pytest.mark.parametrize("body", [{"consents": "ROW"}, {"all": True}])
def test_i6_withdrawal_with_the_case_code_revokes_what_is_not_sent_and_marks_what_is(body):
    history = begun()
    row = add(history, CARE, consent())
    unsent, sent = add(history, CARE, referral()), add(history, CARE, referral())
    add(history, CARE, tick(sent, "sent"))
    named = {key: [row] if value == "ROW" else value for key, value in body.items()}
    add(history, "reporter", {"v": 1, "type": "consent-withdraw", **named})
    case, today = folded(history), RECEIVED + timedelta(days=3)
    assert may_share(case, CLINIC, ITEMS, today) == Denied("withdrawn", ITEMS)
    states = {one.id: one.state(case, today) for one in case.referrals}
    assert states == {unsent: "withdrawn", sent: "stop"}
    assert [due.about for due in list_due(case, RECEIVED, today, POLICIES) if due.kind == "stop"] == [sent]


def test_i6_a_withdrawal_beats_a_consent_that_did_not_know_of_it():
    history = begun()
    base = history.heads()
    add(history, "reporter", {"v": 1, "type": "consent-withdraw", "all": True}, knows=base)
    add(history, CARE, consent(), knows=base)
    assert folded(history).ledger.rows[0].state(RECEIVED) == "withdrawn"


def test_i6_whoever_changes_their_mind_gives_a_new_row():
    history = begun()
    add(history, CARE, consent())
    add(history, "reporter", {"v": 1, "type": "consent-withdraw", "all": True})
    again = add(history, CARE, consent())
    assert may_share(folded(history), CLINIC, ITEMS, RECEIVED) == Allowed((again,))


def test_i6_a_refusal_overrules_an_older_or_concurrent_yes():
    history = begun()
    base = history.heads()
    add(history, CARE, consent(), knows=base)
    add(history, LOCAL, consent(answer="no", items=["needs"]), knows=base)
    case = folded(history)
    assert may_share(case, CLINIC, ITEMS, RECEIVED) == Denied("refused", ITEMS)


def test_i6_only_victim_care_keeps_the_ledger():
    history = begun()
    add(history, "investigator", consent())
    add(history, "reporter", consent())
    case = folded(history)
    assert case.ledger.rows == ()
    assert kinds(case) == {"not-allowed"}


@pytest.mark.parametrize("reason", [None, "because", "absent"])
def test_i7_vital_interest_needs_a_reason_code_of_its_own(reason):
    history = begun(age_group="child")
    vital = consent(
        basis="vital-interest", given_by="two-people", age_band="6-11", assent="no", reason=reason
    )
    row = add(history, CARE, vital)
    add(history, COLLEAGUE, {"type": "assistance-approve", "names": row})
    assert isinstance(may_share(folded(history), CLINIC, ITEMS, RECEIVED), Denied)


def test_i7_vital_interest_sharing_for_a_child_needs_two_people():
    history = begun(age_group="child")
    vital = consent(
        basis="vital-interest", given_by="two-people", age_band="6-11", assent="no", reason="child-at-risk"
    )
    row = add(history, CARE, vital)
    approve = {"type": "assistance-approve", "names": row}
    assert may_share(folded(history), CLINIC, ITEMS, RECEIVED) == Denied("pending", ITEMS)
    add(history, CARE, approve)
    assert may_share(folded(history), CLINIC, ITEMS, RECEIVED) == Denied("pending", ITEMS)
    add(history, "investigator", approve)
    assert may_share(folded(history), CLINIC, ITEMS, RECEIVED) == Denied("pending", ITEMS)
    add(history, COLLEAGUE, approve)
    assert may_share(folded(history), CLINIC, ITEMS, RECEIVED) == Allowed((row,))


@pytest.mark.parametrize(
    ("band", "given_by", "assent", "counts"),
    [
        ("0-5", "caregiver", "not-needed", True),
        ("0-5", "child", "not-needed", False),
        ("6-11", "caregiver", "yes", True),
        ("6-11", "caregiver", "no", False),
        ("12-14", "caregiver", "yes", True),
        ("12-14", "person", "yes", False),
        ("15-17", "child-and-caregiver", "yes", True),
        ("15-17", "child", "yes", False),
        ("adult", "person", "not-needed", False),
    ],
)
def test_i7_who_agrees_for_a_child_goes_by_age(band, given_by, assent, counts):
    history = begun(age_group="child")
    add(history, CARE, consent(age_band=band, given_by=given_by, assent=assent))
    case = folded(history)
    assert isinstance(may_share(case, CLINIC, ITEMS, RECEIVED), Allowed if counts else Denied)
    assert ("consent-invalid" in kinds(case)) is not counts


def test_i7_without_a_safe_caregiver_a_trusted_adult_and_two_signatures():
    history = begun(age_group="child")
    row = add(
        history,
        CARE,
        consent(
            basis="caregiver-exception",
            given_by="trusted-adult",
            reason="reported",
            age_band="6-11",
            assent="yes",
        ),
    )
    assert may_share(folded(history), CLINIC, ITEMS, RECEIVED) == Denied("pending", ITEMS)
    add(history, COLLEAGUE, {"type": "assistance-approve", "names": row})
    assert may_share(folded(history), CLINIC, ITEMS, RECEIVED) == Allowed((row,))
