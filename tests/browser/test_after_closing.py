"""After the end of a case: six questions that nobody can tie to it, and a complaint that its team can't read."""

import time

import pytest
from playwright.sync_api import expect

from crypto import case_code, reporter_keys
from crypto.survey import StatisticsRow, open_survey
from portal.store.engine import Store
from portal.store.models import SurveyRow
from tests.browser import reporting
from tests.support import walk

pytestmark = pytest.mark.browser

ANSWERS = ("yes", "partly", "no", "yes", "no", "partly")
ENDING = {"status": "closed", "note": "", "sent_at": "", "outcome": "UNSUB", "decision": "ab" * 32}


@pytest.fixture(scope="module")
def store(stack):
    """The portal's database."""
    store = Store(f"sqlite:///{stack.folder / 'portal' / 'portal.db'}")
    yield store
    store.close()


@pytest.fixture
def closed(stack, store):
    """The code of a case that was closed, as digits."""
    story = f"Told at {time.monotonic_ns()}."
    code = reporting.stored(stack, story)
    desk = stack.desk("investigator")
    case = next(case for case in desk.cases() if case.bodies[1].get("story") == story)
    desk.write(case, {"type": "status", **ENDING})
    return code


def rows(store):
    with store.reading() as session:
        return [dict(row) for row in session.execute(SurveyRow.__table__.select()).mappings()]


def opened(stack, record):
    organisation = stack.organisation
    officer = organisation.one("statistics-officer")
    seed = organisation.current(officer).seed
    return open_survey(StatisticsRow.parse(record), officer.id, seed, organisation.deployment).answers


def choose(page, answers):
    groups = page.get_by_test_id("survey").get_by_role("group")
    expect(groups).to_have_count(len(answers))
    for at, answer in enumerate(answers):
        group = groups.nth(at)
        group.get_by_role("radio").nth(("yes", "partly", "no").index(answer)).check()


def watched(page):
    """Every request of the page from now on."""
    sent = []

    def note(request):
        sent.append(request)

    page.on("request", note)
    return sent


def secrets_of(stack, code):
    """What would tie something to the case: its id, the keys of its mailbox, the code itself."""
    deployment = stack.organisation.deployment
    keys = reporter_keys.derive(case_code.stretch(case_code.decode(code, deployment), deployment), deployment)
    return keys, [keys.own_case_id, keys.auth_vk, keys.sign_vk, keys.kem_pk, "".join(code.split()).encode()]


def test_six_answers_after_the_end_reach_the_officers_and_nothing_ties_them_to_the_case(
    stack, store, page, closed
):
    before = rows(store)
    reporting.unlock(page, stack, closed)
    page.get_by_test_id("offer-survey").click()
    expect(page.get_by_test_id("survey")).to_contain_text("Your answers are not tied to your case")
    choose(page, ANSWERS)
    sent = watched(page)
    page.get_by_test_id("send-survey").click()
    expect(page.get_by_test_id("survey-thanks")).to_be_visible()
    # Two requests, alike for everybody: the officers' keys, and one row of one size. No log-in, no cookie, no address.
    paths = [request.url.removeprefix(stack.url) for request in sent]
    assert paths == ["/api/v1/statistics", "/api/v1/surveys"]
    for request in sent:
        assert not {"authorization", "cookie", "referer"} & set(request.all_headers())
    body = sent[1].post_data_buffer
    _, secrets = secrets_of(stack, closed)
    for secret in secrets:
        assert secret not in body
        assert secret.hex().encode() not in body
    # One row, of which the portal knows an id of its own, a day and ciphertext.
    [row] = [one for one in rows(store) if one not in before]
    assert set(row) == {"row_id", "received_day", "record"}
    assert row["record"] == body
    assert not any(secret in bytes(row["record"]) + row["row_id"] for secret in secrets)
    assert opened(stack, body) == (1, 2, 3, 1, 3, 2)
    # Asked once: what was sent is not offered again, and the case still works.
    expect(page.get_by_test_id("send-survey")).to_have_count(0)
    expect(page.get_by_test_id("case-status")).to_contain_text("Closed")


def test_every_row_is_one_size_and_an_empty_one_is_not_sent(stack, store, page, closed):
    before = rows(store)
    reporting.unlock(page, stack, closed)
    page.get_by_test_id("offer-survey").click()
    page.get_by_test_id("send-survey").click()
    expect(page.get_by_test_id("survey")).to_contain_text("Please choose an answer first")
    assert rows(store) == before
    groups = page.get_by_test_id("survey").get_by_role("group")
    groups.nth(5).get_by_role("radio").nth(2).check()
    # A second click while the first is under way sends nothing more.
    page.get_by_test_id("send-survey").dblclick()
    expect(page.get_by_test_id("survey-thanks")).to_be_visible()
    [row] = [one for one in rows(store) if one not in before]
    assert opened(stack, row["record"]) == (0, 0, 0, 0, 0, 3)
    assert {len(one["record"]) for one in rows(store)} == {len(row["record"])}


def test_without_a_script_it_is_a_page_of_its_own_that_is_told_of_no_case(stack, store, chromium, closed):
    before = rows(store)
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    plain = context.new_page()
    try:
        plain.goto(f"{stack.url}/en/basic/case")
        plain.get_by_test_id("code-input").fill(closed)
        plain.get_by_test_id("unlock-case").click()
        with context.expect_page() as opening:
            plain.get_by_test_id("survey-link").click()
        survey = opening.value
        sent = watched(survey)
        choose(survey, ANSWERS)
        survey.get_by_test_id("send-survey").click()
        expect(survey.get_by_test_id("survey-thanks")).to_be_visible()
        assert [request.url for request in sent if request.method == "POST"] == [f"{stack.url}/en/survey"]
        for request in sent:
            headers = request.all_headers()
            assert "cookie" not in headers
            assert "basic" not in headers.get("referer", "")
        [row] = [one for one in rows(store) if one not in before]
        assert opened(stack, row["record"]) == (1, 2, 3, 1, 3, 2)
        assert survey.locator("html").bounding_box()["width"] <= 320
    finally:
        context.close()


def test_a_complaint_locks_out_the_teams_and_leaves_no_trace_in_the_address(stack, page, closed):
    reporting.unlock(page, stack, closed)
    page.get_by_test_id("complain").locator("summary").click()
    page.get_by_test_id("complain-now").click()
    page.get_by_test_id("next").wait_for()
    assert page.url == f"{stack.url}/en/report"
    expect(page.get_by_test_id("about-us")).to_contain_text(
        "Then only the people who check our work can read it"
    )
    ticked = page.locator("#conflicts input:checked").evaluate_all("all => all.map((one) => one.value)")
    assert ticked == ["investigation-office", "ethics", "feedback-team"]
    story = f"Nobody wrote to me, {time.monotonic_ns()}."
    walk.walk_to_submit(page, story, categories=("RET",))
    review = page.locator("main").inner_text()
    assert "The oversight body" in review
    assert "The people who look into it" not in review
    walk.send(page)
    for role, reads in (("oversight", True), ("investigator", False), ("ethics-officer", False)):
        found = [body for case in stack.desk(role).cases() for body in case.bodies.values()]
        assert any(body.get("story") == story for body in found) is reads


def test_a_report_that_is_no_complaint_has_nobody_ticked(stack, page):
    reporting.start(page, stack)
    expect(page.get_by_test_id("about-us")).to_be_hidden()
    assert page.locator("#conflicts input:checked").count() == 0
