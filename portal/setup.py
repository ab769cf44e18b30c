import json
import os
from pathlib import Path

from languages.names import FIRST
from portal.keyring.card import Card
from portal.settings import Organisation, Settings, SettingsError
from portal.settings_file import load_settings
from portal.store import schema
from portal.store.engine import Store

# What a new portal speaks until its settings say otherwise.
LANGUAGES = FIRST
_TEMPLATE = """# Settings of the Amparo portal. A wrong value stops the start and says what to set.
origins = {origins}
languages = {languages}
basic_path = true
# How many reverse proxies stand before the portal; 0 when it is reached directly.
proxy_hops = 0
# Mail addresses called in turn when nobody has acknowledged a report; they need [smtp].
duty_roster = []

[organisation]
name = {name}
contact = {contact}
other_channels = {other_channels}
exit_url = {exit_url}

# The organisation's own colour, for light and for dark pages. One that people could not read is refused.
# [colours]
# accent = "#0d5f5b"
# accent_dark = "#7dd0c3"

# Devices that many people share: the pages empty themselves, after a warning, when nobody touches them.
# Recordings of the questions, for people who do not read, lie beside this file: audio/<language>/<question>.mp3
# [kiosk]
# idle_minutes = 3
# origins = []

[keyring]
deployment_id = {deployment_id}
root_vk = {root_vk}
# Raise this after publishing a keyring: an older one is refused even on an empty database.
floor = 1

# [smtp]
# host = "mail.example.org"
# port = 587
# from = "portal@example.org"
# tls = "starttls"
# user = ""
# password_file = ""
"""


def _toml(value: object) -> str:
    # JSON strings and lists of strings are TOML ones too, as long as nothing is written as a surrogate pair.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def settings_text(card: Card, organisation: Organisation, languages: tuple[str, ...]) -> str:
    """A first settings file for this deployment."""
    return _TEMPLATE.format(
        origins=_toml(list(card.origins)),
        languages=_toml(list(languages)),
        name=_toml(organisation.name),
        contact=_toml(organisation.contact),
        other_channels=_toml(list(organisation.other_channels)),
        exit_url=_toml(organisation.exit_url),
        deployment_id=_toml(card.deployment_id.hex()),
        root_vk=_toml(card.root_vk.hex()),
    )


def initialise(
    path: Path, card: Card, organisation: Organisation, languages: tuple[str, ...] = LANGUAGES
) -> Settings:
    """Writes the settings file and makes the database. Raises `SettingsError` where a file exists already."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with os.fdopen(
            os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
        ) as file:
            file.write(settings_text(card, organisation, languages))
    except FileExistsError:
        raise SettingsError(f"{path} exists: change it by hand, or remove it for a new start.") from None
    settings = load_settings({**os.environ, "AMPARO_SETTINGS": str(path)})
    store = Store(settings.database_url)
    schema.upgrade(store)
    store.close()
    return settings
