"""The work on a case: assessment, tasks, plan, questions. Merging by rules, never by clock."""

import pytest

from policies import load
from policies.fold import fold
from tests.unit.policies.histories import History, answer, assessment, member, question

POLICIES = load()
INVESTIGATOR, HEAD, COLLEAGUE = "investigator", "head-of-investigations", ("investigator", 1)


@pytest.fixture
def history():
    made = History()
    made.genesis()
    return made


def folded(history):
    return fold(history.records(), POLICIES)


def task(text="Ask for the list", due="2026-12-01", owner=INVESTIGATOR):
    return {"v": 1, "type": "task", "text": text, "owner": member(owner), "due": due}


def move(task_id, state):
    return {"v": 1, "type": "task-state", "task": task_id, "state": state}


def test_an_assessment_is_coded_and_the_last_one_counts(history):
    history.add(INVESTIGATOR, assessment("more-information", region="unknown"))
    history.add(HEAD, assessment("investigate", region="mena"))
    found = folded(history).work.assessment
    assert (found.decision, found.region) == ("investigate", "mena")


def test_two_assessments_at_once_disagree_until_somebody_settles_it(history):
    base = history.heads()
    history.add(INVESTIGATOR, assessment("investigate"), knows=base)
    history.add(COLLEAGUE, assessment("refer"), knows=base)
    work = folded(history).work
    assert (work.assessment, len(work.assessments)) == (None, 2)
    history.add(HEAD, assessment("refer"))
    assert folded(history).work.assessment.decision == "refer"


def test_two_who_code_alike_do_not_disagree(history):
    base = history.heads()
    history.add(INVESTIGATOR, assessment(reasons="one"), knows=base)
    history.add(COLLEAGUE, assessment(reasons="two"), knows=base)
    assert folded(history).work.assessment is not None


@pytest.mark.parametrize("field", ["decision", "region", "subject", "channel"])
def test_a_code_outside_the_policy_is_none(history, field):
    history.add(INVESTIGATOR, {**assessment(), field: "invented"})
    assert folded(history).work.assessments == ()
    assert [problem.kind for problem in folded(history).problems] == ["malformed"]


def test_a_task_is_open_until_it_is_done(history):
    made = history.add(HEAD, task())
    assert [(one.text, one.state) for one in folded(history).work.open_tasks] == [
        ("Ask for the list", "open")
    ]
    history.add(INVESTIGATOR, move(made, "done"))
    assert folded(history).work.open_tasks == ()
    history.add(HEAD, move(made, "open"))
    assert len(folded(history).work.open_tasks) == 1


def test_while_two_disagree_a_task_stays_open(history):
    made = history.add(HEAD, task())
    base = history.heads()
    history.add(INVESTIGATOR, move(made, "done"), knows=base)
    history.add(HEAD, move(made, "open"), knows=base)
    assert [one.state for one in folded(history).work.tasks] == ["open"]


@pytest.mark.parametrize("fault", [{"due": "2027-02-29"}, {"due": "soon"}, {"text": " "}, {"owner": "me"}])
def test_a_task_needs_a_text_an_owner_and_a_day_that_exists(history, fault):
    history.add(HEAD, {**task(), **fault})
    assert folded(history).work.tasks == ()


def test_steps_of_the_plan_stand_as_somebody_left_them(history):
    for state in ("done", "open", "not-needed"):
        history.add(
            INVESTIGATOR, {"v": 1, "type": "plan-step", "step": "scope", "state": state, "note": state}
        )
    found = folded(history).work.steps
    assert (found["scope"].value, found["scope"].note, set(found)) == ("not-needed", "not-needed", {"scope"})


def test_the_plan_fits_the_case():
    plan = POLICIES.investigation_plan
    money = {step.id for step in plan.steps_for("T2", ["FRD"])}
    abuse = {step.id for step in plan.steps_for("T1", ["SEA-A"])}
    assert abuse - money == {"assistance-offered", "interview-harmed", "child-specialist"}


def test_a_question_waits_until_she_answers_or_says_no(history):
    asked = history.add(INVESTIGATOR, question())
    assert [one.state for one in folded(history).questions] == ["open"]
    history.add("reporter", answer(asked, "", declined=True))
    assert [one.state for one in folded(history).questions] == ["declined"]
    history.add("reporter", answer(asked))
    assert [one.state for one in folded(history).questions] == ["answered"]
    assert [one.kind for one in folded(history).messages] == ["question", "declined", "answer"]


def test_an_answer_in_another_conversation_answers_nothing(history):
    asked = history.add(INVESTIGATOR, question())
    history.add("reporter", answer(asked), lane=2)
    assert [one.state for one in folded(history).questions] == ["open"]
