import pytest
from flask import g
from werkzeug.datastructures import MultiDict

from portal.basic.forms import ReportForm
from portal.basic.frame import Frame


@pytest.fixture
def form_of(portal):
    def make(**values):
        posted = MultiDict([(name, one) for name, many in values.items() for one in many])
        with portal.app.test_request_context("/en/basic/report", method="POST", data=posted):
            g.basic = Frame(portal.services, "en", "localhost")
            form = ReportForm.for_policies(portal.services.policies)
            form.validate()
            return form

    return make


def test_a_team_ticked_beside_none_counts(form_of):
    assert form_of(conflicts=["none", "ethics"]).chosen_conflicts == ["ethics"]
    assert form_of(conflicts=[]).chosen_conflicts == ["none"]


def test_line_ends_and_control_characters_are_cleaned_and_nothing_else(form_of):
    form = form_of(story=["one\r\ntwo\rthree\x00\x07\x1b four\t‍é"])
    assert form.story.data == "one\ntwo\nthree four\t‍é"


def test_a_story_may_be_as_long_as_the_policy_says_and_not_longer(form_of, portal):
    longest = portal.services.policies.limits.story_max_chars
    assert "story" not in form_of(categories=["UNS"], story=["🙂" * longest]).errors
    assert "story" in form_of(categories=["UNS"], story=["🙂" * (longest + 1)]).errors


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("categories", {"categories": [], "story": ["x"]}),
        ("categories", {"categories": ["NO-SUCH"], "story": ["x"]}),
        ("story", {"categories": ["UNS"], "story": [" \n "]}),
        ("story", {"categories": ["UNS"]}),
        ("conflicts", {"categories": ["UNS"], "story": ["x"], "conflicts": ["everybody"]}),
        ("when", {"categories": ["UNS"], "story": ["x"], "when": ["1999-01-01"]}),
        ("where", {"categories": ["UNS"], "story": ["x"], "where": ["x" * 301]}),
    ],
)
def test_what_cannot_be_sent_names_its_field(form_of, field, values):
    assert field in form_of(**values).errors
