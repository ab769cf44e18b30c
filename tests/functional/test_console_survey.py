"""The survey as a statistics officer sees it: sums of ten and more, never a row."""

import json

import pytest

from crypto.intake import parse_list, statistics_officers
from crypto.survey import SurveyAnswers, seal_survey
from investigator_console.survey.exchange import tally_of
from investigator_console.survey.view import view_survey
from policies import load as load_policies
from tests.support.console_world import Browser

POLICIES = load_policies()


@pytest.fixture
def officers(office):
    found = [office.hire("Yuki Statistics", "STAT"), office.hire("Olga Statistics", "STAT", 1)]
    for vault in found:
        office.sync(vault)
    yield found
    for vault in found:
        vault.close()


def answer(office, *answers):
    """As a reporter's page does."""
    client, (keyring, _) = office.world.client, office.published()
    wanted = statistics_officers(keyring)
    keys = parse_list(client.get("/api/v1/statistics").data, keyring, today=office.today, holders=wanted)
    row = seal_survey(
        SurveyAnswers(1, answers),
        wanted,
        {one: key.kem_pk for one, key in keys.items()},
        office.world.deployment,
    )
    assert client.post("/api/v1/surveys", data=row.encode()).status_code == 201


def left(office):
    with office.world.services.store.reading() as session:
        return session.exec_driver_sql("SELECT count(*) FROM survey_rows").scalar()


def test_sums_show_from_ten_answers_on_and_in_steps_of_ten(office, officers):
    first, second = officers
    for _ in range(9):
        answer(office, 1, 1, 2, 3, 1, 0)
    office.sync(first)
    assert view_survey(first, POLICIES).empty
    answer(office, 3, 1, 2, 3, 1, 1)
    office.sync(first)
    view = view_survey(first, POLICIES)
    assert [(bar.count, bar.percent) for bar in view.questions[0].bars] == [(9, 90), (0, 0), (1, 10)]
    # The last question was answered once: it stays closed.
    assert (view.questions[5].total, view.questions[5].bars) == (0, [])
    # The eleventh answer alone is not seen beside ten known ones.
    answer(office, 2, 1, 2, 3, 1, 1)
    office.sync(first)
    assert view_survey(first, POLICIES) == view
    assert left(office) == 11
    office.sync(second)
    assert left(office) == 0
    assert view_survey(second, POLICIES).questions[0].total in {10, 11}


def test_no_row_is_kept_and_a_lost_confirmation_counts_nobody_twice(office, officers):
    [vault, _] = officers
    for _ in range(3):
        answer(office, 1, 2, 3, 1, 2, 3)
    lost = {"now": True}

    def cut(request, response):
        if lost["now"] and request.url.path.endswith("/surveys/acks"):
            response.status_code = 503
        return response

    office.line.tamper = cut
    with pytest.raises(Exception, match="portal"):
        office.sync(vault)
    lost["now"] = False
    office.sync(vault)
    office.sync(vault)
    tally = tally_of(vault)
    assert tally["had"] == []
    assert tally["versions"]["1"][0]["waiting"] == {"1": 3}
    assert set(tally) == {"versions", "unread", "had"}
    assert "row" not in json.dumps(tally)


def test_the_page_is_for_statistics_officers_and_shows_bars(office, officers):
    for _ in range(10):
        answer(office, 1, 2, 3, 1, 2, 0)
    for vault in officers:
        office.sync(vault)
        vault.close()
    head = office.hire("Amina Head", "INV")
    office.sync(head)
    head.close()
    for name, seen in (("Yuki Statistics", True), ("Amina Head", False)):
        browser = Browser(office.console())
        browser.unlock(name)
        browser.wait()
        page = browser.get("/survey")
        assert page.status_code == (200 if seen else 404)
        assert ('href="/survey"' in browser.get("/inbox").text) is seen
        if seen:
            assert page.text.count('data-testid="survey-question"') == 6
            assert "survey-empty" not in page.text
        browser.console.lock()
