"""What the pages without scripts can do as well as the others, and what they say that they cannot."""

import re
from pathlib import Path

import pytest

from portal.basic.surroundings import IN_APP, PROXIES, surroundings_of
from tests.support.agents import IN_APP as IN_APP_AGENTS
from tests.support.agents import NAMED, PLAIN, PROXY
from tests.support.basic_portal import Portal

SOURCE = Path(__file__).resolve().parents[4] / "portal" / "static" / "src" / "surroundings.js"
FACEBOOK, OPERA_MINI, FIREFOX = IN_APP_AGENTS["facebook"], PROXY["opera-mini"], PLAIN["firefox"]


def ask_for_a_part(visitor, shown):
    """The check of a code that a page shows: (the page with the question, the right answer)."""
    page = visitor.post(shown.form_of("/en/basic/code-check"))
    number = int(re.search(r"is number (\d)", page.text)[1])
    words = shown.one("case-code-words").split()
    return page, words[number - 1]


def test_what_was_written_down_can_be_checked_with_the_code_covered(visitor):
    shown = visitor.report()
    page, right = ask_for_a_part(visitor, shown)
    assert "case-code-words" not in page.texts
    # Words of the list, "number" or "right", are words of the page too: what this page says, another code's says.
    own_words = set(page.text.split()) - set(ask_for_a_part(visitor, visitor.report())[0].text.split())
    assert own_words.isdisjoint(shown.one("case-code-words").split())
    form = page.form_of("/en/basic/code-check")
    for typed in (right, f" {right[:4].upper()} "):
        assert "That is right" in visitor.post(form, typed=typed).one("code-check-answer")
    wrong = visitor.post(form, typed="xxxx")
    assert "not what we showed" in wrong.one("code-check-answer")
    assert wrong.links["code-saved"] == "/en/basic/saved"


def test_whoever_was_wrong_sees_the_same_code_again_and_it_opens_the_case(visitor):
    shown = visitor.report()
    page, _right = ask_for_a_part(visitor, shown)
    form = page.form_of("/en/basic/code-check")
    form.action = "/en/basic/code"
    again = visitor.post(form)
    assert again.one("case-code-words") == shown.one("case-code-words")
    assert "case-status" in visitor.open(again.one("case-code-words")).texts


def test_a_new_code_can_be_checked_before_it_is_used(visitor, portal):
    old = visitor.report().one("case-code-words")
    visitor.open(old)
    shown = visitor.get("/en/basic/new-code")
    page, right = ask_for_a_part(visitor, shown)
    page = visitor.post(page.form_of("/en/basic/code-check"), typed=right)
    assert "That is right" in page.one("code-check-answer")
    visitor.post(page.form_of("/en/basic/new-code"))
    assert portal.visitor().open(old).status == 403
    assert "case-status" in portal.visitor().open(shown.one("case-code-words")).texts


@pytest.mark.parametrize("address", ["code", "code-check"])
def test_a_ticket_that_is_too_old_shows_no_code(visitor, portal, address):
    shown = visitor.report()
    form = shown.form_of("/en/basic/code-check")
    form.action = f"/en/basic/{address}"
    page = visitor.post(form, ticket="stale")
    assert "case-code-words" not in page.texts
    assert "open-case" in page.links
    portal.clock.advance(hours=3)
    assert "case-code-words" not in visitor.post(form).texts


def test_a_wish_to_talk_is_begun_below_what_was_typed_and_not_sent(visitor):
    case = visitor.open(visitor.report().one("case-code-words"))
    form = case.form_of("/en/basic/reply")
    begun = visitor.post(form, text="I am afraid.", begin="in-person")
    typed = begun.form_of("/en/basic/reply").values["text"][0]
    assert typed.startswith("I am afraid.\n\nI would like to talk to someone in person.\nWhere:\n")
    assert "message" not in begun.texts
    sent = visitor.post(begun.form_of("/en/basic/reply"), text=f"{typed} Tuesday")
    assert sent.one("message").endswith("Tuesday")


@pytest.mark.parametrize("address", ["reply", "answer", "review", "clear", "help", "take-back"])
def test_the_other_languages_of_a_page_that_came_of_a_form_are_there(tmp_path, organisation, address):
    """A link to an address that only takes forms would lead to an error page."""
    visitor = Portal(tmp_path, organisation, languages=("en", "fr")).visitor()
    case = visitor.open(visitor.report().one("case-code-words"))
    form = case.form_of("/en/basic/reply")
    form.action = f"/en/basic/{address}"
    page = visitor.post(form, ticket="stale", act="received", item="00" * 32)
    links = re.findall(r'<a href="(/fr/[^"]*)" lang="fr"', page.text)
    assert links == ["/fr/basic/case"]
    assert visitor.get(links[0]).status == 200


def test_the_page_says_what_cannot_work_without_scripts(visitor):
    limits = visitor.get("/en/basic/").one("basic-limits")
    for named in ("Shift", "empty itself", "copy or print", "warn before you close"):
        assert named in limits
    assert "cannot copy or print the code" in visitor.report().text


@pytest.mark.parametrize("address", ["", "report", "case"])
@pytest.mark.parametrize(("agent", "warned"), [(FACEBOOK, True), (OPERA_MINI, True), (FIREFOX, False)])
def test_browsers_that_read_along_are_named_before_the_first_word(portal, address, agent, warned):
    answer = portal.app.test_client().get(f"/en/basic/{address}", headers={"User-Agent": agent})
    assert ("may read what you type" in answer.text) == warned


def test_both_paths_know_the_same_browsers():
    script = SOURCE.read_text()
    assert f"/{PROXIES}/" in script
    assert f"/{IN_APP}/" in script


@pytest.mark.parametrize(("kind", "name", "agent"), NAMED, ids=[f"{kind}-{name}" for kind, name, _ in NAMED])
def test_each_is_known_by_what_it_calls_itself(kind, name, agent):
    """The script holds the very same expressions, as the test before this one shows."""
    assert surroundings_of(agent) == kind


def test_a_lost_code_leads_to_the_place_to_say_so_and_the_address_does_not_tell(visitor):
    door = visitor.get("/en/basic/case")
    page = visitor.post(door.form_of("/en/basic/report"), step="before")
    assert "earlier report" in page.one("lost-code-told")
    assert re.search(r"<details open>\s*<summary>I wrote before", page.text)
    assert "lost-code-told" not in visitor.get("/en/basic/report").text


def test_recordings_are_offered_where_there_are_some(tmp_path, organisation):
    for question in ("category", "story", "assistance", "conflict", "identity", "review", "case"):
        (tmp_path / "audio" / "en").mkdir(parents=True, exist_ok=True)
        (tmp_path / "audio" / "en" / f"{question}.mp3").write_bytes(question.encode())
    visitor = Portal(tmp_path, organisation).visitor()

    def heard(page):
        sources = re.findall(r'<audio [^>]*preload="none" src="([^"]+)"', page.text)
        return [visitor.client.get(source).data.decode() for source in sources]

    form = visitor.get("/en/basic/report")
    assert heard(form) == ["category", "story", "assistance", "conflict", "identity"]
    review = visitor.post(form.forms[0], story="x", categories=["COR"], step="review")
    assert heard(review) == ["review"]
    assert heard(visitor.get("/en/basic/case")) == ["case"]
