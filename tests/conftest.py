"""Fixtures for tests that need the whole of Amparo running, or a browser."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import settings
from playwright.sync_api import Browser, Page, expect

from crypto import passphrase
from tests.support.chromium import launched_chromium
from tests.support.console_world import Office, open_office
from tests.support.live import Live, running_demo
from tests.support.organisation import Organisation
from tests.support.templates import CompiledOnce
from tests.support.walk import SOON

# Speed is measured in `make bench`; a test that depends on it fails on a busy machine.
settings.register_profile("amparo", deadline=None)
settings.load_profile("amparo")
# So is the time that a page takes: what is expected of one may come late, if it comes.
expect.set_options(timeout=SOON)


@pytest.fixture(scope="session", autouse=True)
def passphrases_stretched_once() -> Iterator[None]:
    """Argon2id with its real cost, but the same passphrase and salt give the same key without computing it again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passphrase, "hash_secret_raw", cache(passphrase.hash_secret_raw))
        yield


@pytest.fixture(scope="session", autouse=True)
def templates_compiled_once() -> Iterator[None]:
    """Nearly every test makes an application, whose templates are the same as before."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "jinja_options", {**Flask.jinja_options, "bytecode_cache": CompiledOnce()})
        yield


@pytest.fixture(scope="session")
def temporary_files(tmp_path_factory: pytest.TempPathFactory):
    """Where the running servers put their temporary files."""
    return tmp_path_factory.mktemp("servers-tmp")


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory, temporary_files) -> Iterator[Live]:
    """A portal and a console as `make demo` starts them, without seeded cases, shared by all who need one."""
    data = tmp_path_factory.mktemp("live") / "data"
    with running_demo(data, extra={"TMPDIR": str(temporary_files)}) as running:
        yield running


@pytest.fixture(scope="session")
def organisation() -> Organisation:
    """An organisation with members in every group."""
    return Organisation.found()


@pytest.fixture
def office(tmp_path: Path, organisation: Organisation) -> Iterator[Office]:
    """The organisation's portal, and a place for its members' vaults."""
    made = open_office(tmp_path, organisation)
    yield made
    made.world.services.store.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with launched_chromium() as browser:
        yield browser


@pytest.fixture
def reporter(chromium: Browser) -> Iterator[Page]:
    """A reporter's phone: a fresh profile, 360 pixels wide."""
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    yield context.new_page()
    context.close()


@pytest.fixture
def desk(chromium: Browser) -> Iterator[Page]:
    """A member's screen. Ends with the console locked, so that the next test can unlock another vault."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    yield page
    lock = page.locator("[data-testid=lock]:visible")
    if lock.count():
        lock.first.click()
        page.wait_for_load_state()
    context.close()
