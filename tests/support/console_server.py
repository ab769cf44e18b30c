"""The members' application on a port of loopback, for a browser."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page
from werkzeug.serving import make_server

from investigator_console.app import create_app
from investigator_console.settings import Settings
from tests.support.console_world import PASSPHRASE, Office


@contextmanager
def served(office: Office) -> Iterator[str]:
    """Its address. Ends locked."""
    server = make_server("127.0.0.1", 0, None, threaded=True)
    settings = Settings(data=office.folder, port=server.port)
    server.app = create_app(settings, connect=lambda _vault: office.client())
    server.log_level = "error"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        server.app.extensions["amparo"].lock()


def settled(page: Page) -> None:
    """The synchronisation that follows unlocking is over, and the page shows what it brought, its scripts too."""
    page.locator(".sync-state:not(.running)").wait_for()
    page.wait_for_load_state()


def unlock(page: Page, name: str = "Amina Head") -> None:
    """From the locked page to an inbox that holds a case."""
    page.get_by_test_id("member-select").select_option(name)
    page.get_by_test_id("passphrase").fill(PASSPHRASE)
    page.keyboard.press("Enter")
    page.get_by_test_id("case-row").first.wait_for()
    settled(page)
