from flask import Flask

import policies
from policies.taxonomy import Category
from portal.pages.choices import category_groups, when_choices


def test_every_category_can_be_chosen_once_and_unsure_comes_first(app: Flask):
    categories = policies.load().taxonomy.categories
    with app.test_request_context("/en/"):
        groups = category_groups(categories)
    shown = [choice.code for group in groups for choice in group.categories]
    assert sorted(shown) == sorted(category.code for category in categories)
    assert shown[0] == "UNS"


def test_a_category_that_an_organisation_adds_is_still_offered(app: Flask):
    added = Category(code="NEW", label="Something of ours", route="investigation", assistance="no", tier="T3")
    with app.test_request_context("/en/"):
        groups = category_groups([*policies.load().taxonomy.categories, added])
    assert "NEW" in [choice.code for choice in groups[-1].categories]


def test_times_are_bands_with_distinct_codes(app: Flask):
    with app.test_request_context("/en/"):
        codes = [code for code, _label in when_choices()]
    assert len(codes) == len(set(codes))
    assert "" not in codes
