"""Consoles of victim care and of investigators, unlocked, over one portal."""

import pytest

from tests.support.care_desk import unlocked
from tests.support.console_world import open_office
from tests.support.portal_world import Organisation


@pytest.fixture(scope="session")
def organisation():
    return Organisation.found()


@pytest.fixture
def office(tmp_path, organisation):
    made = open_office(tmp_path, organisation)
    yield made
    made.world.services.store.close()


@pytest.fixture
def officer(office):
    browser = unlocked(office, "Paz Officer", "VCO", 2)
    yield browser
    browser.console.lock()


@pytest.fixture
def care(office):
    browser = unlocked(office, "Vera Care", "VCO", 0)
    yield browser
    browser.console.lock()


@pytest.fixture
def second(office):
    """A second officer for victim care, who sees every case as the first does."""
    browser = unlocked(office, "Vito Care", "VCO", 1)
    yield browser
    browser.console.lock()


@pytest.fixture
def investigator(office):
    browser = unlocked(office, "Ina Investigator", "INV", 1)
    yield browser
    browser.console.lock()


@pytest.fixture
def head(office):
    browser = unlocked(office, "Hedi Head", "INV", 0)
    yield browser
    browser.console.lock()
