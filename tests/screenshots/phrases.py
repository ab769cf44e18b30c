import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Phrases:
    """One conversation: the story, where it was, a member's message, question and note, and the reporter's answer."""

    story: str
    where: str
    name: str
    message: str
    question: str
    note: str
    reply: str


_WRITTEN = tomllib.loads(Path(__file__).with_name("phrases.toml").read_text("utf-8"))
# What is written in each language.
PHRASES = {language: Phrases(**told) for language, told in _WRITTEN.items()}
