"""Forms of the help page: what is held back, what is refused, and that nothing typed is lost."""

import re

from policies import load as load_policies
from tests.support.care_desk import (
    ASKED,
    Helper,
)

POLICIES = load_policies()


def test_a_note_that_looks_like_what_must_never_be_kept_is_held_back_with_all_its_words(office, care):
    office.report(categories=("SEA-E",), help_asked=ASKED)
    helper = Helper(care)
    text = "Line one <b>\r\nring +254 722 123 456"
    held = helper.do("note", status=400, text=text)
    assert "a phone number" in held.text
    assert "Line one &lt;b&gt;\nring +254 722 123 456" in held.text
    assert helper.page().text.count('class="note"') == 0
    # A yes to one text is no yes to another.
    helper.do("note", status=400, text=text + " or a@b.example", sure="yes", seen=text)
    helper.do("note", text=text, sure="yes", seen=text)
    assert helper.page().text.count('class="note"') == 1


def test_refusals_keep_what_was_typed(office, care):
    office.report(categories=("SEA-E",), help_asked=ASKED)
    helper = Helper(care)
    helper.do("referral", status=400, sector="MED", organisation="Clinic <x>", items=["needs"])
    helper.do("episode", state="offered")
    page = helper.do("consent", status=400, organisation="Clinic <x>", items=["needs"], given_by="person")
    assert "Record the answer" in page.text
    assert 'value="Clinic &lt;x&gt;"' in page.text
    assert re.search(r'name="items" value="needs" checked', page.text)
    page = helper.do("referral", status=400, sector="MED", organisation="", items=["needs"])
    assert "Choose a service" in page.text
    page = helper.do("gap", status=400, sector="MED", place="Tent 4, ring 0722123456")
    assert "Name the district or area only" in page.text
