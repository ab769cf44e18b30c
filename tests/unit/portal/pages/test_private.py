"""Browsers leak around encryption: no field, no decrypted text may be translated, checked, corrected or kept."""

import re
from html.parser import HTMLParser

import pytest

from portal.pages.site import PAGES
from portal.setup import LANGUAGES
from tests.support.basic_portal import Portal
from tests.support.organisation import ORIGIN, Organisation

WORDS = {
    "translate": "no",
    "spellcheck": "false",
    "autocomplete": "off",
    "autocorrect": "off",
    "autocapitalize": "off",
}
WRITTEN = frozenset({"text", "search", "tel", "email", "url", "number", "password"})
SECRET = "Unverwechselbares Wort"


class Fields(HTMLParser):
    """Every field of a page, and every piece of text that stands in an element that may be translated."""

    def __init__(self, text):
        super().__init__()
        self.fields, self.open, self.translatable = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag in {"input", "textarea", "select"} and found.get("type") != "hidden":
            self.fields.append((tag, found))
        if tag not in {"input", "meta", "link", "br", "hr", "path"}:
            self.open.append((tag, found.get("translate")))

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if not any(translate == "no" for _, translate in self.open):
            self.translatable.append(data)


def faults(text):
    found = []
    for tag, attributes in Fields(text).fields:
        written = tag == "textarea" or (tag == "input" and attributes.get("type", "text") in WRITTEN)
        wanted = WORDS if written else {"autocomplete": "off"}
        wrong = {
            name: attributes.get(name) for name, value in wanted.items() if attributes.get(name) != value
        }
        if wrong:
            found.append((tag, attributes.get("id") or attributes.get("name"), wrong))
    return found


@pytest.fixture(scope="module")
def visitor(tmp_path_factory):
    portal = Portal(tmp_path_factory.mktemp("private"), Organisation.at(ORIGIN), languages=LANGUAGES)
    yield portal.visitor()
    portal.services.store.close()


def addresses():
    pages = ["" if name == "home" else name for name in PAGES]
    return [*pages, "services", "survey", *(f"basic/{name}" for name in ("", "report", "case", "saved"))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_field_of_any_page_is_translated_checked_corrected_or_remembered(visitor, language):
    seen = 0
    for address in addresses():
        page = visitor.get(f"/{language}/{address}")
        assert page.status in {200, 404}, address
        assert faults(page.text) == [], address
        seen += len(Fields(page.text).fields)
    assert seen > 60


def test_the_check_itself_finds_a_field_that_a_browser_would_remember():
    assert faults('<textarea id="a" spellcheck="false"></textarea>')
    assert faults('<input type="checkbox" id="b">')
    assert faults('<input id="c">')


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_typed_and_what_was_opened_is_never_offered_for_translation(visitor, language):
    form = visitor.get(f"/{language}/basic/report").forms[0]
    review = visitor.post(form, story=SECRET, where=SECRET, before=SECRET, categories=["COR"], step="review")
    code = visitor.post(review.forms[0], step="send")
    words = code.one("case-code-words").split()
    check = visitor.post(code.form_of(f"/{language}/basic/code-check"))
    case = visitor.post(visitor.get(f"/{language}/basic/case").forms[0], code=" ".join(words))
    sent = visitor.post(case.form_of(f"/{language}/basic/reply"), text=SECRET)
    assert sent.text.count(SECRET) == 1
    for page in (review, code, check, case, sent):
        assert faults(page.text) == []
        shown = " ".join(Fields(page.text).translatable)
        assert SECRET not in shown
        assert not re.search(r"\b" + r"\W+".join(words[:3]) + r"\b", shown)
    visitor.post(visitor.get(f"/{language}/basic/case").form_of(f"/{language}/basic/close"))
