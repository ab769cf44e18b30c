"""Pages of trouble, by their status."""

from collections.abc import Callable
from http import HTTPStatus

from playwright.sync_api import Route

from portal.app import create_app
from portal.errors import respond
from tests.screenshots.scene import Scene

STATUSES = (404, 413, 415, 429, 500, 503)


def bodies(scene: Scene) -> dict[int, bytes]:
    """What the portal answers for each kind of trouble, made by its own code."""
    app = create_app(scene.stack.settings)
    found = {}
    for status in STATUSES:
        with app.test_request_context(f"/{scene.language}/nowhere"):
            found[status] = respond(status).get_data()
    return found


def shoot(scene: Scene) -> None:
    """The portal's own bytes under an address of its own: styles and scripts come from where they always do."""
    with scene.phone() as page:
        for status, body in bodies(scene).items():
            page.route("**/trouble", _answering(status, body))
            page.goto(scene.address("trouble"))
            scene.take(page, f"error-{status}-{HTTPStatus(status).phrase.lower().replace(' ', '-')}")
            page.unroute("**/trouble")


def _answering(status: int, body: bytes) -> Callable[[Route], None]:
    return lambda route: route.fulfill(status=status, body=body, content_type="text/html; charset=utf-8")
