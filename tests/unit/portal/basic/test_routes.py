"""What a basic page answers: statuses, headers, cookies, and that nothing typed is ever lost."""

import re
import time
from statistics import median

import pytest

from portal import headers
from tests.support.basic_portal import Page, Portal, stored_reports

LONG = "I saw it. " * 20


def written(page):
    """The fields of the report form or of the review page, without the page's own tokens."""
    values = page.form_of("/en/basic/report").values
    return {name: values.get(name) for name in ("categories", "story", "when", "where", "conflicts")}


@pytest.mark.parametrize("address", ["", "report", "saved", "case"])
def test_every_page_runs_no_script_posts_to_itself_and_has_a_way_out(visitor, address):
    page = visitor.get(f"/en/basic/{address}")
    policy = page.response.headers["Content-Security-Policy"]
    assert policy == headers.BASIC_CONTENT_SECURITY_POLICY
    assert "script-src" not in policy
    assert "form-action 'self'" in policy
    assert "<script" not in page.text
    assert page.response.headers["Cache-Control"] == "no-store"
    assert page.links["quick-exit"] == "/en/basic/leave"


def test_leaving_quickly_needs_no_script_and_takes_the_case_along(visitor):
    visitor.open(visitor.report().one("case-code-words"))
    assert visitor.get("/en/basic/case").texts["thread"]
    answer = visitor.client.get("/en/basic/leave", base_url=visitor.origin)
    assert (answer.status_code, answer.headers["Location"]) == (303, "https://weather.example/")
    assert "thread" not in visitor.get("/en/basic/case").texts


def test_closing_works_with_a_stale_page_too(visitor):
    page = visitor.open(visitor.report().one("case-code-words"))
    closed = visitor.post(page.form_of("/en/basic/close"), csrf_token="stale")
    assert "basic-accept" in closed.links
    assert "thread" not in visitor.get("/en/basic/case").texts


def test_a_portal_without_this_path_says_so_and_names_other_ways(tmp_path, organisation):
    visitor = Portal(tmp_path, organisation, basic_path=False).visitor()
    for address in ("", "report", "case"):
        page = visitor.get(f"/en/basic/{address}")
        assert page.status == 404
        assert "Call 555." in page.text


def test_a_language_that_is_not_offered_is_not_here(visitor):
    assert visitor.get("/xx/basic/").status == 404


@pytest.mark.parametrize("step", ["review", "send"])
def test_form_errors_keep_everything_that_was_typed(visitor, step):
    form = visitor.get("/en/basic/report").forms[0]
    typed = {"story": LONG, "where": "a" * 400, "when": "today", "conflicts": ["ethics", "oversight"]}
    page = visitor.post(form, step=step, **typed)
    assert page.status == 400
    assert written(page) == {
        "categories": None,
        "story": [LONG],
        "where": ["a" * 400],
        "when": ["today"],
        "conflicts": ["ethics", "oversight"],
    }


def test_a_story_far_beyond_the_limit_comes_back_whole(visitor, portal):
    longest = portal.services.policies.limits.story_max_chars
    story = "🙂 م" * longest
    form = visitor.get("/en/basic/report").forms[0]
    page = visitor.post(form, story=story, categories=["UNS"], step="review")
    assert page.status == 400
    assert page.form_of("/en/basic/report").values["story"] == [story]


@pytest.mark.parametrize("broken", ["csrf_token", "ticket"])
def test_a_page_that_was_open_too_long_asks_to_press_again_and_then_sends_once(visitor, portal, broken):
    form = visitor.get("/en/basic/report").forms[0]
    review = visitor.post(form, story=LONG, categories=["COR"], conflicts=["ethics"], step="review")
    again = visitor.post(review.forms[0], step="send", **{broken: "stale"})
    assert again.status == 400
    assert written(again)["story"] == [LONG]
    assert stored_reports(portal) == []
    sent = visitor.post(again.forms[0], step="send")
    assert sent.texts["case-code-digits"]
    assert len(stored_reports(portal)) == 1


def test_a_visitor_without_cookies_is_told_and_loses_nothing(visitor, portal):
    form = visitor.get("/en/basic/report").forms[0]
    stranger = portal.visitor()
    page = stranger.post(form, story=LONG, categories=["COR"], step="send")
    assert page.status == 400
    assert written(page)["story"] == [LONG]


