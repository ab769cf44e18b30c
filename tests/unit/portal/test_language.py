"""Which language an answer speaks, and the way from one to another."""

import re

import pytest

from languages.names import direction_of
from portal.language import choices
from portal.setup import LANGUAGES
from tests.support.basic_portal import Portal
from tests.support.organisation import ORIGIN, Organisation

CHOOSER = re.compile(r'<nav class="languages.*?</nav>', re.DOTALL)
LINK = re.compile(
    r'<a href="([^"]+)" lang="(\w+)" hreflang="(\w+)" dir="(\w+)"( aria-current="true")?>([^<]+)</a>'
)


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    portal = Portal(tmp_path_factory.mktemp("portal"), Organisation.at(ORIGIN), languages=LANGUAGES)
    return portal.app.test_client()


def get(client, address, **headers):
    return client.get(address, base_url=ORIGIN, headers=headers)


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("fr", "fr"), ("es-MX,es;q=0.9,en;q=0.8", "es"), ("ar-EG", "ar"), ("sw, de;q=0.5", "en"), ("", "en")],
)
def test_the_start_negotiates(client, accepted, language):
    answer = get(client, "/", **{"Accept-Language": accepted})
    assert answer.headers["Location"] == f"/{language}/"
    assert "Accept-Language" in answer.headers["Vary"]


@pytest.mark.parametrize("page", ["", "report", "case", "how", "readers", "basic/", "basic/case"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_leads_to_itself_in_every_language(client, language, page):
    answer = get(client, f"/{language}/{page}")
    assert answer.status_code == 200
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in answer.text
    found = LINK.findall(CHOOSER.search(answer.text).group(0))
    assert [link[0] for link in found] == [f"/{code}/{page}" for code in LANGUAGES]
    assert [link[1] for link in found] == [link[2] for link in found] == list(LANGUAGES)
    assert [link[1] for link in found if link[4]] == [language]


def test_languages_are_called_by_their_own_names():
    named = {choice.code: choice.name for choice in choices(LANGUAGES, "")}
    assert named == {"en": "English", "fr": "Français", "es": "Español", "ar": "العربية"}


def test_directions_come_from_the_script():
    directions = {code: direction_of(code) for code in ("ar", "fa", "ps", "he", "fr", "pt-BR")}
    assert directions == {"ar": "rtl", "fa": "rtl", "ps": "rtl", "he": "rtl", "fr": "ltr", "pt-BR": "ltr"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_no_native_speaker_checked_says_so(client, language):
    page = get(client, f"/{language}/how").text
    assert ('data-testid="unreviewed"' in page) == (language != "en")


def test_pages_of_failure_speak_the_visitors_language(client):
    assert '<html lang="ar" dir="rtl"' in get(client, "/ar/nothing").text
    assert '<html lang="fr" dir="ltr"' in get(client, "/nothing/", **{"Accept-Language": "fr"}).text


def test_without_scripts_the_language_changes_and_the_words_stay(client):
    page = get(client, "/en/basic/report").text
    button = re.search(r'<button[^>]*formaction="(/ar/basic/report)"[^>]*>', page).group(0)
    assert 'form="answers"' in button
    assert 'name="step" value="change"' in button
    typed = {"step": "change", "story": "Kept <word>.", "where": "Here", "categories": "FRD", "when": "year"}
    answer = client.post("/ar/basic/report", base_url=ORIGIN, data=typed)
    assert answer.status_code == 200
    assert '<html lang="ar" dir="rtl">' in answer.text
    assert "Kept &lt;word&gt;." in answer.text
    assert "Here" in answer.text
    assert re.search(r'<input[^>]*checked[^>]*value="FRD"', answer.text)
    assert 'role="alert"' not in answer.text
