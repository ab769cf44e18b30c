"""Every language says everything, at a length that fits, with the same blanks to fill in."""

import re

import pytest
from babel import Locale
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from portal.assets import Assets
from portal.pages.catalogue import script_messages, script_words, tag_of
from portal.pages.site import Site
from portal.setup import LANGUAGES
from portal.translations import catalogues
from portal.translations.catalogues import (
    NOT_REVIEWED,
    TEMPLATE,
    all_reviewed,
    catalogue,
    plural_forms,
    translated_languages,
    translations,
)

TRANSLATED = translated_languages()
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[^\s(]")
EACH = pytest.mark.parametrize("language", TRANSLATED)


def ids_of(messages) -> set[object]:
    return {message.id for message in messages if message.id}


def sentences(message: Message) -> list[tuple[str, str]]:
    """(English, translation) of every form: the English plural stands for all forms but the first."""
    if isinstance(message.id, str):
        return [(message.id, message.string)]
    return [(message.id[-1], form) for form in message.string]


def messages(language: str) -> list[Message]:
    return [message for message in catalogue(language) if message.id]


def test_what_a_new_portal_speaks_has_a_catalogue():
    assert set(LANGUAGES) - {catalogues.SOURCE} <= set(TRANSLATED)


@EACH
def test_every_sentence_of_the_template_stands_in_the_catalogue(language):
    """When this fails: `make catalogues`, then translate what is empty."""
    with TEMPLATE.open("rb") as file:
        assert ids_of(catalogue(language)) == ids_of(read_po(file))


@EACH
def test_nothing_is_untranslated(language):
    empty = [m.id for m in messages(language) for _english, text in sentences(m) if not text.strip()]
    assert empty == []


@EACH
def test_nothing_outgrows_its_place(language):
    long = [
        text
        for m in messages(language)
        for english, text in sentences(m)
        if len(text) > 2.2 * len(english) + 20
    ]
    assert long == []


@EACH
def test_no_blank_is_lost_or_invented(language):
    broken = [
        text
        for m in messages(language)
        for english, text in sentences(m)
        if sorted(PLACEHOLDER.findall(english)) != sorted(PLACEHOLDER.findall(text))
    ]
    assert broken == []


@EACH
def test_every_string_says_whether_it_was_reviewed(language):
    said = {comment for m in messages(language) for comment in m.user_comments if "reviewed" in comment}
    assert said <= {NOT_REVIEWED, catalogues.REVIEWED}
    assert all(m.user_comments for m in messages(language))


@EACH
def test_each_plural_rule_of_the_language_has_its_own_form(language):
    counted = [m for m in messages(language) if not isinstance(m.id, str)]
    assert counted
    rules = set(Locale.parse(language).plural_form.rules) | {"other"}
    for message in counted:
        assert len(message.string) == catalogue(language).num_plurals
        assert set(plural_forms(language, *message.id)) == rules


def test_arabic_counts_as_arabic_does():
    few, many, hundred = (
        catalogues.translations("ar").ungettext(
            "We try to answer within %(count)s day.", "We try to answer within %(count)s days.", count
        )
        for count in (7, 11, 100)
    )
    assert len({few, many, hundred}) == 3
    forms = plural_forms(
        "ar", "We try to answer within %(count)s day.", "We try to answer within %(count)s days."
    )
    assert (forms["few"], forms["many"], forms["other"]) == (few, many, hundred)


def test_a_language_counts_as_reviewed_when_every_string_is(monkeypatch):
    def with_comments(comments: list[list[str]]) -> None:
        made = catalogues.Catalog(locale="fr")
        for number, comment in enumerate(comments):
            made.add(f"Sentence {number}", "Phrase", user_comments=comment)
        monkeypatch.setattr(catalogues, "catalogue", lambda _language: made)

    with_comments([["reviewed: yes"], ["reviewed: yes"]])
    assert all_reviewed.__wrapped__("fr")
    with_comments([["reviewed: yes"], ["reviewed: no"]])
    assert not all_reviewed.__wrapped__("fr")
    with_comments([["reviewed: yes"], []])
    assert not all_reviewed.__wrapped__("fr")


def test_an_english_page_brings_no_words():
    assert script_words("en", "Leave quickly") == {}


def test_no_two_messages_share_a_tag():
    tags = [tag_of(message) for message, *_plural in script_messages()]
    assert len(set(tags)) == len(tags)
    assert {len(tag) for tag in tags} == {4}


def test_every_message_of_the_scripts_reaches_the_pages_that_need_it():
    assets = Assets()
    site = Site(None, assets, "fr", basic_path=True)
    bundle = "".join(site.script_text(name) for name in ("report", "submit", "case", "opening", "answer"))
    with TEMPLATE.open("rb") as file:
        lost = [
            message.id
            for message in read_po(file)
            if message.id
            and any(place.startswith("portal/static/src/") for place, _line in message.locations)
            and (message.id if isinstance(message.id, str) else message.id[0]) not in bundle
        ]
    assert lost == []


def test_no_line_of_french_ends_before_a_question_mark_or_inside_of_quotation_marks():
    assert translations("fr").gettext("Do you want help?").endswith("\N{NO-BREAK SPACE}?")
    for message in catalogue("fr"):
        if message.id:
            one, many = message.id if isinstance(message.id, tuple) else (message.id, message.id)
            for text in (translations("fr").ungettext(one, many, count) for count in (1, 2)):
                assert not re.search(r" [?!:;»]|« ", text), text
