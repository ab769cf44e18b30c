"""Every state of every reporter page in every language, by axe, at 400 % zoom, and with a reader's own text spacing."""

from collections.abc import Iterator

import pytest

from portal.pages.site import PAGES
from portal.setup import LANGUAGES
from tests.browser.inspecting import Inspector
from tests.browser.running import Stack, running_stack
from tests.screenshots import basic, case, faults, form, reading
from tests.screenshots.scene import ORGANISATION, SETTINGS, Scene, publish_services

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def full_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A portal with services and places, as the pictures show it."""
    with running_stack(tmp_path_factory.mktemp("every-page"), ORGANISATION, SETTINGS) as stack:
        publish_services(stack)
        yield stack


def look_at_every_page(stack, chromium, language, inspector):
    # axe and the reader's style come from outside, which the pages' policy would refuse. axe needs scripts also on the
    # pages that have none of their own, and colours that stand still.
    still = {"bypass_csp": True, "reduced_motion": "reduce"}
    scene = Scene(stack, chromium, language, inspector, still, no_scripts={})
    for part in (reading, form, case, basic, faults):
        part.shoot(scene)
    assert not inspector.faults, "\n".join(inspector.faults)
    assert {f"{page}_{language}" for page in PAGES} <= set(inspector.seen)


# One language that runs to the right and one that runs to the left in every run; the others take minutes more.
LONG = [
    pytest.param(language, marks=pytest.mark.long) for language in LANGUAGES if language not in {"en", "ar"}
]


@pytest.mark.parametrize("language", ["en", "ar", *LONG])
def test_everybody_can_read_and_use_every_page(full_stack, chromium, language):
    look_at_every_page(full_stack, chromium, language, Inspector(dark=True))
