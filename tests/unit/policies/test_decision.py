"""How a case ends: who may approve, what may close it, who may look again."""

import pytest

from policies import load
from policies.fold import fold
from tests.unit.policies.histories import (
    History,
    default_bodies,
    member,
    outcome,
    review,
    review_request,
    status,
)

POLICIES = load()
HEAD, INVESTIGATOR, OVERSIGHT = "head-of-investigations", "investigator", "oversight"
COLLEAGUE = ("investigator", 1)


@pytest.fixture
def history():
    made = History()
    made.genesis()
    return made


def folded(history):
    return fold(history.records(), POLICIES)


def decision(history):
    return folded(history).decision


def kinds(history):
    return [problem.kind for problem in folded(history).problems]


def approve(history, who, proposal, **how):
    return history.add(who, {"v": 1, "type": "approve", "outcome": proposal}, **how)


def send_back(history, who, proposal, **how):
    return history.add(who, {"v": 1, "type": "send-back", "outcome": proposal, "reason": "More."}, **how)


def assign(history, to, who=HEAD):
    return history.add(who, {"v": 1, "type": "assign", "to": member(to)})


def test_somebody_else_approves(history):
    proposal = history.add(INVESTIGATOR, outcome("SUB"))
    assert (decision(history).approved, decision(history).current.missing) == (None, 1)
    approve(history, HEAD, proposal)
    assert decision(history).approved.approvals == (member(HEAD),)


def test_nobody_approves_their_own(history):
    proposal = history.add(HEAD, outcome("SUB"))
    approve(history, HEAD, proposal)
    assert decision(history).approved is None
    assert kinds(history) == ["own-approval"]


def test_whoever_was_assigned_does_not_approve_not_even_when_assigned_beside_it(history):
    proposal = history.add(INVESTIGATOR, outcome("SUB"))
    base = history.heads()
    approve(history, HEAD, proposal, knows=base)
    assert decision(history).approved is not None
    history.add(COLLEAGUE, {"v": 1, "type": "assign", "to": member(HEAD)}, knows=base)
    assert decision(history).approved is None


def test_an_assignment_in_knowledge_of_the_approval_takes_nothing_back(history):
    proposal = history.add(INVESTIGATOR, outcome("SUB"))
    approve(history, HEAD, proposal)
    assign(history, HEAD)
    assert decision(history).approved is not None


def test_knowingly_false_takes_two_others(history):
    proposal = history.add(INVESTIGATOR, outcome("MAL"))
    approve(history, HEAD, proposal)
    approve(history, HEAD, proposal)
    assert decision(history).current.missing == 1
    approve(history, OVERSIGHT, proposal)
    assert decision(history).approved is not None


def test_an_investigator_may_not_approve(history):
    proposal = history.add(INVESTIGATOR, outcome("SUB"))
    approve(history, COLLEAGUE, proposal)
    assert decision(history).approved is None
    assert kinds(history) == ["not-allowed"]


def test_an_approval_must_have_seen_what_it_approves(history):
    base = history.heads()
    proposal = history.add(INVESTIGATOR, outcome("SUB"), knows=base)
    approve(history, HEAD, proposal, knows=base)
    assert decision(history).approved is None


def test_sent_back_beats_a_concurrent_approval_until_there_is_a_new_proposal(history):
    proposal = history.add(INVESTIGATOR, outcome("SUB"))
    base = history.heads()
    approve(history, HEAD, proposal, knows=base)
    send_back(history, OVERSIGHT, proposal, knows=base)
    assert decision(history).current.state == "sent-back"
    again = history.add(INVESTIGATOR, outcome("PSUB"))
    approve(history, HEAD, again)
    assert [one.state for one in decision(history).proposals] == ["superseded", "approved"]


def test_two_proposals_at_once_decide_nothing(history):
    base = history.heads()
    first = history.add(INVESTIGATOR, outcome("SUB"), knows=base)
    history.add(COLLEAGUE, outcome("UNSUB"), knows=base)
    approve(history, HEAD, first)
    assert (decision(history).current, decision(history).approved) == (None, None)
    settled = history.add(INVESTIGATOR, outcome("PSUB"))
    approve(history, HEAD, settled)
    assert decision(history).approved.code == "PSUB"


