"""Words of a row in the inbox."""

from datetime import date

import pytest

from investigator_console.app import create_app
from investigator_console.inbox.service import received, status_label
from investigator_console.language import LANGUAGES
from investigator_console.settings import Settings
from investigator_console.translations import CATALOGUES
from policies import load as load_policies

POLICIES = load_policies()


@pytest.fixture(params=LANGUAGES)
def page(request, tmp_path):
    app = create_app(Settings(data=tmp_path, port=8001))
    with app.test_request_context("/", headers={"Accept-Language": request.param}):
        yield request.param


def test_a_status_that_waits_for_the_reporter_asks_nothing_of_the_member(page):
    for status in POLICIES.statuses.statuses:
        said = CATALOGUES.translations(page).gettext(status.label)
        assert (status_label(POLICIES, status.code) != said) is status.waits_for_reporter


def test_the_day_beside_a_deadline_says_that_it_is_the_day_of_receipt(page):
    today = date(2026, 11, 26)
    told = {received(day, today) for day in ("2026-11-26", "2026-11-25", "2026-11-21")}
    assert len(told) == 3
    assert page != "en" or all(text.startswith("received ") for text in told)
