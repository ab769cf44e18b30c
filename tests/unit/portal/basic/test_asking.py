"""Answering a question and asking for a review, without a script."""

import pytest

from tests.support.basic_portal import stored_reports
from tests.support.member_desk import Desk

ANSWER, REVIEW = "/en/basic/answer", "/en/basic/review"
LONG = "Line one.\n\nLine three <b>&amp;</b> نعم"


@pytest.fixture
def member(portal):
    return lambda role="investigator": Desk(
        portal.app.test_client(), portal.organisation, portal.organisation.one(role)
    )


@pytest.fixture
def asked(visitor, member):
    """Her code, and her case with one open question."""
    code = visitor.report().one("case-code-digits")
    question = {"type": "question", "text": "Which <days>?", "sent_at": "", "role": "investigator"}
    desk = member()
    desk.write(1, question)
    desk.write(1, {"type": "status", "status": "info_requested", "note": "", "sent_at": ""})
    return code, visitor.open(code), desk


@pytest.fixture
def closed(visitor, member):
    """Her code, and her case as it was closed."""
    code = visitor.report().one("case-code-digits")
    ending = {"status": "closed", "note": "", "sent_at": "", "outcome": "UNSUB", "decision": "ab" * 32}
    member().write(1, {"type": "status", **ending})
    return code, visitor.open(code)


def said(portal):
    """How many entries the portal stores."""
    with portal.services.store.reading() as session:
        return session.exec_driver_sql("SELECT count(*) FROM records").scalar_one()


def test_an_answer_closes_the_question_and_pressing_twice_sends_it_once(visitor, portal, asked):
    _, case, _ = asked
    assert "Which <days>?" in case.one("question")
    before = said(portal)
    page = visitor.post(case.form_of(ANSWER), text=LONG)
    assert "question" not in page.texts
    assert " ".join(LONG.split()) in " ".join(page.texts["message"][-1].split())
    assert "We have your answer" in visitor.get("/en/basic/case").one("case-status")
    again = visitor.post(case.form_of(ANSWER), text=LONG)
    assert len(again.texts["message"]) == len(page.texts["message"])
    assert said(portal) == before + 1


def test_she_may_say_no_and_what_she_had_typed_is_not_sent(visitor, asked):
    _, case, desk = asked
    page = visitor.post(case.form_of(ANSWER), text="Half a thought", declined="y")
    assert page.status == 200
    assert "question" not in page.texts
    assert "Half a thought" not in page.text
    desk.write(1, {"type": "status", "status": "assessing", "note": "", "sent_at": ""})
    assert "integrity" not in visitor.get("/en/basic/case").texts


@pytest.mark.parametrize("text", ["", " \n ", "x" * 20_001])
def test_an_answer_that_cannot_be_sent_stays_in_its_field(visitor, portal, asked, text):
    _, case, _ = asked
    before = said(portal)
    page = visitor.post(case.form_of(ANSWER), text=text)
    assert page.status == 400
    assert page.form_of(ANSWER).values["text"] == [text]
    assert "problem" in page.texts
    assert said(portal) == before


@pytest.mark.parametrize("broken", ["csrf_token", "ticket"])
def test_a_stale_page_keeps_the_answer(visitor, asked, broken):
    _, case, _ = asked
    page = visitor.post(case.form_of(ANSWER), text=LONG, **{broken: "stale"})
    assert page.status == 400
    assert page.form_of(ANSWER).values["text"] == [LONG]


@pytest.mark.parametrize("question", ["", "cd" * 32, "no question"])
def test_a_question_that_nobody_asked_is_not_answered(visitor, portal, asked, question):
    _, case, _ = asked
    before = said(portal)
    page = visitor.post(case.form_of(ANSWER), text=LONG, question=question)
    assert page.status == 400
    assert said(portal) == before


def test_an_answer_typed_while_the_case_closed_itself_is_kept(visitor, portal, asked):
    code, case, _ = asked
    portal.clock.advance(minutes=31)
    page = visitor.post(case.form_of(ANSWER), text=LONG)
    assert page.status == 403
    assert "question" not in page.texts
    opened = visitor.post(page.form_of("/en/basic/case"), code=code)
    assert opened.form_of("/en/basic/reply").values["text"] == [LONG]


def test_a_review_is_asked_for_once_with_a_reason(visitor, portal, closed):
    _, case = closed
    before = said(portal)
    page = visitor.post(case.form_of(REVIEW), text=LONG, ground=None)
    assert page.status == 400
    assert page.form_of(REVIEW).values["text"] == [LONG]
    assert said(portal) == before
    assert visitor.post(case.form_of(REVIEW), ground="because", text=LONG).status == 400
    page = visitor.post(case.form_of(REVIEW), ground="bias", text=LONG)
    assert page.status == 200
    assert "ask-review" not in page.texts
    again = visitor.post(case.form_of(REVIEW), ground="bias", text=LONG)
    assert again.status == 400
    assert "You asked for a review" in again.one("problem")
    assert said(portal) == before + 1


@pytest.mark.parametrize("lane", ["2", "0", "x", ""])
def test_a_review_of_what_is_not_hers_is_not_asked_for(visitor, portal, closed, lane):
    _, case = closed
    before = said(portal)
    page = visitor.post(case.form_of(REVIEW), ground="bias", text="", lane=lane)
    assert page.status == 400
    assert said(portal) == before


def test_before_the_end_there_is_nothing_to_review(visitor, portal, asked):
    _, case, _ = asked
    assert "ask-review" not in case.texts
    before = said(portal)
    form = case.form_of("/en/basic/reply")
    form.action = REVIEW
    page = visitor.post(form, ground="bias", text="", lane="1")
    assert page.status == 400
    assert said(portal) == before


def test_both_need_an_open_case(portal, asked):
    _, case, _ = asked
    stranger = portal.visitor()
    stranger.get("/en/basic/case")
    page = stranger.post(case.form_of(ANSWER), text=LONG)
    assert page.status in {400, 403}
    assert "thread" not in page.texts


def test_nothing_is_awaited_any_more_where_a_case_is_closed(portal, closed):
    _, case = closed
    assert case.one("thread").strip() == "There are no messages."
    visitor = portal.visitor()
    still_open = visitor.open(visitor.report().one("case-code-digits"))
    assert still_open.one("thread").strip() == "There are no messages yet."


def test_a_complaint_about_us_locks_out_the_teams_that_work_on_reports(visitor, portal, closed):
    _, case = closed
    assert "complain" in case.texts
    form = next(one for one in case.forms if one.action == "/en/basic/report")
    page = visitor.post(form, step="about-us")
    assert "only the people who check our work can read it" in page.one("about-us")
    written = page.form_of("/en/basic/report")
    assert written.values["conflicts"] == ["investigation-office", "ethics", "feedback-team"]
    review = visitor.post(written, story="Nobody wrote to me.", categories=["RET"], step="review")
    assert "The oversight body" in review.text
    assert "The people who look into it" not in review.text
    visitor.post(review.forms[0], step="send")
    organisation, sent = portal.organisation, stored_reports(portal)[-1]
    assert organisation.readers(sent, 1) | organisation.readers(sent, 2) == {"oversight"}
