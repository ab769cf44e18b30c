"""English sentences of what is kept, said again in the page's language, with what was filled in."""

import pytest

from crypto.errors import Malformed
from investigator_console.app import create_app
from investigator_console.language import in_english
from investigator_console.said import say_again
from investigator_console.settings import Settings
from investigator_console.sync.errors import PortalAwayError
from investigator_console.translations import CATALOGUES
from investigator_console.vault.errors import TamperedRecordError

AWAY = PortalAwayError(
    "The portal at https://report.example.org doesn't answer (ConnectError). "
    "Go on working: what you write is kept here, sealed, and sent when it is back."
)


@pytest.fixture
def app(tmp_path):
    return create_app(Settings(data=tmp_path, port=8001))


@pytest.fixture(params=["fr", "es", "ar"])
def page(request, app):
    with app.test_request_context("/", headers={"Accept-Language": request.param}):
        yield request.param


def test_what_is_filled_in_comes_along(page):
    said = say_again(AWAY)
    assert "https://report.example.org" in said
    assert "ConnectError" in said
    assert "answer" not in said
    told = say_again(TamperedRecordError("events", bytes(32)))
    assert "000000000000" in told
    assert "'events'" in told
    assert "changed" not in told


def test_a_sentence_within_a_sentence_is_said_again_too(page):
    inner = "Your role doesn't do this here."
    said = say_again(f"AB12-CD34, Help and care: the keys could not be changed. {inner}")
    translated = CATALOGUES.translations(page)
    assert "AB12-CD34" in said
    assert translated.gettext(inner) in said
    assert translated.gettext("Help and care") in said


def test_a_fault_keeps_its_place(page):
    said = say_again("services.csv, row 3: the name is missing; give the service a name")
    fault = CATALOGUES.translations(page).gettext("the name is missing; give the service a name")
    assert said.endswith(f": {fault}")
    assert "services.csv, row 3" in said


def test_counted_sentences_count_as_the_language_does(app):
    three = "3 entries of yours aren't with the portal yet."
    with app.test_request_context("/", headers={"Accept-Language": "ar"}):
        assert say_again(three) == CATALOGUES.translations("ar").ungettext(
            "%(num)s entry of yours isn't with the portal yet.",
            "%(num)s entries of yours aren't with the portal yet.",
            3,
        ) % {"num": 3}


@pytest.mark.parametrize(
    "text",
    ["", "100 % of it, and %(odd)s", "They said: اسكتي.", "%", "A sentence of a later version.", "AB12"],
)
def test_what_no_catalogue_knows_stays_as_it_is(page, text):
    assert say_again(text) == text


def test_english_stays_as_it_is(app):
    with app.test_request_context("/", headers={"Accept-Language": "ar"}), in_english():
        assert say_again(AWAY) == str(AWAY)
    assert say_again(Malformed("this keyring belongs to another deployment")) == (
        "this keyring belongs to another deployment"
    )
