"""What was left or finished on the basic path stays left, and what was not is never taken for it."""

import pytest

from tests.support.basic_portal import Portal, stored_reports

STORY = "The driver asked for money."
LANGUAGES = ("en", "fr", "ar")


@pytest.fixture
def portal(tmp_path, organisation):
    return Portal(tmp_path, organisation, languages=LANGUAGES)


def review(visitor, language="en"):
    """A report, written and looked over."""
    form = visitor.get(f"/{language}/basic/report").forms[0]
    return visitor.post(form, story=STORY, categories=["FRD"], step="review")


def leave(visitor, language="en"):
    return visitor.client.get(f"/{language}/basic/leave", base_url=visitor.origin)


def ask(visitor, language, address="leave"):
    """A post without any field, as a script or an empty form sends it."""
    kind = {"Content-Type": "application/x-www-form-urlencoded;charset=UTF-8"}
    return visitor.client.post(f"/{language}/basic/{address}", headers=kind, base_url=visitor.origin)


def left_instead(page, *words):
    """The page that stands in for one that was left: reached by GET, so that reloading posts nothing."""
    assert page.response.request.method == "GET"
    assert page.response.request.path.endswith("/basic/left")
    assert page.texts["left"]
    return not any(word in page.text for word in words)


@pytest.mark.parametrize("way", ["leave", "close"])
def test_leaving_closes_the_case_in_every_language(visitor, way):
    case = visitor.open(visitor.report().one("case-code-digits"))
    if way == "leave":
        leave(visitor, "fr")
    else:
        ask(visitor, "fr", "close")
    assert "thread" not in visitor.get("/en/basic/case").texts
    page = visitor.post(case.form_of("/en/basic/reply"), text="Half a thought")
    assert left_instead(page, "Half a thought")


@pytest.mark.parametrize("step", ["review", "send", "change"])
def test_a_form_that_was_left_brings_no_word_back_and_sends_nothing(visitor, portal, step):
    form = review(visitor).forms[0]
    leave(visitor)
    for _ in range(2):
        assert left_instead(visitor.post(form, step=step), STORY)
    visitor.get("/en/basic/report")
    assert left_instead(visitor.post(form, step=step), STORY)
    assert stored_reports(portal) == []


def test_a_finished_report_shows_neither_words_nor_code_again(visitor):
    form = review(visitor).forms[0]
    sent = visitor.post(form, step="send")
    words, check = sent.one("case-code-words"), sent.form_of("/en/basic/code-check")
    visitor.get(sent.links["code-saved"])
    assert left_instead(visitor.post(form, step="send"), STORY, words)
    check.action = "/en/basic/code"
    assert left_instead(visitor.post(check), words)
    check.action = "/en/basic/code-check"
    assert left_instead(visitor.post(check), words)


def test_a_code_that_was_typed_and_left_does_not_come_back(visitor):
    wrong = visitor.open("half of a code")
    leave(visitor)
    page = visitor.post(wrong.form_of("/en/basic/case"))
    assert left_instead(page, "half of a code")


def test_whoever_begins_again_after_leaving_loses_nothing(visitor, portal):
    leave(visitor)
    form = review(visitor).forms[0]
    stale = visitor.post(form, step="send", csrf_token="stale~" + form.values["csrf_token"][0].split("~")[1])
    assert stale.status == 400
    assert stale.form_of("/en/basic/report").values["story"] == [STORY]
    form.action = "/fr/basic/report"
    other = visitor.post(form, step="change")
    assert other.form_of("/fr/basic/report").values["story"] == [STORY]
    sent = visitor.post(review(visitor, "fr").forms[0], step="send")
    assert len(stored_reports(portal)) == 1
    assert visitor.open(sent.one("case-code-digits")).texts["thread"]


def test_the_mark_is_a_moment_for_the_basic_pages_alone(visitor):
    answer = leave(visitor)
    marks = [one for one in answer.headers.getlist("Set-Cookie") if one.startswith("left=")]
    paths = [part.split("=")[1] for one in marks for part in one.split("; ") if part.startswith("Path=")]
    assert paths == [f"/{language}/basic/" for language in LANGUAGES]
    assert {one.split(";")[0] for one in marks} == {marks[0].split(";")[0]}
    assert marks[0].split(";")[0].removeprefix("left=").isdigit()
    assert all("HttpOnly" in one and "SameSite=Strict" in one and "Expires" not in one for one in marks)


def test_a_script_that_leaves_closes_the_case_and_puts_no_cookie_where_none_was(visitor, portal):
    stranger = portal.visitor()
    assert ask(stranger, "en").status_code == 204
    assert not stranger.client._cookies
    visitor.open(visitor.report().one("case-code-digits"))
    ask(visitor, "fr")
    assert "thread" not in visitor.get("/en/basic/case").texts
    form = review(visitor).forms[0]
    ask(visitor, "en")
    assert left_instead(visitor.post(form, step="review"), STORY)


@pytest.mark.parametrize(
    ("offered", "way_out"), [(True, "/fr/basic/leave"), (False, "https://weather.example/")]
)
def test_every_page_leads_out_by_way_of_these_and_straight_where_they_are_switched_off(
    tmp_path, organisation, offered, way_out
):
    visitor = Portal(tmp_path, organisation, languages=LANGUAGES, basic_path=offered).visitor()
    for address in ("", "safety", "case", "services", "no-such-page", "basic/"):
        assert visitor.get(f"/fr/{address}").links["quick-exit"] == way_out
