from pathlib import Path

import pytest

from investigator_console.settings import Settings, SettingsError, load_settings


def test_the_environment_is_read_once():
    settings = load_settings(
        {"AMPARO_DATA": "/d", "AMPARO_CONSOLE_PORT": "9001", "AMPARO_CONSOLE_IDLE_MINUTES": "5"}
    )
    assert settings.vaults == Path("/d/console")
    assert settings.port == 9001
    assert settings.idle_seconds == 300
    assert settings.hosts == {"127.0.0.1:9001", "localhost:9001", "[::1]:9001"}


@pytest.mark.parametrize(
    "env",
    [
        {"AMPARO_CONSOLE_PORT": "http"},
        {"AMPARO_CONSOLE_PORT": "0"},
        {"AMPARO_CONSOLE_PORT": "70000"},
        {"AMPARO_CONSOLE_IDLE_MINUTES": "0"},
        {"AMPARO_CONSOLE_IDLE_MINUTES": "600"},
    ],
)
def test_a_wrong_value_stops_the_start(env):
    with pytest.raises(SettingsError):
        load_settings(env)


def test_the_console_never_stays_open_longer_than_a_quarter_of_an_hour():
    assert Settings(Path("/d")).idle_seconds == 900
