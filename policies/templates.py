"""Messages that members can begin from, in the reporter's language."""

from dataclasses import dataclass
from typing import Literal

from policies.errors import InvalidValueError
from policies.header import Header, unique

Use = Literal[
    "acknowledge", "question", "progress", "no-news", "closing", "review",
    "offer", "offer-through-reporter", "offer-child",
]  # fmt: skip
OFFERS: tuple[Use, ...] = ("offer", "offer-through-reporter", "offer-child")
FALLBACK = "en"


@dataclass(frozen=True)
class Texts:
    """One message in each language that we ship."""

    en: str
    fr: str
    es: str
    ar: str


@dataclass(frozen=True)
class Template:
    """One message. `reviewed`: languages that a native speaker has checked; others are labelled."""

    id: str
    use: Use
    title: str
    texts: Texts
    reviewed: tuple[str, ...] = ()

    def text_in(self, language: str) -> tuple[str, str]:
        """The text, and the language that it is in: English where there is no other."""
        found = getattr(self.texts, language, None)
        return (found, language) if isinstance(found, str) else (self.texts.en, FALLBACK)


@dataclass(frozen=True)
class Templates:
    """All messages."""

    policy: Header
    templates: tuple[Template, ...]

    def __post_init__(self) -> None:
        unique("templates", tuple(template.id for template in self.templates))
        if not any(template.use == "no-news" for template in self.templates):
            raise InvalidValueError("templates", 'needs one with use = "no-news": the monthly update uses it')
        missing = [use for use in OFFERS if not self.used_for(use)]
        if missing:
            raise InvalidValueError(
                "templates", f'needs one with use = "{missing[0]}": offers of help begin from it'
            )

    def template(self, template_id: str) -> Template | None:
        """Look one up; `None` where it is unknown."""
        return next((template for template in self.templates if template.id == template_id), None)

    def used_for(self, use: Use) -> tuple[Template, ...]:
        """All templates of one use, in order."""
        return tuple(template for template in self.templates if template.use == use)
