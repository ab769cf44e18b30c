"""Coming back with the code: what it opens, what it never shows, and what a foul portal can't hide."""

import base64
import datetime as dt
import json
import time

import pytest
from playwright.sync_api import expect

from crypto import case_code
from tests.browser import reporting

pytestmark = pytest.mark.browser

MAILBOX = "**/api/v1/mailbox/open"
EVENTS = "**/api/v1/mailbox/events"
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def case_of(stack, story, role="investigator"):
    desk = stack.desk(role)
    return desk, next(case for case in desk.cases() if case.bodies[1].get("story") == story)


def opened(page):
    page.get_by_test_id("case-status").wait_for()


@pytest.fixture
def told(stack):
    """A fresh report: its story and its code as digits."""
    story = f"Told at {time.monotonic_ns()}."
    return story, reporting.stored(stack, story)


def test_answer_and_status_come_to_the_reporter_and_her_reply_goes_back(stack, page, told):
    story, code = told
    reporting.unlock(page, stack, code)
    opened(page)
    expect(page.get_by_test_id("message")).to_have_count(0)
    before = page.get_by_test_id("case-status").inner_text()
    desk, case = case_of(stack, story)
    desk.write(case, {"type": "message", "text": "Was it <b>night</b>?\nشکر 👩‍👩‍👧", "role": "investigator"})
    desk.write(case_of(stack, story)[1], {"type": "status", "status": "assessing"})
    page.get_by_test_id("refresh").click()
    text = page.get_by_test_id("message-text")
    expect(text).to_have_text("Was it <b>night</b>?\nشکر 👩‍👩‍👧")
    assert text.locator("b").count() == 0
    assert text.get_attribute("translate") == "no"
    expect(page.get_by_test_id("case-status")).not_to_have_text(before, use_inner_text=True)
    page.get_by_test_id("reply-text").fill("Yes, at night.")
    page.get_by_test_id("send-reply").click()
    expect(page.get_by_test_id("message")).to_have_count(2)
    expect(page.get_by_test_id("reply-text")).to_have_value("")
    assert desk.messages(case) == ["Yes, at night."]


def test_the_report_itself_is_never_handed_out_or_shown(stack, page, told):
    story, code = told
    with page.expect_response(MAILBOX) as answer:
        reporting.unlock(page, stack, code)
    opened(page)
    assert story not in page.content()
    genesis = answer.value.json()["entries"][0]
    assert not any(genesis["bodies"])
    assert len(genesis["wraps"]) == 1


@pytest.mark.parametrize("form", ["words", "prefixes", "capitals", "digits", "arabic", "spaced"])
def test_the_code_is_taken_in_any_form(stack, page, told, form):
    digits = told[1].replace(" ", "")
    words = case_code.encode_words(case_code.decode(digits, stack.organisation.deployment), "en")
    typed = {
        "words": " ".join(words),
        "prefixes": "-".join(word[:4] for word in words),
        "capitals": "  ".join(words).upper() + "\n",
        "digits": digits,
        "arabic": told[1].translate(ARABIC),
        "spaced": " ".join(digits),
    }[form]
    reporting.unlock(page, stack, typed)
    opened(page)


def test_a_code_that_opens_nothing_gets_one_answer_whatever_is_wrong_with_it(stack, page, told):
    unknown = case_code.encode_digits(case_code.new_code(stack.organisation.deployment))
    mistyped = told[1][:-1] + str((int(told[1][-1]) + 1) % 10)
    seen = []
    for code in (unknown, mistyped, "no such words at all here today", "7"):
        answers = []

        def note(response, answers=answers):
            if "/api/" in response.url:
                answers.append(response)

        page.on("response", note)
        reporting.unlock(page, stack, code)
        box = page.get_by_test_id("problem")
        box.wait_for()
        expect(page.get_by_test_id("code-input")).to_have_value(code)
        page.remove_listener("response", note)
        traffic = [(one.url, one.status, len(one.body())) for one in answers]
        seen.append((box.inner_text(), traffic))
    assert all(one == seen[0] for one in seen[1:])


