"""`python -m portal.translations`, and the console's: starting a language, and renewing one without losing work."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from investigator_console.translations import __main__ as of_console
from languages.catalogues import NOT_REVIEWED, Catalogues
from languages.renewing import renew_catalogue
from portal.translations import __main__ as of_portal


@pytest.fixture(params=[of_portal, of_console], ids=["portal", "console"])
def command(request):
    return request.param


@pytest.fixture
def folder(tmp_path: Path, command, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for catalogues, with today's template."""
    place = tmp_path / "translations"
    place.mkdir()
    (place / "messages.pot").write_bytes(command.CATALOGUES.template.read_bytes())
    monkeypatch.setattr(command, "CATALOGUES", Catalogues(place))
    return place


def read(folder: Path, language: str):
    with (folder / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def test_a_new_language_starts_with_every_sentence_empty_and_unreviewed(command, folder):
    assert command.main(["new", "pt"]) == 0
    started = [message for message in read(folder, "pt") if message.id]
    with (folder / "messages.pot").open("rb") as file:
        assert len(started) == len(read_po(file))
    assert {tuple(m.user_comments) for m in started} == {(NOT_REVIEWED,)}
    assert not any(m.string if isinstance(m.id, str) else any(m.string) for m in started)
    assert all(m.locations for m in started)


def test_a_language_is_never_started_over_another(command, folder, capsys):
    assert command.main(["new", "pt"]) == 0
    place = folder / "pt" / "LC_MESSAGES" / "messages.po"
    before = place.read_bytes()
    assert command.main(["new", "pt"]) == 2
    assert place.read_bytes() == before
    assert "there already" in capsys.readouterr().err


@pytest.mark.parametrize("code", ["", "../x", "portuguese!", "qq"])
def test_a_code_that_is_no_language_is_refused(command, folder, code):
    assert command.main(["new", code]) == 2
    assert [one.name for one in folder.iterdir()] == ["messages.pot"]


@pytest.mark.parametrize("arguments", [["new"], ["old", "pt"], ["new", "pt", "sw"]])
def test_other_arguments_are_refused(command, folder, arguments):
    assert command.main(arguments) == 2
    assert [one.name for one in folder.iterdir()] == ["messages.pot"]


def test_renewing_keeps_work_and_reviews_and_guesses_nothing(command, folder, tmp_path):
    template = tmp_path / "t.pot"
    template.write_text('msgid ""\nmsgstr ""\n\nmsgid "Keep me."\nmsgstr ""\n\nmsgid "New me."\nmsgstr ""\n')
    place = command.CATALOGUES.path_of("fr")
    place.parent.mkdir(parents=True)
    place.write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
        '# reviewed: yes\nmsgid "Keep me."\nmsgstr "Gardez-moi."\n\n'
        '# reviewed: yes\nmsgid "Old me."\nmsgstr "Ancien."\n',
        encoding="utf-8",
    )
    renew_catalogue(command.CATALOGUES, "fr", template)
    renewed = {m.id: (m.string, m.user_comments) for m in read(folder, "fr") if m.id}
    assert renewed == {
        "Keep me.": ("Gardez-moi.", ["reviewed: yes"]),
        "New me.": ("", ["reviewed: no"]),
    }
