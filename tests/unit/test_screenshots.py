"""The pictures forget no page: they read the applications' own maps of addresses."""

import pytest
from werkzeug.routing import Map, Rule

from portal.pages.site import PAGES
from tests.screenshots import console
from tests.screenshots.addresses import addresses
from tests.support.portal_world import make_world


@pytest.fixture(scope="module")
def portal_addresses(shared_routes):
    return addresses(shared_routes, {"language": ["en", "ar"]})


@pytest.fixture(scope="module")
def shared_routes(tmp_path_factory):
    world = make_world(tmp_path_factory.mktemp("routes"))
    yield world.client.application.url_map
    world.services.store.close()


def test_every_page_of_the_portal_is_known_in_every_language(portal_addresses):
    for language in ("en", "ar"):
        wanted = {f"/{language}/{'' if name == 'home' else name}" for name in PAGES}
        assert wanted | {f"/{language}/services", f"/{language}/basic/case"} <= set(portal_addresses)
    assert not [one for one in portal_addresses if "api" in one or "static" in one or "<" in one]


def test_every_page_of_the_console_is_known():
    found = console.places()
    assert {"/inbox", "/overview", "/cases/CASE", "/cases/CASE/help", "/cases/CASE/packet/REFERRAL"} <= set(
        found
    )
    assert not [one for one in found if "<" in one]


def test_a_new_page_with_a_blank_that_nobody_fills_is_not_passed_over():
    with pytest.raises(LookupError, match="colour"):
        addresses(Map([Rule("/<language>/of/<colour>")]), {"language": ["en"]})


def test_a_choice_in_an_address_stands_for_all_its_pages():
    found = addresses(Map([Rule("/<language>/<any(one, two):name>")]), {"language": ["en"]})
    assert found == ["/en/one", "/en/two"]
