"""`python -m portal.translations`: starting a language, and renewing one without losing work."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from portal.pages import catalogue as pages_catalogue
from portal.translations import __main__ as command
from portal.translations import catalogues


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(catalogues, "FOLDER", tmp_path)
    return tmp_path


def read(folder: Path, language: str):
    with (folder / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def test_a_new_language_starts_with_every_sentence_empty_and_unreviewed(folder):
    assert command.main(["new", "pt"]) == 0
    started = [message for message in read(folder, "pt") if message.id]
    with catalogues.TEMPLATE.open("rb") as file:
        assert len(started) == len(read_po(file))
    assert {tuple(m.user_comments) for m in started} == {(catalogues.NOT_REVIEWED,)}
    assert not any(m.string if isinstance(m.id, str) else any(m.string) for m in started)
    assert all(m.locations for m in started)


def test_a_language_is_never_started_over_another(folder, capsys):
    assert command.main(["new", "pt"]) == 0
    place = folder / "pt" / "LC_MESSAGES" / "messages.po"
    before = place.read_bytes()
    assert command.main(["new", "pt"]) == 2
    assert place.read_bytes() == before
    assert "there already" in capsys.readouterr().err


@pytest.mark.parametrize("code", ["", "../x", "portuguese!", "qq"])
def test_a_code_that_is_no_language_is_refused(folder, code):
    assert command.main(["new", code]) == 2
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("arguments", [["new"], ["old", "pt"], ["new", "pt", "sw"]])
def test_other_arguments_are_refused(folder, arguments):
    assert command.main(arguments) == 2
    assert list(folder.iterdir()) == []


def test_renewing_keeps_work_and_reviews_and_guesses_nothing(folder, tmp_path):
    template = tmp_path / "t.pot"
    template.write_text('msgid ""\nmsgstr ""\n\nmsgid "Keep me."\nmsgstr ""\n\nmsgid "New me."\nmsgstr ""\n')
    place = catalogues.path_of("fr")
    place.parent.mkdir(parents=True)
    place.write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
        '# reviewed: yes\nmsgid "Keep me."\nmsgstr "Gardez-moi."\n\n'
        '# reviewed: yes\nmsgid "Old me."\nmsgstr "Ancien."\n',
        encoding="utf-8",
    )
    pages_catalogue.renew_catalogue("fr", template)
    renewed = {m.id: (m.string, m.user_comments) for m in read(folder, "fr") if m.id}
    assert renewed == {
        "Keep me.": ("Gardez-moi.", ["reviewed: yes"]),
        "New me.": ("", ["reviewed: no"]),
    }
