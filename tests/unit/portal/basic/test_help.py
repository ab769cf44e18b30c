"""The help step without a script: the same body, urgent help before sending, nothing lost on the way."""

import html
import re

import pytest

from portal.translations import CATALOGUES
from tests.support.basic_portal import Portal, stored_reports
from tests.support.member_desk import Desk


def opened(portal, organisation, role):
    [sent] = stored_reports(portal)
    return organisation.open_bodies(sent, organisation.one(role))


def filled(visitor, **answers):
    warning = visitor.get("/en/basic/")
    form = visitor.get(warning.links["basic-accept"]).forms[0]
    return visitor.post(form, story="Words.", step="review", **({"categories": ["SEA-E"]} | answers))


def test_the_answers_reach_victim_care_alone(visitor, portal, organisation):
    review = filled(
        visitor, when="days-5", help_danger="no", help_age="adult", help_wants="someone-else",
        help_needs=["MED", "LEG"], help_contacts=["in-person"], help_not_from="My cousin",
        help_unsafe="Calls at night", help_referred="partly", **{"help_consents-0": "yes"},
    )  # fmt: skip
    visitor.post(review.forms[0], step="send")
    told = opened(portal, organisation, "psea-officer")[3]
    assert (told["used"], told["asked"], told["recency"], told["harmed_person"]) == (
        True, False, "72-120h", "someone-else",
    )  # fmt: skip
    assert (told["needs"], told["contact_ok"]) == (["MED", "LEG"], ["in-person"])
    assert (told["not_from"], told["unsafe_ways"], told["safe_contact"]) == (
        "My cousin",
        "Calls at night",
        "",
    )
    assert told["consents"] == {"support-known": "yes", "statistics": "not-asked"}
    assert told["already_referred"] == "partly"
    assert 3 not in opened(portal, organisation, "investigator")


def test_the_review_says_which_question_each_answer_belongs_to(visitor):
    review = filled(
        visitor, help_danger="no", help_needs=["MED", "LEG"], help_unsafe="Calls at night",
        **{"help_consents-1": "no"},
    )  # fmt: skip
    told = html.unescape(review.text[review.text.index("<dt>Help</dt>") :])
    lines = re.findall(r'<dd><span class="asked-for">(.*?)</span>(.*?)</dd>', told)
    answers = {question: re.findall(r"<span[^>]*>(.*?)</span>", rest) for question, rest in lines}
    assert answers["Is someone in danger now?"] == ["No"]
    assert len(answers["What kind of help?"]) == 2
    assert ["Calls at night"] in answers.values()
    assert list(answers.values())[-1] == ["No"]
    assert len(answers) == 4


def test_nothing_answered_is_not_used(visitor, portal, organisation):
    visitor.post(filled(visitor).forms[0], step="send")
    assert opened(portal, organisation, "victim-care-officer")[3]["used"] is False


def test_help_can_be_asked_for_with_any_kind_of_report(visitor, portal, organisation):
    visitor.post(filled(visitor, categories=["FRD"], help_wants="me").forms[0], step="send")
    told = opened(portal, organisation, "victim-care-officer")[3]
    assert (told["used"], told["asked"], told["wants_support"]) == (True, True, "yes")


@pytest.mark.parametrize(
    ("answers", "urgent"),
    [({"help_danger": "yes"}, True), ({"when": "today"}, True), ({"when": "year"}, False), ({}, False)],
)
def test_urgent_help_stands_above_the_review(visitor, answers, urgent):
    assert ('data-testid="help-now"' in filled(visitor, **answers).text) is urgent


def test_changing_something_keeps_the_answers(visitor):
    review = filled(visitor, help_wants="me", help_safe="Mornings", help_needs=["SAF"])
    form = visitor.post(review.forms[0], step="change").forms[0]
    assert (form.values["help_wants"], form.values["help_safe"]) == (["me"], ["Mornings"])
    assert form.values["help_needs"] == ["SAF"]


def test_an_answer_that_is_too_long_is_named_and_kept(visitor):
    page = filled(visitor, help_safe="x" * 201)
    assert page.status == 400
    assert "x" * 201 in page.text


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_without_a_list_of_services_urgent_help_says_what_works_early_and_how_to_reach_us(
    tmp_path, organisation, language
):
    """No directory was published here: nobody in danger is shown an empty box."""
    portal = Portal(tmp_path, organisation, languages=("en", "fr", "es", "ar"))
    visitor, door = portal.visitor(), portal.services.policies.door
    warning = visitor.get(f"/{language}/basic/")
    form = visitor.get(warning.links["basic-accept"]).forms[0]
    review = visitor.post(form, story="Words.", step="review", categories=["SEA-E"], help_danger="yes").text
    urgent = html.unescape(review[review.index("help-now") : review.index('<dl class="review"')])
    page = html.unescape(visitor.get(f"/{language}/services").text)
    words = CATALOGUES.translations(language)
    for place, mark in ((urgent, "help-none"), (page, "no-services")):
        assert mark in place
        for sentence in (*(words.gettext(one.label) for one in door.urgent), "help@example.org", "Call 555."):
            assert sentence in place


def test_what_she_agreed_to_share_is_said_to_her(visitor, portal, organisation):
    code = visitor.report().one("case-code-digits")
    officer = Desk(portal.app.test_client(), organisation, organisation.one("victim-care-officer"))
    agreed = {
        "id": "1a" * 32,
        "kind": "consent",
        "organisation": "Camp clinic",
        "items": ["needs", "safe-contact"],
        "until": "2027-02-01",
    }
    officer.write(3, {"type": "plan-shown", "state": "arranging", "sent_at": "", "items": [agreed]})
    shown = visitor.open(code).one("help-consent")
    for words in ("we share this with: Camp clinic", "What help you want", "How to reach you safely"):
        assert words in shown
    assert "the person" not in shown
