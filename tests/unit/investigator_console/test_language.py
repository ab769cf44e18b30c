"""Names, codes and numbers in the middle of a text that is read from the right."""

import pytest

from investigator_console.app import create_app
from investigator_console.language import gettext, set_apart
from investigator_console.settings import Settings

FIRST, LAST = "\u2068", "\u2069"


@pytest.fixture
def arabic(tmp_path):
    app = create_app(Settings(data=tmp_path, port=8001))
    with app.test_request_context("/", headers={"Accept-Language": "ar"}):
        yield


@pytest.mark.usefixtures("arabic")
def test_a_name_and_a_day_keep_their_own_direction():
    assert set_apart("2026-11-26") == f"{FIRST}2026-11-26{LAST}"
    assert set_apart("A4F4") == f"{FIRST}A4F4{LAST}"


@pytest.mark.usefixtures("arabic")
def test_a_list_of_names_is_not_set_apart_once_more():
    """Isolates hide their letters: around a list of them the first strong letter is none, which reads from the left."""
    names = gettext(", ").join(set_apart(f"مسؤول {one}") for one in ("A4F4", "52A6"))
    assert set_apart(names) == names
    assert gettext("No list yet from: %(who)s", who=names).count(FIRST) == 2


@pytest.mark.usefixtures("arabic")
def test_numbers_follow_each_other_as_the_page_is_read():
    numbers = gettext(", ").join(["4", "8", "12"])
    assert set_apart(numbers) == numbers
