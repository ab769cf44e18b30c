"""Voices for people who do not read: recordings by the organisation, one for a question and a language.

`audio/ar/story.mp3` is what the step "story" of the Arabic form says. A page offers what is there and nothing else.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

FORMATS = (".mp3", ".m4a", ".ogg", ".opus")
MAX_BYTES = 4 * 1024 * 1024


class RecordingError(Exception):
    """A recording cannot be used; the message names the file and says what to do."""


def recordings(folder: Path, languages: Iterable[str]) -> Mapping[str, bytes]:
    """`audio-ar-story.mp3` -> the file, for every recording of these languages. Raises `RecordingError`."""
    found: dict[str, bytes] = {}
    for language in languages:
        place = folder / language
        for file in sorted(place.iterdir()) if place.is_dir() else ():
            if file.suffix not in FORMATS or not file.stem.isidentifier():
                raise RecordingError(
                    f"{file}: a recording is called after its question and ends in {', '.join(FORMATS)}, "
                    "e.g. story.mp3."
                )
            if file.stat().st_size > MAX_BYTES:
                raise RecordingError(
                    f"{file}: at most {MAX_BYTES // 1024 // 1024} MB, or people on a slow line wait too long."
                )
            found[f"audio-{language}-{file.name}"] = file.read_bytes()
    return found
