"""Whatever goes wrong: a clear sentence, a way on, and the text still on the page."""

import datetime as dt
import json
import re

import pytest
from playwright.sync_api import expect

from crypto import intake, keyring
from tests.browser import reporting
from tests.support import walk
from tests.support.organisation import Organisation, today

pytestmark = pytest.mark.browser

STORY = "What I wrote must stay."
KEYRING = "**/api/v1/keyring"
INTAKE = "**/api/v1/intake"


def serve(page, pattern, body, status=200):
    page.route(pattern, lambda route: route.fulfill(status=status, body=body))


def says(page, sentence=""):
    """The page's problem, read aloud, with this in it."""
    box = page.get_by_test_id("problem")
    expect(box).to_be_visible()
    expect(box).to_have_attribute("role", "alert")
    expect(box).to_contain_text(sentence or re.compile(r"\w"))


def keeps_the_text(page, text=STORY):
    expect(page.get_by_test_id("report-story")).to_have_value(text)


def test_the_server_is_away_and_trying_again_sends_the_same_bytes(stack, page):
    bodies = []
    page.on("request", lambda r: bodies.append(r.post_data_buffer) if r.url.endswith("/reports") else None)
    page.route(reporting.REPORTS, lambda route: route.abort())
    reporting.start(page, stack)
    walk.walk_to_submit(page, STORY)
    page.get_by_test_id("submit-report").click()
    says(page)
    keeps_the_text(page)
    page.unroute(reporting.REPORTS)
    page.get_by_test_id("try-again").click()
    page.get_by_test_id("code-saved").wait_for()
    assert len(bodies) == 2
    assert bodies[0] == bodies[1]


def test_an_answer_that_was_lost_makes_one_case_and_shows_its_code(stack, page):
    """The portal stores the report, its answer is lost, and it then answers that the case exists."""
    answers = []

    def lose_the_first(route):
        if not answers:
            route.fetch()
            route.abort()
        else:
            route.fulfill(status=409, body=json.dumps({"error": "case-exists"}))
        answers.append(route)

    page.route(reporting.REPORTS, lose_the_first)
    reporting.start(page, stack)
    walk.walk_to_submit(page, "Lost on the way back.")
    page.get_by_test_id("submit-report").click()
    page.get_by_test_id("try-again").click()
    page.get_by_test_id("code-saved").wait_for()
    code = page.get_by_test_id("case-code-digits").text_content() or ""
    page.get_by_test_id("code-saved").click()
    reporting.unlock(page, stack, code)
    page.get_by_test_id("case-status").wait_for()
    found = [
        c for c in stack.desk("investigator").cases() if c.bodies[1].get("story") == "Lost on the way back."
    ]
    assert len(found) == 1


def test_a_stale_key_is_sealed_again_by_itself(stack, page):
    bodies = []

    def refuse_once(route):
        bodies.append(route.request.post_data_buffer)
        if len(bodies) == 1:
            route.fulfill(status=409, body=json.dumps({"error": "stale-intake"}))
        else:
            route.continue_()

    page.route(reporting.REPORTS, refuse_once)
    reporting.start(page, stack)
    walk.walk_to_submit(page, STORY)
    page.get_by_test_id("submit-report").click()
    page.get_by_test_id("code-saved").wait_for()
    assert len(bodies) == 2
    assert bodies[0] != bodies[1]


def test_a_portal_that_is_never_satisfied_is_given_up_on(stack, page):
    serve(page, reporting.REPORTS, json.dumps({"error": "stale-intake"}), 409)
    reporting.start(page, stack)
    walk.walk_to_submit(page, STORY)
    page.get_by_test_id("submit-report").click()
    says(page)
    keeps_the_text(page)


@pytest.mark.parametrize("story", ["", "   \n\t "])
def test_an_empty_story_is_asked_for(stack, page, story):
    reporting.start(page, stack)
    walk.choose(page, "UNS")
    page.get_by_test_id("next").click()
    page.get_by_test_id("report-story").fill(story)
    page.get_by_test_id("next").click()
    says(page)
    expect(page.get_by_test_id("report-story")).to_have_attribute("aria-invalid", "true")
    page.get_by_test_id("report-story").fill("Something.")
    expect(page.get_by_test_id("problem")).to_be_hidden()
    expect(page.get_by_test_id("report-story")).not_to_have_attribute("aria-invalid", "true")


def test_no_category_is_asked_for(stack, page):
    reporting.start(page, stack)
    page.get_by_test_id("next").click()
    says(page)
    walk.choose(page, "UNS")
    expect(page.get_by_test_id("problem")).to_be_hidden()


def test_a_story_over_the_limit_is_said_before_sealing_and_stays(stack, page):
    reporting.start(page, stack)
    walk.choose(page, "UNS")
    page.get_by_test_id("next").click()
    story = "𝄞" * 50_001
    page.get_by_test_id("report-story").fill(story)
    page.get_by_test_id("next").click()
    says(page, "50,000")
    keeps_the_text(page, story)