def test_no_other_language_is_offered_while_a_new_code_stands_on_the_page(stack, page, told):
    _story, code = told
    languages = page.get_by_test_id("languages")
    reporting.unlock(page, stack, code)
    opened(page)
    for button in ("keep-code", "code-saved"):
        if button == "keep-code":
            page.get_by_text("Change my code").click()
        expect(languages).to_be_visible()
        page.get_by_test_id("replace-code").click()
        page.get_by_test_id("code-saved").wait_for()
        expect(languages).to_be_hidden()
        page.get_by_test_id(button).click()
        expect(languages).to_be_visible()
        expect(page.get_by_test_id("case-code-words")).to_have_count(0)
    expect(page.get_by_test_id("code-replaced")).to_be_visible()


def test_a_replaced_code_opens_nothing_and_the_new_one_opens_all(stack, page, told):
    story, code = told
    desk, case = case_of(stack, story)
    desk.write(case, {"type": "message", "text": "Before the change."})
    reporting.unlock(page, stack, code)
    opened(page)
    page.get_by_text("Change my code").click()
    page.get_by_test_id("replace-code").click()
    page.get_by_test_id("code-saved").wait_for()
    new = page.get_by_test_id("case-code-words").inner_text()
    page.get_by_test_id("code-saved").click()
    page.get_by_test_id("code-replaced").wait_for()
    page.get_by_test_id("reply-text").fill("With the new code.")
    page.get_by_test_id("send-reply").click()
    expect(page.get_by_test_id("message")).to_have_count(2)
    reporting.unlock(page, stack, code)
    page.get_by_test_id("problem").wait_for()
    reporting.unlock(page, stack, new)
    expect(page.get_by_test_id("message-text")).to_have_text(["Before the change.", "With the new code."])
    assert page.get_by_test_id("doubts").count() == 0


def test_a_reply_that_does_not_get_through_stays_and_is_sent_once(stack, page, told):
    story, code = told
    reporting.unlock(page, stack, code)
    opened(page)

    def lose_the_answer(route):
        route.fetch()
        route.abort()

    page.route(EVENTS, lose_the_answer)
    page.get_by_test_id("reply-text").fill("Only once.")
    page.get_by_test_id("send-reply").click()
    expect(page.get_by_test_id("reply-outcome")).to_have_class("say notice")
    expect(page.get_by_test_id("reply-text")).to_have_value("Only once.")
    page.unroute(EVENTS)
    page.get_by_test_id("send-reply").click()
    expect(page.get_by_test_id("message")).to_have_count(1)
    desk, case = case_of(stack, story)
    assert desk.messages(case) == ["Only once."]


def change_answer(page, change):
    def handle(route):
        response = route.fetch()
        body = response.json()
        change(body)
        route.fulfill(response=response, body=json.dumps(body))

    page.route(MAILBOX, handle)


def test_an_event_that_is_held_back_is_noticed(stack, page, told):
    story, code = told
    desk, case = case_of(stack, story)
    desk.write(case, {"type": "message", "text": "One."})
    desk.write(case_of(stack, story)[1], {"type": "message", "text": "Two."})
    change_answer(page, lambda body: body["entries"].pop(1))
    reporting.unlock(page, stack, code)
    opened(page)
    expect(page.get_by_test_id("doubts")).to_contain_text("missing")


def test_a_message_that_nobody_of_us_signed_is_not_shown(stack, page, told):
    story, code = told
    desk, case = case_of(stack, story)
    desk.write(case, {"type": "message", "text": "Genuine."})

    def forge(body):
        signature = bytearray.fromhex(body["entries"][1]["signatures"][0])
        signature[0] ^= 1
        body["entries"][1]["signatures"][0] = signature.hex()

    change_answer(page, forge)
    reporting.unlock(page, stack, code)
    opened(page)
    expect(page.get_by_test_id("doubts")).to_be_visible()
    expect(page.get_by_test_id("message")).to_have_count(0)


def test_another_persons_case_is_not_shown_as_hers(stack, page, told):
    _story, code = told
    other = reporting.stored(stack, "Somebody else's.")
    with page.expect_response(MAILBOX) as captured:
        reporting.unlock(page, stack, other)
    opened(page)
    foreign = captured.value.text()
    page.route(MAILBOX, lambda route: route.fulfill(body=foreign))
    reporting.unlock(page, stack, code)
    page.get_by_test_id("problem").wait_for()
    assert page.get_by_test_id("case-status").count() == 0