def test_a_report_without_urgency_may_be_ended_alone_only_without_an_inquiry(history):
    history.add(INVESTIGATOR, outcome("INSUF"))
    assert decision(history).approved.code == "INSUF"
    history.add(INVESTIGATOR, outcome("UNSUB"))
    assert decision(history).approved is None


def test_an_urgent_report_is_never_ended_alone():
    bodies = default_bodies()
    bodies[5] |= {"categories": ["SEA-E"], "tier": "T1"}
    history = History()
    history.genesis(bodies)
    history.add(INVESTIGATOR, outcome("INSUF"))
    assert decision(history).approved is None


def test_sexual_exploitation_is_never_settled_informally(history):
    history.add(HEAD, {"v": 1, "type": "category", "categories": ["SEA-E"]})
    proposal = history.add(INVESTIGATOR, outcome("RESV"))
    approve(history, HEAD, proposal)
    # Coding the category away afterwards changes nothing.
    history.add(HEAD, {"v": 1, "type": "category", "categories": ["HAR"]})
    assert decision(history).approved is None
    assert "informal-barred" in kinds(history)


def test_closing_must_name_an_approved_outcome(history):
    history.add(HEAD, status("closed"))
    assert "closed-without-outcome" in kinds(history)


@pytest.mark.parametrize(("named", "fault"), [("SUB", False), ("UNSUB", True)])
def test_the_closing_says_what_was_approved(history, named, fault):
    proposal = history.add(INVESTIGATOR, outcome("SUB"))
    approve(history, HEAD, proposal)
    history.add(HEAD, status("closed", outcome=named, decision=proposal))
    assert ("closed-without-outcome" in kinds(history)) is fault


def test_after_a_reopening_the_old_outcome_closes_nothing_more(history):
    proposal = history.add(INVESTIGATOR, outcome("SUB"))
    approve(history, HEAD, proposal)
    told = status("closed", outcome="SUB", decision=proposal)
    history.add(HEAD, told)
    assert kinds(history) == []
    history.add(OVERSIGHT, status("reopened"))
    assert (decision(history).current.state, decision(history).approved) == ("spent", None)
    history.add(HEAD, told)
    assert kinds(history) == ["closed-without-outcome"]


def closed_case(history):
    assign(history, INVESTIGATOR)
    proposal = history.add(INVESTIGATOR, outcome("UNSUB"))
    approve(history, HEAD, proposal)
    history.add(HEAD, status("closed", outcome="UNSUB", decision=proposal))
    return history.add("reporter", review_request())


@pytest.mark.parametrize("who", [HEAD, OVERSIGHT])
def test_only_somebody_else_decides_a_review(history, who):
    asked = closed_case(history)
    assert folded(history).waiting == "us"
    history.add(who, review(asked, "reopened"))
    found = decision(history).review
    assert (found.state, "same-reviewer" in kinds(history)) == (
        ("requested", True) if who == HEAD else ("reopened", False)
    )


def test_whoever_takes_the_review_over_may_decide_it(history):
    asked = closed_case(history)
    assign(history, OVERSIGHT)
    history.add(OVERSIGHT, review(asked, "upheld"))
    assert decision(history).review.state == "upheld"


def test_open_again_beats_it_stays(history):
    asked = closed_case(history)
    base = history.heads()
    history.add(OVERSIGHT, review(asked, "upheld"), knows=base)
    history.add((OVERSIGHT, 1), review(asked, "reopened"), knows=base)
    assert decision(history).review.state == "reopened"


def test_there_is_one_review(history):
    asked = closed_case(history)
    history.add("reporter", review_request("procedure"))
    assert decision(history).review_of(1).event_id == asked
    assert decision(history).review_of(2) is None


def test_a_review_before_the_end_is_none(history):
    history.add("reporter", review_request())
    assert (decision(history).review, kinds(history)) == (None, ["review-too-early"])
