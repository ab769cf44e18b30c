"""Every language of both applications says everything, at a length that fits, with the same blanks to fill in."""

import re
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from investigator_console.translations import CATALOGUES as CONSOLE
from languages.catalogues import NOT_REVIEWED, REVIEWED, Catalogues, held
from languages.renewing import make_template
from portal.translations import CATALOGUES as PORTAL

APPLICATIONS = {"portal": PORTAL, "investigator_console": CONSOLE}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[^\s(]")
EACH = pytest.mark.parametrize(
    ("catalogues", "language"),
    [
        pytest.param(one, language, id=f"{name}-{language}")
        for name, one in APPLICATIONS.items()
        for language in one.translated_languages()
    ],
)


def ids_of(messages) -> set[object]:
    return {message.id for message in messages if message.id}


def sentences(message: Message) -> list[tuple[str, str]]:
    """(English, translation) of every form: the English plural stands for all forms but the first."""
    if isinstance(message.id, str):
        return [(message.id, message.string)]
    return [(message.id[-1], form) for form in message.string]


def messages(catalogues: Catalogues, language: str) -> list[Message]:
    return [message for message in catalogues.catalogue(language) if message.id]


def places_of(path: Path) -> set[tuple[object, tuple[str, ...]]]:
    with path.open("rb") as file:
        catalogue = read_po(file)
    return {
        (message.id, tuple(sorted({place for place, _line in message.locations})))
        for message in catalogue
        if message.id
    }


@pytest.mark.parametrize("catalogues", APPLICATIONS.values(), ids=APPLICATIONS)
def test_the_template_holds_the_sentences_of_today(catalogues, tmp_path: Path):
    """When this fails: `make catalogues`, and commit the template."""
    made = tmp_path / "messages.pot"
    make_template(catalogues, made)
    assert places_of(made) == places_of(catalogues.template)


@EACH
def test_every_sentence_of_the_template_stands_in_the_catalogue(catalogues, language):
    """When this fails: `make catalogues`, then translate what is empty."""
    with catalogues.template.open("rb") as file:
        assert ids_of(catalogues.catalogue(language)) == ids_of(read_po(file))


@EACH
def test_nothing_is_untranslated(catalogues, language):
    empty = [
        m.id for m in messages(catalogues, language) for _english, text in sentences(m) if not text.strip()
    ]
    assert empty == []


@EACH
def test_nothing_outgrows_its_place(catalogues, language):
    long = [
        text
        for m in messages(catalogues, language)
        for english, text in sentences(m)
        if len(text) > 2.2 * len(english) + 20
    ]
    assert long == []


def blanks(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


@EACH
def test_no_blank_is_lost_or_invented(catalogues, language):
    """A form for none, one or two may leave its number to the word; the last form, for all others, may not."""
    broken = []
    for m in messages(catalogues, language):
        forms = sentences(m)
        for number, (english, text) in enumerate(forms, 1):
            wanted, found = blanks(english), blanks(text)
            without_count = wanted - {"%(num)s", "%(num)d"}
            if found != wanted and (number == len(forms) or found != without_count):
                broken.append((english, text))
    assert broken == []


@EACH
def test_every_string_says_whether_it_was_reviewed(catalogues, language):
    found = messages(catalogues, language)
    said = {comment for m in found for comment in m.user_comments if "reviewed" in comment}
    assert said <= {NOT_REVIEWED, REVIEWED}
    assert all(m.user_comments for m in found)


@EACH
def test_each_plural_rule_of_the_language_has_its_own_form(catalogues, language):
    counted = [m for m in messages(catalogues, language) if not isinstance(m.id, str)]
    assert counted
    rules = set(Locale.parse(language).plural_form.rules) | {"other"}
    for message in counted:
        assert len(message.string) == catalogues.catalogue(language).num_plurals
        assert set(catalogues.plural_forms(language, *message.id)) == rules


@pytest.mark.parametrize(
    ("comments", "reviewed"),
    [
        ([["reviewed: yes"], ["reviewed: yes"]], True),
        ([["reviewed: yes"], ["reviewed: no"]], False),
        ([["reviewed: yes"], []], False),
    ],
)
def test_a_language_counts_as_reviewed_when_every_string_is(tmp_path, comments, reviewed):
    catalogues = Catalogues(tmp_path)
    made = Catalog(locale="fr")
    for number, comment in enumerate(comments):
        made.add(f"Sentence {number}", "Phrase", user_comments=comment)
    catalogues.path_of("fr").parent.mkdir(parents=True)
    with catalogues.path_of("fr").open("wb") as file:
        write_po(file, made)
    assert catalogues.all_reviewed("fr") == reviewed
    assert catalogues.all_reviewed("en")


def as_shown(catalogues: Catalogues, language: str) -> list[str]:
    """Every sentence as pages and scripts get it, with each form of those that count something."""
    said = catalogues.translations(language)
    return [
        text
        for message in messages(catalogues, language)
        for text in (
            [said.gettext(message.id)]
            if isinstance(message.id, str)
            else [said.ungettext(*message.id, count) for count in (0, 1, 2, 3, 11, 100)]
        )
    ]


@pytest.mark.parametrize("catalogues", APPLICATIONS.values(), ids=APPLICATIONS)
def test_no_line_of_french_ends_before_a_question_mark_or_inside_of_quotation_marks(catalogues):
    assert [text for text in as_shown(catalogues, "fr") if re.search(r" [?!:;»]|« ", text)] == []


@pytest.mark.parametrize("catalogues", APPLICATIONS.values(), ids=APPLICATIONS)
def test_no_line_of_french_tears_a_verb_from_its_pronoun(catalogues):
    torn = re.compile(r"(?i)[a-zà-ÿ]-(?:t-)?(?:ils?|elles?|on|nous|vous|ce|les?|la|moi|mêmes?)\b|peut-être")
    shown = as_shown(catalogues, "fr")
    assert [text for text in shown if torn.search(text)] == []
    assert [text for text in shown if "vous\N{NON-BREAKING HYPHEN}même" in text]


@pytest.mark.parametrize(
    ("text", "set_so"),
    [
        ("At least every 30 days.", "At least every 30~days."),
        ("Look again in %(num)s days. We wait.", "Look again in %(num)s~days. We wait."),
        ("نكتب كل 30 يومًا.", "نكتب كل 30~يومًا."),
        ("from %(opens)s to %(closes)s", "from %(opens)s to %(closes)s"),
        ("A code has 28. Look at it.", "A code has 28. Look at it."),
    ],
)
def test_a_number_and_what_it_counts_stay_on_one_line(text, set_so):
    assert held(text) == set_so.replace("~", "\N{NO-BREAK SPACE}")


@EACH
def test_no_catalogue_lets_a_number_go_from_what_it_counts(catalogues, language):
    loose = re.compile(r"(\d|%\(count\)s) [^\W\d_]")
    assert [text for text in as_shown(catalogues, language) if loose.search(text)] == []
