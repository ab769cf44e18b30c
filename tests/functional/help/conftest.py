"""Consoles of victim care and of investigators, unlocked, over one portal."""

import pytest

from tests.support.care_desk import unlocked


def console_of(name, group, index):
    """A fixture: the console of the member at this place of a group."""

    @pytest.fixture
    def console(office):
        browser = unlocked(office, name, group, index)
        yield browser
        browser.console.lock()

    return console


officer = console_of("Paz Officer", "VCO", 2)
care = console_of("Vera Care", "VCO", 0)
# A second officer for victim care, who sees every case as the first does.
second = console_of("Vito Care", "VCO", 1)
investigator = console_of("Ina Investigator", "INV", 1)
head = console_of("Hedi Head", "INV", 0)
