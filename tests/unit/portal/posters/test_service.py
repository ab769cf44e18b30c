import re

import pytest

from portal.places import read_places
from portal.posters.service import draw_all
from tests.support.portal_world import make_world

LANGUAGES = ("en", "fr", "es", "ar")
PLACES = [
    {
        "id": "north-camp",
        "name": "North camp",
        "channels": [
            {"what": "Women's centre, tent 4", "hours": "Monday to Friday, 9 to 16", "phone": "+00 000 111"},
            {"what": "Feedback desk", "hours": "On distribution days"},
        ],
    }
]


def drawn(folder, places):
    world = make_world(folder, places=read_places(places), languages=LANGUAGES)
    try:
        return dict(draw_all(world.client.application, world.services))
    finally:
        world.services.store.close()


@pytest.fixture(scope="module")
def papers(tmp_path_factory):
    return drawn(tmp_path_factory.mktemp("posters"), PLACES)


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", pdf))


def test_there_is_a_poster_cards_and_a_form_in_every_language(papers):
    expected = {f"{kind}-north-camp-{language}.pdf" for kind in ("poster", "cards") for language in LANGUAGES}
    assert set(papers) == expected | {f"form-{language}.pdf" for language in LANGUAGES}


def test_each_fits_its_paper_in_every_language(papers):
    assert {pages(pdf) for name, pdf in papers.items() if not name.startswith("form")} == {1}
    assert {pages(pdf) for name, pdf in papers.items() if name.startswith("form")} == {2}


def test_without_places_the_organisations_own_channels_stand_on_the_poster(tmp_path):
    assert "poster-en.pdf" in drawn(tmp_path, [])