def test_pressing_send_twice_makes_one_case_and_shows_one_code(visitor, portal):
    form = visitor.get("/en/basic/report").forms[0]
    review = visitor.post(form, story="First.", categories=["COR"], step="review").forms[0]
    first, second = visitor.post(review, step="send"), visitor.post(review, step="send", story="Changed.")
    assert first.one("case-code-digits") == second.one("case-code-digits")
    assert "problem" not in first.texts
    assert "problem" in second.texts
    assert len(stored_reports(portal)) == 1


def test_changing_something_brings_the_words_back(visitor):
    form = visitor.get("/en/basic/report").forms[0]
    review = visitor.post(form, story=LONG, categories=["COR", "FRD"], when="month", step="review")
    assert "report-readers" in review.texts
    back = visitor.post(review.forms[0], step="change")
    assert written(back) == {
        "categories": ["FRD", "COR"], "story": [LONG], "when": ["month"], "where": [""], "conflicts": None,
    }  # fmt: skip


def test_the_review_names_who_will_read_it(visitor, portal):
    form = visitor.get("/en/basic/report").forms[0]
    roles = {role.id: role.shown_as for role in portal.services.policies.roles.roles}
    page = visitor.post(form, story="x", categories=["RET"], conflicts=["none"], step="review")
    assert page.one("report-readers") == roles["ethics-officer"]


def test_a_lapsed_keyring_sends_nothing_names_other_ways_and_keeps_the_words(visitor, portal):
    form = visitor.get("/en/basic/report").forms[0]
    portal.clock.advance(days=500)
    page = visitor.post(form, story=LONG, categories=["COR"], step="review")
    assert page.status == 503
    assert "Call 555." in page.one("problem")
    assert written(page)["story"] == [LONG]


def test_help_outside_our_work_is_named_where_we_ask_for_no_story(visitor):
    form = visitor.get("/en/basic/report").forms[0]
    page = visitor.post(form, story=LONG, categories=["GBV-X"], step="send")
    assert "Call 555." in page.one("problem")
    assert written(page)["story"] == [LONG]


@pytest.mark.parametrize("step", ["review", "send"])
def test_help_outside_our_work_is_named_before_a_story_is_asked_for(visitor, step):
    form = visitor.get("/en/basic/report").forms[0]
    page = visitor.post(form, categories=["GBV-X"], step=step)
    assert page.status == 409
    assert page.links["services"] == "/en/services"
    assert "aria-invalid" not in page.text
    both = visitor.post(form, categories=["GBV-X", "FRD"], step=step)
    assert both.status == 400


def test_over_the_limit_everything_comes_back_too(tmp_path, organisation, monkeypatch):
    monkeypatch.setattr("portal.basic.routes.REPORTS", "1 per hour")
    monkeypatch.setattr("portal.basic.routes.MAILBOXES", "1 per hour")
    visitor = Portal(tmp_path, organisation).visitor()
    form = visitor.get("/en/basic/report").forms[0]
    visitor.post(form, story="x", categories=["COR"], step="review")
    busy = visitor.post(form, story=LONG, categories=["COR"], step="review")
    assert busy.status == 429
    assert written(busy) == {
        "categories": ["COR"], "story": [LONG], "when": [""], "where": [""], "conflicts": None,
    }  # fmt: skip
    visitor.open("a")
    assert visitor.open("some words").status == 429


def test_a_multipart_body_is_refused_before_it_is_read(visitor):
    answer = visitor.client.post(
        "/en/basic/report",
        data={"story": "x"},
        content_type="multipart/form-data",
        base_url=visitor.origin,
    )
    assert answer.status_code == 415


def test_cookies_are_strict_and_only_on_these_pages(visitor):
    page = visitor.open(visitor.report().one("case-code-digits"))
    assert page.texts["thread"]
    cookies = {cookie.key: cookie for cookie in visitor.client._cookies.values()}
    assert set(cookies) == {"case", "form"}
    for cookie in cookies.values():
        assert (cookie.path, cookie.http_only, cookie.same_site) == ("/en/basic/", True, "Strict")
        assert cookie.expires is None


def test_cookies_are_secure_where_the_origin_has_tls(tmp_path, organisation):
    from dataclasses import replace

    secure = replace(organisation, origin="https://report.example.org")
    visitor = Portal(tmp_path, secure).visitor()
    answer = visitor.client.get("/en/basic/report", base_url=secure.origin)
    assert "Secure" in answer.headers["Set-Cookie"]


