"""Babel's way into policy files (TOML): every label and every sentence that people read."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from typing import IO

# The keys of policy files whose values a reporter or a member reads.
_READABLE = frozenset({"label", "text", "hint", "shown_as"})


def extract_policies(
    fileobj: IO[bytes], _keywords: object, _comment_tags: object, options: Mapping[str, str]
) -> Iterable[tuple[int, None, str, list[str]]]:
    """Babel extractor. Option `also`: further keys that this application shows, separated by spaces."""
    text = fileobj.read().decode("utf-8")
    also = frozenset(options.get("also", "").split())
    for value in _readable(tomllib.loads(text), also):
        yield _line_of(text, value), None, value, []


def is_readable(key: str, also: frozenset[str] = frozenset()) -> bool:
    """Whether people read what stands under this key of a policy file."""
    return key in _READABLE or key in also or key.endswith(("_label", "_text"))


def _readable(node: object, also: frozenset[str], key: str = "") -> Iterator[str]:
    if isinstance(node, dict):
        for name, child in node.items():
            yield from _readable(child, also, name)
    elif isinstance(node, list):
        for child in node:
            yield from _readable(child, also, key)
    elif isinstance(node, str) and is_readable(key, also):
        yield node


def _line_of(text: str, value: str) -> int:
    return text.count("\n", 0, max(text.find(value), 0)) + 1