def small(organisation):
    """The same people, but only one of the investigators has a key at hand."""
    lonely = [p for p in organisation.recipients if p.group != "INV" or p.role == "head-of-investigations"]
    return intake.encode_list([organisation.current(person).key for person in lonely])


def test_a_group_with_one_holder_left_is_not_sealed_to(stack, page):
    serve(page, INTAKE, small(stack.organisation))
    posts = []
    page.on("request", lambda r: posts.append(r) if r.url.endswith("/reports") else None)
    reporting.start(page, stack)
    walk.walk_to_submit(page, STORY)
    page.get_by_test_id("submit-report").click()
    says(page, "Call 555.")
    keeps_the_text(page)
    assert posts == []


def unsigned(organisation: Organisation) -> bytes:
    size = int.from_bytes(organisation.container[4:8], "big")
    return organisation.container[: 8 + size] + bytes(64) + b"\x00"


def altered(organisation: Organisation) -> bytes:
    return organisation.container.replace(b'"role":"oversight"', b'"role":"oversighT"')


def foreign(organisation: Organisation) -> bytes:
    return keyring.sign_keyring(json.loads(organisation.keyring.document), bytes(range(32)))


def with_dates(organisation: Organisation, issued_on: dt.date) -> bytes:
    return organisation.with_keyring(issued_on=issued_on).container


@pytest.mark.parametrize("forge", [unsigned, altered, foreign], ids=["unsigned", "altered", "foreign"])
def test_a_keyring_that_the_root_did_not_sign_is_refused(stack, page, forge):
    serve(page, KEYRING, forge(stack.organisation))
    reporting.start(page, stack)
    walk.walk_to_submit(page, STORY)
    says(page, "Call 555.")
    expect(page.get_by_test_id("submit-report")).to_be_disabled()
    keeps_the_text(page)


def test_a_keyring_older_than_the_page_knows_is_refused(stack, page):
    def raise_floor(route):
        body = route.fetch().text()
        route.fulfill(body=body.replace('"floor":1', '"floor":2'), content_type="text/html")

    page.route("**/en/report", raise_floor)
    reporting.start(page, stack)
    walk.walk_to_submit(page, STORY)
    says(page, "old list")
    expect(page.get_by_test_id("submit-report")).to_be_disabled()


def test_an_expired_keyring_keeps_the_text_and_names_other_ways(stack, page):
    serve(page, KEYRING, with_dates(stack.organisation, today() - dt.timedelta(days=500)))
    reporting.start(page, stack)
    walk.walk_to_submit(page, STORY)
    page.get_by_test_id("day-right").click()
    says(page, "Call 555.")
    keeps_the_text(page)


def test_a_device_with_a_wrong_date_is_asked_which_day_it_is(stack, page):
    page.clock.install(time=dt.datetime.now(dt.UTC) - dt.timedelta(days=3_000))
    page.goto(f"{stack.url}/en/report")
    walk.walk_to_submit(page, STORY)
    page.get_by_test_id("day-wrong").click()
    page.get_by_test_id("right-day").fill(today().isoformat())
    page.get_by_test_id("use-day").click()
    page.get_by_test_id("report-readers").get_by_role("listitem").first.wait_for()
    page.clock.resume()
    page.get_by_test_id("submit-report").click()
    page.get_by_test_id("code-saved").wait_for()


def test_a_device_whose_date_is_some_days_off_is_asked_too(stack, page):
    page.clock.install(time=dt.datetime.now(dt.UTC) - dt.timedelta(days=12))
    page.goto(f"{stack.url}/en/report")
    walk.walk_to_submit(page, STORY)
    page.clock.resume()
    page.get_by_test_id("submit-report").click()
    page.get_by_test_id("day-wrong").click()
    keeps_the_text(page)
    page.get_by_test_id("right-day").fill(today().isoformat())
    page.get_by_test_id("use-day").click()
    page.get_by_test_id("code-saved").wait_for()


def test_people_whom_the_answers_lock_out_leave_too_few_and_the_page_says_so(stack, page):
    reporting.start(page, stack)
    walk.walk_to_submit(page, STORY, categories=("RET",), conflicts=("ethics", "oversight"))
    says(page)
    expect(page.get_by_test_id("submit-report")).to_be_disabled()
    keeps_the_text(page)


def test_going_back_and_forth_loses_nothing(stack, page):
    reporting.start(page, stack)
    walk.walk_to_submit(page, STORY, categories=("FRD", "SH"), conflicts=("ethics",))
    step = page.locator("#step-count")
    while not page.get_by_test_id("report-category").is_visible():
        here = step.inner_text()
        page.get_by_test_id("back").click()
        expect(step).not_to_have_text(here)
    walk.go_on(page)
    keeps_the_text(page)
    expect(page.get_by_test_id("report-conflict").locator('input[value="ethics"]')).to_be_checked()


def test_a_reload_asks_first_while_there_is_text(stack, page):
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    reporting.start(page, stack)
    walk.walk_to_submit(page, STORY)
    with page.expect_event("dialog"):
        page.evaluate("setTimeout(() => location.reload())")
    assert asked == ["beforeunload"]
    keeps_the_text(page)
