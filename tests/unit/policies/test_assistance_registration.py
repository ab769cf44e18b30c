"""I8: help to others is not reduced. No help can be tied to a registration, and asking changes nothing else."""

import dataclasses
import types
import typing

import pytest

from policies.acts import ACT_TYPES
from policies.assistance_request import AssistanceRequest
from policies.consent_ledger import Ledger
from policies.episode import Episode
from policies.plan_shown import Plan
from policies.referral_track import Referral
from policies.safeguards import Safeguards
from tests.unit.policies.assistance_histories import (
    CARE,
    CLINIC,
    COLLEAGUE,
    POLICIES,
    add,
    begun,
    care_for,
    consent,
    day,
    folded,
    kinds,
    referral,
    tick,
)
from tests.unit.policies.histories import status

# What ties a person to a list of those who get aid, and what somebody would do with the tie.
LINKS = {
    "registration": "HH-1234",
    "household": "HH-1234",
    "beneficiary": "B-77",
    "beneficiary_id": "B-77",
    "ration_card": "R-9",
    "case_number": "IOM-2026-44",
    "reduces_other_help": True,
    "entitlements": ["food"],
}
TIES = (
    "registration",
    "household",
    "beneficiary",
    "ration",
    "entitlement",
    "id_number",
    "other_help",
    "assistance_card",
)


def everything_done(**links):
    """One of each act of help, each carrying `links` beside its own fields."""
    history = begun(**links)
    care_for(history, "offered", "consented", "needs-agreed")
    written = {"episode"}

    def write(who, body, **more):
        written.add(body["type"])
        return add(history, who, {**body, **links}, **more)

    write(CARE, {"v": 1, "type": "episode-step", "step": "explained", "done": True})
    row = write(CARE, consent())
    vital = {"basis": "vital-interest", "given_by": "two-people", "reason": "danger-to-life"}
    second = write(CARE, consent(recipient="other", **vital))
    write(COLLEAGUE, {"v": 1, "type": "assistance-approve", "names": second})
    made = write(CARE, referral())
    write(CARE, tick(made, "sent"))
    places = dict.fromkeys(("place", "proof", "seed"), "ab" * 32)
    write(CARE, {"v": 1, "type": "packet", "referral": made, "until": day(20), **places})
    write(CARE, tick(made, "answered", value="accepted"))
    write(CARE, {"v": 1, "type": "followup", "referral": made, "day": 1, "outcome": "well", "on": day(3)})
    contact = {"with": "person", "way": "phone", "outcome": "reached", "on": day(2)}
    write(CARE, {"v": 1, "type": "contact", **contact})
    write(CARE, {"v": 1, "type": "child-alert", "on": day(1)})
    write(CARE, {"v": 1, "type": "best-interest", "decision": "share", "reason": "unsafe", "on": day(1)})
    write(CARE, {"v": 1, "type": "gap", "sector": "SHE", "place": "East", "on": day(2)})
    shown = {
        "id": row,
        "kind": "consent",
        "organisation": "Clinic",
        "items": ["needs"],
        "until": day(9),
        **links,
    }
    write(CARE, {"v": 1, "type": "plan-shown", "state": "arranging", "items": [shown]})
    write("reporter", {"v": 1, "type": "receipt", "referral": made, "received": True})
    write("reporter", {"v": 1, "type": "consent-withdraw", "consents": [row]})
    role = {"to": "ab" * 16, "to_role": "psea-officer"}
    write(CARE, {"v": 1, "type": "handover", **role})
    return history, written


def test_i8_a_link_in_any_act_of_help_reaches_nothing():
    """Each act of help is there, so that a new one fails here until somebody has thought of it."""
    plain, written = everything_done()
    linked, _ = everything_done(**LINKS)
    assert written == {name for name, act in ACT_TYPES.items() if act.lanes == (3,)}
    before, after = folded(plain), folded(linked)
    assert before.problems == after.problems == ()
    assert before == after


def test_i8_what_is_kept_of_the_help_has_no_place_for_a_link():
    """Every field of everything that the fold keeps of lane 3, down to the last part."""
    kept = {
        f"{one.__name__}.{field.name}"
        for one in parts(AssistanceRequest, Episode, Ledger, Referral, Plan, Safeguards)
        for field in dataclasses.fields(one)
    }
    assert len(kept) > 80
    assert [name for name in kept if any(tie in name.lower() for tie in TIES)] == []


def parts(*roots):
    """The dataclasses that stand in the fields of others."""
    found, waiting = set(), list(roots)
    while waiting:
        one = waiting.pop()
        if dataclasses.is_dataclass(one) and one not in found:
            found.add(one)
            waiting += typing.get_type_hints(one).values()
        waiting += [part for part in typing.get_args(one) if not isinstance(part, str)]
        if isinstance(one, types.UnionType):
            waiting += one.__args__
    return found


@pytest.mark.parametrize("item", ["registration-number", "household", "ration-card", "beneficiary"])
def test_i8_no_consent_can_name_a_registration(item):
    assert not any(tie in one.id for one in POLICIES.consent.items for tie in TIES)
    history = begun()
    add(history, CARE, consent(items=[item]))
    add(history, CARE, referral(items=[item]))
    case = folded(history)
    assert (case.ledger.rows, case.referrals, kinds(case)) == ((), (), {"malformed"})


@pytest.mark.parametrize("text", ["HH-1234567", "Her registration number is 4455-889-1203"])
def test_i8_a_number_that_looks_like_one_is_held_back_from_notes(text):
    assert POLICIES.never_record.check(text)


@pytest.mark.parametrize(
    "answers",
    [
        {"wants_support": "no"},
        {"wants_support": "yes", "needs": ["MED", "MAT"], "consents": {"statistics": "yes"}},
        {"already_referred": "yes", "wants_support": "yes", "harmed_person": "someone-else"},
    ],
)
def test_i8_asking_for_help_or_not_changes_nothing_of_what_is_done_with_the_report(answers):
    def case_with(**given):
        history = begun(category="FRD", **given)
        history.add("investigator", status("investigating"))
        return folded(history)

    plain, asked = case_with(wants_support="not-asked"), case_with(**answers)
    outside = {
        name: getattr(asked, name)
        for name in (
            "report",
            "category",
            "tier",
            "status",
            "stage",
            "waiting",
            "holders",
            "work",
            "decision",
        )
    }
    assert outside == {name: getattr(plain, name) for name in outside}


def test_i8_a_service_is_chosen_without_a_link_to_other_help():
    snapshot = referral()["entry"]
    history = begun()
    add(history, CARE, referral(entry={**snapshot, **LINKS, "entry": CLINIC}))
    (made,) = folded(history).referrals
    assert not any(str(value) in repr(made) for value in LINKS.values() if isinstance(value, str))
