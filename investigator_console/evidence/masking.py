"""Redaction that can only take away: words are masked, never changed."""

import re
from collections.abc import Iterable

MASK = "[redacted]"
_SHORTEST = 2


def mask(text: str, passages: Iterable[str]) -> str:
    """`text` with every passage masked, whatever its case and spacing. A passage of one letter is passed over."""
    wanted = sorted(
        {" ".join(one.split()) for one in passages if len(one.strip()) >= _SHORTEST}, key=len, reverse=True
    )
    if not wanted:
        return text
    pattern = "|".join(r"\s+".join(re.escape(word) for word in one.split()) for one in wanted)
    return re.sub(pattern, MASK, text, flags=re.IGNORECASE)


def passages_of(typed: str) -> tuple[str, ...]:
    """One passage a line, as it was typed."""
    return tuple(line.strip() for line in typed.splitlines() if line.strip())
