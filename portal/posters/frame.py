"""What all papers of one place have in common: language, addresses, channels."""

from collections.abc import Callable
from dataclasses import dataclass

from languages.names import direction_of
from paper import Sheet
from portal.places import Place, in_language
from portal.settings import Settings
from portal.translations import CATALOGUES


@dataclass(frozen=True)
class Frame:
    """One language, and one place or none. `gettext`: the language's sentences."""

    settings: Settings
    language: str
    place: Place | None
    fingerprint: str

    @property
    def gettext(self) -> Callable[[str], str]:
        """Sentence in English -> sentence in the language."""
        return CATALOGUES.translations(self.language).gettext

    @property
    def address(self) -> str:
        """The address to print: the first one that the keyring lists."""
        return self.settings.origins[0]

    @property
    def onion(self) -> str:
        """The onion address, or nothing."""
        return next((origin for origin in self.settings.origins if origin.endswith(".onion")), "")

    @property
    def channels(self) -> list[tuple[str, str, str]]:
        """(what, phone, hours) of every other way: those of the place, else those of the organisation."""
        if self.place is None:
            return [(line, "", "") for line in self.settings.organisation.other_channels]
        return [
            (in_language(one.what, self.language), one.phone, in_language(one.hours, self.language))
            for one in self.place.channels
        ]

    def sheet(self, title: str, *, margin: float = 18) -> Sheet:
        """An empty A4 sheet in the frame's language."""
        return Sheet(title, language=self.language, direction=direction_of(self.language), margin=margin)