def same_but_for(page: Page, typed: str) -> str:
    """The page without what was typed and without the form's own random token."""
    bare = re.sub(r'name="csrf_token" type="hidden" value="[^"]*"', "", page.text)
    return bare.replace(typed, "")


def test_wrong_mistyped_unknown_and_replaced_codes_are_one_page(visitor, portal):
    digits = visitor.report().one("case-code-digits")
    case = visitor.open(digits)
    assert case.status == 200
    visitor.post(visitor.get("/en/basic/new-code").form_of("/en/basic/new-code"))
    stranger = portal.visitor()
    tried = {
        "replaced": digits,
        "unknown": "0000 0000 0000 0000 0000 0000 0098",
        "mistyped": digits[:-1] + ("0" if digits[-1] != "0" else "1"),
        "nonsense": "not a code",
        "long": "a" * 3000,
    }
    pages = {name: (stranger.open(text), text) for name, text in tried.items()}
    assert {page.status for page, _ in pages.values()} == {403}
    assert len({same_but_for(page, text) for page, text in pages.values()}) == 1
    assert len({tuple(sorted(page.response.headers.keys())) for page, _ in pages.values()}) == 1
    for page, text in pages.values():
        assert page.form_of("/en/basic/case").values["code"] == [text]


def test_a_mistyped_code_takes_as_long_as_an_unknown_one(visitor, monkeypatch):
    form = visitor.get("/en/basic/case").forms[0]

    def seconds(code):
        started = time.process_time()
        visitor.post(form, code=code)
        return time.process_time() - started

    pairs = [(seconds("not a code"), seconds("0000 0000 0000 0000 0000 0000 0098")) for _ in range(5)]
    mistyped, unknown = (median(times) for times in zip(*pairs, strict=True))
    assert 0.6 < mistyped / unknown < 1.6


def test_an_empty_code_field_is_not_opened_either(visitor):
    assert visitor.open("").status == 403


def test_a_message_typed_while_the_case_closed_itself_is_kept_until_it_is_open_again(visitor, portal):
    digits = visitor.report().one("case-code-digits")
    case = visitor.open(digits)
    portal.clock.advance(minutes=31)
    closed = visitor.post(case.form_of("/en/basic/reply"), text=LONG)
    assert "thread" not in closed.texts
    wrong = visitor.post(closed.form_of("/en/basic/case"), code="wrong")
    opened = visitor.post(wrong.form_of("/en/basic/case"), code=digits)
    assert opened.form_of("/en/basic/reply").values["text"] == [LONG]
    sent = visitor.post(opened.form_of("/en/basic/reply"))
    assert LONG.strip() in " ".join(sent.one("message").split())


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 20_001])
def test_a_message_that_cannot_be_sent_stays_in_its_field(visitor, text):
    case = visitor.open(visitor.report().one("case-code-digits"))
    page = visitor.post(case.form_of("/en/basic/reply"), text=text)
    assert page.status == 400
    assert page.form_of("/en/basic/reply").values["text"] == [text]
    assert "message" not in page.texts


def test_a_stale_page_keeps_the_message(visitor):
    case = visitor.open(visitor.report().one("case-code-digits"))
    for broken in ("csrf_token", "ticket"):
        page = visitor.post(case.form_of("/en/basic/reply"), text=LONG, **{broken: "stale"})
        assert page.status == 400
        assert page.form_of("/en/basic/reply").values["text"] == [LONG]


def test_a_code_in_the_message_field_is_not_sent(visitor):
    digits = visitor.report().one("case-code-digits")
    case = visitor.open(digits)
    page = visitor.post(case.form_of("/en/basic/reply"), text=digits)
    assert page.status == 400
    assert "message" not in page.texts


def test_a_new_code_is_asked_for_only_in_an_open_case(visitor):
    assert "code-input" in visitor.get("/en/basic/new-code").texts


def test_a_stale_ticket_replaces_nothing(visitor, portal):
    digits = visitor.report().one("case-code-digits")
    visitor.open(digits)
    form = visitor.get("/en/basic/new-code").form_of("/en/basic/new-code")
    page = visitor.post(form, ticket="stale")
    assert page.texts["case-code-digits"]
    assert portal.visitor().open(digits).status == 200
