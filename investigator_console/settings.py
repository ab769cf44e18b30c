"""Settings of the console, read once at start from the environment into a frozen object."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import current_app

DEFAULT_PORT = 8001
LONGEST_IDLE_MINUTES = 15
HIGHEST_PORT = 65535


class SettingsError(Exception):
    """A setting is missing or wrong; the sentence says which one and what to put there."""


@dataclass(frozen=True)
class Settings:
    """Where the vaults lie, where the console listens, and when it locks itself.

    `data`: the folder that holds `console/<slug>/` for each vault. `port`: TCP port on 127.0.0.1.
    `idle_seconds`: 1 to 900. `sync_wait_seconds`: how long a press on "sync" waits before it shows progress.
    `sync_pause_seconds`: how long the synchronisation after unlocking leaves the processor to the first page.
    """

    data: Path
    port: int = DEFAULT_PORT
    idle_seconds: int = LONGEST_IDLE_MINUTES * 60
    sync_wait_seconds: float = 15.0
    sync_after_unlock: bool = True
    sync_pause_seconds: float = 1.0
    sync_every_seconds: float = 300.0

    def __post_init__(self) -> None:
        if not 1 <= self.port <= HIGHEST_PORT:
            raise SettingsError(f"AMPARO_CONSOLE_PORT is {self.port}: set a number from 1 to {HIGHEST_PORT}.")
        if not 1 <= self.idle_seconds <= LONGEST_IDLE_MINUTES * 60:
            raise SettingsError(f"The console locks after 1 to {LONGEST_IDLE_MINUTES} idle minutes.")

    @property
    def vaults(self) -> Path:
        """The folder that holds one folder a vault."""
        return self.data / "console"

    @property
    def hosts(self) -> frozenset[str]:
        """The only values of the Host header that this console answers to."""
        return frozenset(f"{name}:{self.port}" for name in ("127.0.0.1", "localhost", "[::1]"))


def settings_at_hand() -> Settings:
    """The settings of the console that answers the request at hand."""
    settings = current_app.config["AMPARO"]
    if not isinstance(settings, Settings):
        raise TypeError("create_app puts the settings there")
    return settings


def load_settings(env: Mapping[str, str] | None = None) -> Settings:
    """Read `AMPARO_DATA`, `AMPARO_CONSOLE_PORT` and `AMPARO_CONSOLE_IDLE_MINUTES`.

    `env`: by default the environment. Raises `SettingsError` where a value can't be used.
    """
    env = os.environ if env is None else env
    data = env.get("AMPARO_DATA", "")
    return Settings(
        data=Path(data).expanduser() if data else Path.home() / "amparo",
        port=_whole_number(env, "AMPARO_CONSOLE_PORT", DEFAULT_PORT),
        idle_seconds=60 * _whole_number(env, "AMPARO_CONSOLE_IDLE_MINUTES", LONGEST_IDLE_MINUTES),
    )


def _whole_number(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name, "")
    if not text:
        return default
    if not text.isascii() or not text.isdigit():
        raise SettingsError(f"{name} is {text!r}: set a whole number, such as {default}.")
    return int(text)
