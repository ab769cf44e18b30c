"""Consoles of victim care and of investigators, unlocked, over one portal."""

import pytest

from tests.support.care_desk import unlocked


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
