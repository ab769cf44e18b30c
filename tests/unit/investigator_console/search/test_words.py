"""Words are alike whatever their case, accents, or way of writing."""

import pytest

from investigator_console.search.words import fold_text, words_of


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("creance", "Créance"),
        ("NINO", "niño"),
        ("strasse", "Straße"),
        ("احمد", "أَحْمَد"),
        ("مدرسه", "مدرسة"),
        ("علي", "على"),
        ("كتاب", "كتـــاب"),
        ("2026", "٢٠٢٦"),
        ("oeuvre", "Œuvre"),
    ],
)
def test_one_word_in_two_ways_of_writing(typed, written):
    assert fold_text(typed) == fold_text(written)


def test_words_of_several_texts_stand_once():
    assert words_of(["The list, the LIST.", "a list"]) == {"the", "list", "a"}
