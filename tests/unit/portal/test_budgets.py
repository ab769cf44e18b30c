"""The file of budgets: a line for each page and language, and none above the goal."""

from portal.pages.site import PAGES
from portal.setup import LANGUAGES
from tests.support.weight import BUDGETS, budget, way_budget


def test_every_page_has_a_budget_in_every_language_and_none_is_above_the_goal():
    assert set(BUDGETS["first-visit"]) == set(PAGES)
    for page, languages in BUDGETS["first-visit"].items():
        assert set(languages) == set(LANGUAGES), page
        assert all(budget(page, language) <= BUDGETS["most"]["first_visit"] for language in LANGUAGES)
    assert (BUDGETS["most"]["first_visit"], BUDGETS["most"]["requests"]) == (60, 8)


def test_the_whole_way_has_a_budget_in_every_language():
    assert set(BUDGETS["whole-way"]) == set(LANGUAGES)
    assert all(way_budget(language) > budget("report", language) for language in LANGUAGES)
