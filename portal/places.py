"""Places where people can be reached in person or by phone, as the settings list them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Words = Mapping[str, str]
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_PHONE = re.compile(r"\+?[0-9][0-9 ()\-]{1,24}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
# A text without languages stands under this key and is shown to everyone.
_ANY = ""


class PlaceError(ValueError):
    """A place is not filled in as it must be: the key, and what to write."""

    def __init__(self, key: str, remedy: str) -> None:
        self.key, self.remedy = key, remedy
        super().__init__(f"{key}: {remedy}")


@dataclass(frozen=True)
class Channel:
    """One way to reach somebody: what it is, when it is open, a phone number or nothing."""

    what: Words
    hours: Words
    phone: str = ""


@dataclass(frozen=True)
class Place:
    """A site: its name, and the channels that really exist there."""

    id: str
    name: Words
    channels: tuple[Channel, ...]


def in_language(words: Words, language: str) -> str:
    """The text in a language; else the one for all; else any, since a text in another language beats none."""
    return words.get(language) or words.get(_ANY) or next(iter(words.values()), "")


def read_places(raw: object) -> tuple[Place, ...]:
    """The `[[places]]` of a settings file. Raises `PlaceError`."""
    if not isinstance(raw, list) or not all(isinstance(one, dict) for one in raw):
        raise PlaceError("places", "write [[places]] once for each place")
    places = tuple(_place(one, f"places[{index}]") for index, one in enumerate(raw, start=1))
    if len({place.id for place in places}) != len(places):
        raise PlaceError("places", "two places have the same id; give each its own")
    return places


def _place(raw: Mapping[str, Any], key: str) -> Place:
    _only(raw, key, {"id", "name", "channels"})
    name = raw.get("id")
    if not isinstance(name, str) or not _ID.fullmatch(name):
        raise PlaceError(f"{key}.id", 'set a short id of small letters, digits and dashes, e.g. "north-camp"')
    channels = raw.get("channels")
    if not isinstance(channels, list) or not channels or not all(isinstance(one, dict) for one in channels):
        raise PlaceError(f"{key}.channels", "write [[places.channels]] at least once for each place")
    return Place(
        name,
        _words(raw.get("name"), f"{key}.name"),
        tuple(_channel(one, f"{key}.channels[{index}]") for index, one in enumerate(channels, start=1)),
    )


def _channel(raw: Mapping[str, Any], key: str) -> Channel:
    _only(raw, key, {"what", "hours", "phone"})
    phone = raw.get("phone", "")
    if not isinstance(phone, str) or (phone and not _PHONE.fullmatch(phone)):
        raise PlaceError(f"{key}.phone", 'set a number such as "+00 000 000 000", or leave it out')
    # A channel without hours is a promise that nobody keeps at night.
    return Channel(_words(raw.get("what"), f"{key}.what"), _words(raw.get("hours"), f"{key}.hours"), phone)


def _words(raw: object, key: str) -> Words:
    remedy = 'write a text, or one for each language: { en = "…", ar = "…" }'
    given = {_ANY: raw} if isinstance(raw, str) else raw
    if not isinstance(given, dict) or not given:
        raise PlaceError(key, remedy)
    _every(given.items(), lambda pair: pair[0] == _ANY or bool(_LANGUAGE.fullmatch(pair[0])), key, remedy)
    _every(given.values(), lambda text: isinstance(text, str) and bool(text.strip()), key, remedy)
    return {language: text.strip() for language, text in given.items()}


def _every(values: Any, check: Callable[[Any], bool], key: str, remedy: str) -> None:  # noqa: ANN401 - TOML is untyped
    if not all(check(value) for value in values):
        raise PlaceError(key, remedy)


def _only(raw: Mapping[str, Any], key: str, known: set[str]) -> None:
    unknown = sorted(set(raw) - known)
    if unknown:
        raise PlaceError(f"{key}.{unknown[0]}", f"is no setting; known are {', '.join(sorted(known))}")
