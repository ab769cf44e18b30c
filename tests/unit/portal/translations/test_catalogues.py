"""What the portal's scripts say, in every language, and how Arabic counts."""

from babel.messages.pofile import read_po

from languages.catalogues import SOURCE
from portal.assets import Assets
from portal.pages.catalogue import script_messages, script_words, tag_of
from portal.pages.site import Site
from portal.setup import LANGUAGES
from portal.translations import CATALOGUES


def test_what_a_new_portal_speaks_has_a_catalogue():
    assert set(LANGUAGES) - {SOURCE} <= set(CATALOGUES.translated_languages())


def test_arabic_counts_as_arabic_does():
    few, many, hundred = (
        CATALOGUES.translations("ar").ungettext(
            "We try to answer within %(count)s day.", "We try to answer within %(count)s days.", count
        )
        for count in (7, 11, 100)
    )
    assert len({few, many, hundred}) == 3
    forms = CATALOGUES.plural_forms(
        "ar", "We try to answer within %(count)s day.", "We try to answer within %(count)s days."
    )
    assert (forms["few"], forms["many"], forms["other"]) == (few, many, hundred)


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
    with CATALOGUES.template.open("rb") as file:
        lost = [
            message.id
            for message in read_po(file)
            if message.id
            and any(place.startswith("portal/static/src/") for place, _line in message.locations)
            and (message.id if isinstance(message.id, str) else message.id[0]) not in bundle
        ]
    assert lost == []


def test_a_question_mark_holds_to_its_french_sentence():
    text = CATALOGUES.translations("fr").gettext("Do you want help?")
    assert text.endswith("\N{NO-BREAK SPACE}?")


def test_pages_scripts_and_policies_share_one_catalogue():
    with CATALOGUES.template.open("rb") as file:
        places = {place for message in read_po(file) if message.id for place, _line in message.locations}
    assert {
        "portal/pages/templates/pages/home.html",
        "portal/static/src/report.js",
        "policies/taxonomy.toml",
    } <= places