def test_nobody_acknowledged_in_time_so_other_ways_are_named(stack, page, told):
    page.clock.set_fixed_time(dt.datetime.now(dt.UTC) + dt.timedelta(days=8))
    reporting.unlock(page, stack, told[1])
    opened(page)
    expect(page.get_by_test_id("case-status")).to_contain_text("Call 555.")
    # The time to write is over: the page does not name it any more, and says nothing of when.
    expect(page.locator("#case")).to_contain_text("There are no messages.")
    expect(page.locator("#case")).not_to_contain_text("7 days")
    expect(page.get_by_test_id("cover")).to_have_count(0)


def test_where_nobody_knows_the_hours_the_page_says_when_once(stack, page, told):
    change_answer(
        page, lambda body: body.update(cover={"known": False, "now": False, "hours": [], "utc_offset": 0})
    )
    reporting.unlock(page, stack, told[1])
    opened(page)
    expect(page.locator("#case")).to_contain_text("We try to write within 7 days.")
    expect(page.get_by_test_id("cover").locator("p")).to_have_text(["Other ways to reach us:"])


def test_the_way_of_an_opened_case_begins_with_what_was_done(stack, page, told):
    story, code = told
    desk, case = case_of(stack, story)
    desk.write(case, {"type": "status", "status": "investigating", "note": "", "sent_at": ""})
    steps = ["Received", "Being looked into"]
    reporting.unlock(page, stack, code)
    opened(page)
    page.get_by_test_id("timeline").locator("summary").click()
    expect(page.get_by_test_id("timeline").locator("li span:first-child")).to_have_text(steps)
    page.goto(f"{stack.url}/en/basic/case")
    page.get_by_test_id("code-input").fill(code)
    page.get_by_test_id("unlock-case").click()
    page.get_by_test_id("timeline").locator("summary").click()
    expect(page.get_by_test_id("timeline").locator("li span:first-child")).to_have_text(steps)


def test_a_review_is_offered_only_while_it_can_be_asked_for(stack, page, told):
    story, code = told
    desk, case = case_of(stack, story)
    ending = {"status": "closed", "note": "", "sent_at": "", "outcome": "UNSUB", "decision": "ab" * 32}
    desk.write(case, {"type": "status", **ending})
    reporting.unlock(page, stack, code)
    opened(page)
    expect(page.get_by_test_id("ask-review")).to_be_visible()
    page.clock.set_fixed_time(dt.datetime.now(dt.UTC) + dt.timedelta(days=300))
    reporting.unlock(page, stack, code)
    opened(page)
    expect(page.get_by_test_id("case-status")).to_contain_text("Our work on this is finished.")
    expect(page.get_by_test_id("review")).to_have_count(0)
    expect(page.locator("#case")).not_to_contain_text("ask for a review")


def test_with_two_teams_she_chooses_who_reads_a_message(stack, page):
    story = f"Two teams {time.monotonic_ns()}"
    code = reporting.report(page, stack, story, categories=("FRD", "RET"))
    reporting.unlock(page, stack, code)
    opened(page)
    sent = []
    page.on(
        "request", lambda r: sent.append(r.post_data_buffer) if r.url.endswith("/mailbox/events") else None
    )
    page.get_by_test_id("reply-team").select_option("2")
    page.get_by_test_id("reply-text").fill("For ethics alone.")
    page.get_by_test_id("send-reply").click()
    expect(page.get_by_test_id("message")).to_have_count(1)
    page.get_by_test_id("reply-team").select_option("1")
    page.get_by_test_id("reply-text").fill("For the inquiry.")
    page.get_by_test_id("send-reply").click()
    expect(page.get_by_test_id("message")).to_have_count(2)
    # The portal sees two events that differ in nothing but what is sealed.
    assert len({len(body) - 32 * (body[8 + 240] - 1) for body in sent}) == 1
    assert base64.b64encode(b"For ethics").rstrip(b"=") not in b"".join(sent)
